import type { QuotaName } from '../throttling/throttle.ts';

interface RouteRow {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The limit that a call counts against, beside that of the app over all tenants; `none`: no other. */
  readonly quota: QuotaName | 'none';
  /** Whether it changes a person's presence: each such call is recorded. */
  readonly write: boolean;
}

/**
 * The calls of Graph v1.0 that are served. Paths are matched without regard to case; `{id}` is any one segment, and below
 * `me` it is who signed in.
 */
export const GRAPH_ROUTES = [
  { name: 'batch', method: 'POST', path: '$batch', quota: 'none', write: false },
  { name: 'usersDelta', method: 'GET', path: 'users/delta', quota: 'none', write: false },
  { name: 'usersDelta', method: 'GET', path: 'users/microsoft.graph.delta', quota: 'none', write: false },
  { name: 'groupsDelta', method: 'GET', path: 'groups/delta', quota: 'none', write: false },
  { name: 'groupsDelta', method: 'GET', path: 'groups/microsoft.graph.delta', quota: 'none', write: false },
  { name: 'listGroups', method: 'GET', path: 'groups', quota: 'none', write: false },
  { name: 'getGroup', method: 'GET', path: 'groups/{id}', quota: 'none', write: false },
  { name: 'listMembers', method: 'GET', path: 'groups/{id}/members', quota: 'none', write: false },
  { name: 'listTransitiveMembers', method: 'GET', path: 'groups/{id}/transitiveMembers', quota: 'none', write: false },
  { name: 'listRooms', method: 'GET', path: 'places/microsoft.graph.room', quota: 'none', write: false },
  { name: 'listUsers', method: 'GET', path: 'users', quota: 'none', write: false },
  { name: 'getUser', method: 'GET', path: 'users/{id}', quota: 'none', write: false },
  {
    name: 'getPresencesByUserId',
    method: 'POST',
    path: 'communications/getPresencesByUserId',
    quota: 'presence',
    write: false,
  },
  { name: 'getPresence', method: 'GET', path: 'users/{id}/presence', quota: 'presence', write: false },
  { name: 'getPresence', method: 'GET', path: 'me/presence', quota: 'presence', write: false },
  { name: 'getPresence', method: 'GET', path: 'communications/presences/{id}', quota: 'presence', write: false },
  { name: 'setPresence', method: 'POST', path: 'users/{id}/presence/setPresence', quota: 'presence', write: true },
  { name: 'setPresence', method: 'POST', path: 'me/presence/setPresence', quota: 'presence', write: true },
  { name: 'clearPresence', method: 'POST', path: 'users/{id}/presence/clearPresence', quota: 'presence', write: true },
  { name: 'clearPresence', method: 'POST', path: 'me/presence/clearPresence', quota: 'presence', write: true },
  {
    name: 'setUserPreferredPresence',
    method: 'POST',
    path: 'users/{id}/presence/setUserPreferredPresence',
    quota: 'presence',
    write: true,
  },
  {
    name: 'setUserPreferredPresence',
    method: 'POST',
    path: 'me/presence/setUserPreferredPresence',
    quota: 'presence',
    write: true,
  },
  {
    name: 'clearUserPreferredPresence',
    method: 'POST',
    path: 'users/{id}/presence/clearUserPreferredPresence',
    quota: 'presence',
    write: true,
  },
  {
    name: 'clearUserPreferredPresence',
    method: 'POST',
    path: 'me/presence/clearUserPreferredPresence',
    quota: 'presence',
    write: true,
  },
  {
    name: 'setStatusMessage',
    method: 'POST',
    path: 'users/{id}/presence/setStatusMessage',
    quota: 'presence',
    write: true,
  },
  { name: 'setStatusMessage', method: 'POST', path: 'me/presence/setStatusMessage', quota: 'presence', write: true },
  { name: 'createSubscription', method: 'POST', path: 'subscriptions', quota: 'subscriptionChanges', write: false },
  { name: 'listSubscriptions', method: 'GET', path: 'subscriptions', quota: 'subscriptionLists', write: false },
  { name: 'getSubscription', method: 'GET', path: 'subscriptions/{id}', quota: 'subscriptionReads', write: false },
  {
    name: 'updateSubscription',
    method: 'PATCH',
    path: 'subscriptions/{id}',
    quota: 'subscriptionChanges',
    write: false,
  },
  {
    name: 'deleteSubscription',
    method: 'DELETE',
    path: 'subscriptions/{id}',
    quota: 'subscriptionChanges',
    write: false,
  },
  {
    name: 'reauthorizeSubscription',
    method: 'POST',
    path: 'subscriptions/{id}/reauthorize',
    quota: 'reauthorizations',
    write: false,
  },
] as const satisfies readonly RouteRow[];

export type GraphRoute = (typeof GRAPH_ROUTES)[number];
export type GraphRouteName = GraphRoute['name'];
/** The calls that change a person's presence: each is recorded. */
export type WriteRouteName = Extract<GraphRoute, { readonly write: true }>['name'];

export type SubscriptionRouteName = Extract<GraphRouteName, `${string}Subscription${'' | 's'}`>;

export interface GraphMatch {
  readonly route: GraphRoute;
  /** The `{id}` of the path, or the object id of who signed in below `me`; empty for a path without one. */
  readonly id: string;
}

/** The route of a path below `/v1.0`; undefined when it is not served. */
export function matchGraphRoute(method: string, segments: readonly string[]): GraphMatch | undefined {
  for (const route of GRAPH_ROUTES) {
    const pattern = route.path.split('/');
    const matches =
      route.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, index) => fits(part, segments[index] ?? ''));
    if (matches) {
      return { route, id: segments[pattern.indexOf('{id}')] ?? '' };
    }
  }
  return undefined;
}

/** A segment such as `$count` is never an id: what it asks for is not served. */
function fits(part: string, segment: string): boolean {
  return part === '{id}' ? !segment.startsWith('$') : part.toLowerCase() === segment.toLowerCase();
}
