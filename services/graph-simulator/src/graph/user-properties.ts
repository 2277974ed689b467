/** Which properties of users a caller may have. Source: Graph, user resource; permissions reference. */
import type { Person } from '../directory/directory.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import { GraphError, notServed } from './graph-error.ts';
import { holdsAny, type Permissions } from './permissions.ts';

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
const ALL_PROPERTIES: readonly string[] = [
  ...DEFAULT_PROPERTIES,
  'accountEnabled',
  'userType',
  'department',
  'assignedPlans',
];

/** Source: Graph pages user-list, user-get. */
export const READ_USERS: Permissions = {
  application: ['User.Read.All', 'Directory.Read.All'],
  delegated: ['User.Read.All', 'Directory.Read.All'],
};
const READ_BASICS: Permissions = { application: ['User.ReadBasic.All'], delegated: ['User.ReadBasic.All'] };

/** @throws GraphError 403 without any permission, or for a property that it does not open; 501 for an unknown one */
export function readableProperties(asked: readonly string[] | undefined, caller: Caller): readonly string[] {
  const isFull = holdsAny(caller, READ_USERS);
  if (!isFull && !holdsAny(caller, READ_BASICS)) {
    throw denied();
  }
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

/** The names in `$select`; undefined without one. */
export function selectedNames(request: RoutedRequest): readonly string[] | undefined {
  return request.query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
}

/** @throws GraphError 501 for an option that is not among these */
export function demandOptions(request: RoutedRequest, served: readonly string[], what: string): void {
  const other = [...request.query.keys()].find((name) => !served.includes(name));
  if (other !== undefined) {
    throw notServed(`the query option ${other} on ${what}`);
  }
}

export function renderUser(person: Person, properties: readonly string[]): Readonly<Record<string, unknown>> {
  const all: Readonly<Record<string, unknown>> = { ...person };
  return Object.fromEntries(properties.map((name) => [name, all[name]]));
}

export function denied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
