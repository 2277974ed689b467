/**
 * `GET /users`, `GET /users/{id}` and `GET /places/microsoft.graph.room`. Source: Graph pages user-list, user-get,
 * place-list; `$count` with `ConsistencyLevel`: "Advanced query capabilities on Microsoft Entra ID objects".
 */
import type { Directory, Person } from '../directory/directory.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import { notServed, resourceNotFound } from './graph-error.ts';
import { type GraphHandlers, graphJson } from './graph-handler.ts';
import { pageOf } from './paging.ts';
import { holdsAny } from './permissions.ts';
import { demandOptions, denied, readableProperties, renderUser, selectedNames } from './user-properties.ts';

const LIST_OPTIONS = ['$select', '$top', '$skiptoken', '$filter', '$count'];
const READ_PLACES = { application: ['Place.Read.All'], delegated: ['Place.Read.All'] };

/** Handlers of the reads of users and rooms. */
export function userCalls({
  directory,
}: {
  readonly directory: Directory;
}): GraphHandlers<'listUsers' | 'getUser' | 'listRooms'> {
  return {
    listUsers: (_match, caller, request) => graphJson(listUsers(directory, caller, request)),
    getUser: (match, caller, request) => graphJson(getUser(directory, caller, match.id, request)),
    listRooms: (_match, caller, request) => graphJson(listRooms(directory, caller, request)),
  };
}

function listUsers(directory: Directory, caller: Caller, request: RoutedRequest): unknown {
  demandOptions(request, LIST_OPTIONS, 'users');
  const properties = readableProperties(selectedNames(request), caller);
  const fits = readFilter(request.query.get('$filter'));
  const all = fits === undefined ? directory.people(caller.tenantId) : directory.people(caller.tenantId).filter(fits);
  const { items, link } = pageOf(all, request, ({ id }) => id);
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    ...(isCounted(request) ? { '@odata.count': all.length } : {}),
    ...link,
    value: items.map((person) => renderUser(person, properties)),
  };
}

/** `{id}` is an object id or a user principal name. */
function getUser(directory: Directory, caller: Caller, id: string, request: RoutedRequest): unknown {
  demandOptions(request, ['$select'], 'a user');
  const properties = readableProperties(selectedNames(request), caller);
  const person = directory.person(id) ?? directory.personByPrincipalName(id);
  if (person === undefined || person.tenantId !== caller.tenantId) {
    throw resourceNotFound(id);
  }
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
    ...renderUser(person, properties),
  };
}

/** Which accounts are of rooms stands here, and nowhere else. */
function listRooms(directory: Directory, caller: Caller, request: RoutedRequest): unknown {
  demandOptions(request, ['$top', '$skiptoken'], 'places');
  if (!holdsAny(caller, READ_PLACES)) {
    throw denied();
  }
  const { items, link } = pageOf(
    directory.people(caller.tenantId).filter(({ isRoom }) => isRoom),
    request,
    ({ id }) => id,
  );
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#places/microsoft.graph.room',
    ...link,
    value: items.map(({ id, displayName, mail }) => ({ id, displayName, emailAddress: mail })),
  };
}

/** `accountEnabled eq …` and `userType eq …`, joined by `and`: what needs no advanced query. @throws GraphError 501 */
function readFilter(filter: string | null): ((person: Person) => boolean) | undefined {
  if (filter === null) {
    return undefined;
  }
  const conditions = filter.split(/\s+and\s+/i).map((text) => {
    const enabled = /^accountEnabled\s+eq\s+(true|false)$/i.exec(text.trim())?.[1]?.toLowerCase();
    const userType = /^userType\s+eq\s+'([^']*)'$/i.exec(text.trim())?.[1]?.toLowerCase();
    if (enabled === undefined && userType === undefined) {
      throw notServed(`the filter ${text} on users`);
    }
    return (person: Person): boolean =>
      enabled === undefined ? person.userType.toLowerCase() === userType : String(person.accountEnabled) === enabled;
  });
  return (person) => conditions.every((holds) => holds(person));
}

function isCounted(request: RoutedRequest): boolean {
  const counted = request.query.get('$count')?.toLowerCase() === 'true';
  if (counted && request.headers['consistencylevel']?.toLowerCase() !== 'eventual') {
    throw notServed('$count without the header ConsistencyLevel: eventual');
  }
  return counted;
}
