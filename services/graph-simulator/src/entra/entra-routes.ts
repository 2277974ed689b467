/** The paths of Entra below a tenant, and what they are called in faults and counts. */

export const ENTRA_ROUTES = [
  'token',
  'deviceCode',
  'openIdConfiguration',
  'instanceDiscovery',
  'keys',
  'authorize',
  'adminConsent',
  'login',
  'verify',
  'consent',
] as const;
export type EntraRouteName = (typeof ENTRA_ROUTES)[number];

export interface EntraMatch {
  readonly name: EntraRouteName;
  /** Of the endpoint, where there are two. */
  readonly version: 1 | 2;
  /** The tenant segment of the path, as it was written. */
  readonly tenant: string;
}

const PATHS: readonly {
  readonly name: EntraRouteName;
  readonly version: 1 | 2;
  readonly method: 'GET' | 'POST';
  readonly path: string;
}[] = [
  { name: 'token', version: 2, method: 'POST', path: 'oauth2/v2.0/token' },
  { name: 'deviceCode', version: 2, method: 'POST', path: 'oauth2/v2.0/devicecode' },
  { name: 'openIdConfiguration', version: 2, method: 'GET', path: 'v2.0/.well-known/openid-configuration' },
  { name: 'openIdConfiguration', version: 1, method: 'GET', path: '.well-known/openid-configuration' },
  { name: 'instanceDiscovery', version: 2, method: 'GET', path: 'discovery/instance' },
  { name: 'keys', version: 2, method: 'GET', path: 'discovery/v2.0/keys' },
  { name: 'keys', version: 1, method: 'GET', path: 'discovery/keys' },
  { name: 'authorize', version: 2, method: 'GET', path: 'oauth2/v2.0/authorize' },
  { name: 'adminConsent', version: 2, method: 'GET', path: 'v2.0/adminconsent' },
  { name: 'adminConsent', version: 1, method: 'GET', path: 'adminconsent' },
  { name: 'login', version: 2, method: 'POST', path: 'login' },
  { name: 'verify', version: 2, method: 'POST', path: 'verify' },
  { name: 'consent', version: 2, method: 'POST', path: 'consent' },
];

/** Those whose answers are pages for people. */
export const PAGE_ROUTES: readonly EntraRouteName[] = ['authorize', 'adminConsent', 'login', 'verify', 'consent'];

/** The endpoint of a path `/{tenant}/…`; undefined when it is none of Entra's. */
export function matchEntraRoute(method: string, segments: readonly string[]): EntraMatch | undefined {
  const [tenant, ...rest] = segments;
  const path = rest.join('/').toLowerCase();
  const route = PATHS.find((candidate) => candidate.path === path && candidate.method === method);
  return route === undefined || tenant === undefined ? undefined : { name: route.name, version: route.version, tenant };
}
