/** `GET /users` and `GET /users/{id}`: enough of the directory to match people. Source: Graph pages user-list, user-get. */
import type { Directory, Person } from '../directory/directory.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import { GraphError, notServed, resourceNotFound } from './graph-error.ts';

/** Sent without `$select`. */
const DEFAULT_PROPERTIES = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'surname',
  'userPrincipalName',
  'id',
] as const;

/** What User.ReadBasic.All opens: "display name, first and last name, email address". */
const BASIC_PROPERTIES: readonly string[] = ['displayName', 'givenName', 'mail', 'surname', 'userPrincipalName', 'id'];
const ALL_PROPERTIES: readonly string[] = [...DEFAULT_PROPERTIES, 'accountEnabled', 'userType'];
const FULL_ROLES = ['User.Read.All', 'Directory.Read.All'];

/** `$top`: 100 by default, at most 999. */
const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;
const SERVED_OPTIONS = ['$select', '$top', '$skiptoken'];

export function listUsers(directory: Directory, caller: Caller, request: RoutedRequest): unknown {
  const properties = selected(request, caller);
  const top = pageSize(request.query.get('$top'));
  const from = Number(request.query.get('$skiptoken') ?? '0');
  if (!Number.isInteger(from) || from < 0) {
    throw new GraphError(400, 'BadRequest', 'The skip token is not valid.');
  }
  const all = directory.people(caller.tenantId);
  const rest = new URLSearchParams(request.query);
  rest.set('$skiptoken', String(from + top));
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    ...(from + top < all.length ? { '@odata.nextLink': `${request.origin}/v1.0/users?${rest}` } : {}),
    value: all.slice(from, from + top).map((person) => rendered(person, properties)),
  };
}

/** `{id}` is an object id or a user principal name. */
export function getUser(directory: Directory, caller: Caller, id: string, request: RoutedRequest): unknown {
  const properties = selected(request, caller);
  const person = directory.person(id) ?? directory.personByPrincipalName(id);
  if (person === undefined || person.tenantId !== caller.tenantId) {
    throw resourceNotFound(id);
  }
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    ...rendered(person, properties),
  };
}

function selected(request: RoutedRequest, caller: Caller): readonly string[] {
  for (const name of request.query.keys()) {
    if (!SERVED_OPTIONS.includes(name)) {
      throw notServed(`the query option ${name} on users`);
    }
  }
  const isFull = caller.roles.some((role) => FULL_ROLES.includes(role));
  if (!isFull && !caller.roles.includes('User.ReadBasic.All')) {
    throw denied();
  }
  const asked = request.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  const unknown = asked?.find((name) => !ALL_PROPERTIES.includes(name));
  if (unknown !== undefined) {
    throw notServed(`the property ${unknown} of users`);
  }
  if (isFull) {
    return asked ?? DEFAULT_PROPERTIES;
  }
  if (asked?.some((name) => !BASIC_PROPERTIES.includes(name)) === true) {
    throw denied();
  }
  return asked ?? BASIC_PROPERTIES;
}

function pageSize(text: string | null): number {
  const size = text === null ? DEFAULT_PAGE : Number(text);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw new GraphError(
      400,
      'BadRequest',
      `Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`,
    );
  }
  return size;
}

function rendered(person: Person, properties: readonly string[]): Readonly<Record<string, unknown>> {
  const all: Readonly<Record<string, unknown>> = { ...person };
  return Object.fromEntries(properties.map((name) => [name, all[name]]));
}

function denied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
