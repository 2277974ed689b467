/** The calls of Graph v1.0 that are served. Paths are matched without regard to case; `{id}` is any one segment. */
export const GRAPH_ROUTES = [
  { name: 'listUsers', method: 'GET', path: 'users', presence: false, write: false },
  { name: 'getUser', method: 'GET', path: 'users/{id}', presence: false, write: false },
  {
    name: 'getPresencesByUserId',
    method: 'POST',
    path: 'communications/getPresencesByUserId',
    presence: true,
    write: false,
  },
  { name: 'getPresence', method: 'GET', path: 'users/{id}/presence', presence: true, write: false },
  { name: 'getPresence', method: 'GET', path: 'communications/presences/{id}', presence: true, write: false },
  { name: 'setPresence', method: 'POST', path: 'users/{id}/presence/setPresence', presence: true, write: true },
  { name: 'clearPresence', method: 'POST', path: 'users/{id}/presence/clearPresence', presence: true, write: true },
  {
    name: 'setUserPreferredPresence',
    method: 'POST',
    path: 'users/{id}/presence/setUserPreferredPresence',
    presence: true,
    write: true,
  },
  {
    name: 'clearUserPreferredPresence',
    method: 'POST',
    path: 'users/{id}/presence/clearUserPreferredPresence',
    presence: true,
    write: true,
  },
  {
    name: 'setStatusMessage',
    method: 'POST',
    path: 'users/{id}/presence/setStatusMessage',
    presence: true,
    write: true,
  },
] as const;

export type GraphRoute = (typeof GRAPH_ROUTES)[number];
export type GraphRouteName = GraphRoute['name'];
/** The calls that change a person's presence: each is recorded. */
export type WriteRouteName = Extract<GraphRoute, { readonly write: true }>['name'];

export interface GraphMatch {
  readonly route: GraphRoute;
  /** The `{id}` of the path; empty for a path without one. */
  readonly id: string;
}

/** The route of a path below `/v1.0`; undefined when it is not served. */
export function matchGraphRoute(method: string, segments: readonly string[]): GraphMatch | undefined {
  for (const route of GRAPH_ROUTES) {
    const pattern = route.path.split('/');
    const matches =
      route.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, index) => part === '{id}' || part.toLowerCase() === segments[index]?.toLowerCase());
    if (matches) {
      return { route, id: segments[pattern.indexOf('{id}')] ?? '' };
    }
  }
  return undefined;
}
