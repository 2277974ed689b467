/** The `scope` parameter (RFC 6749 section 3.3), as Entra reads it: permissions of one resource and those of OpenID. */
import type { App } from '../directory/app.ts';
import { type GraphScope, graphScope } from '../directory/graph-scopes.ts';
import { EntraError } from './entra-error.ts';

/** The client id of Microsoft Graph, the same in every cloud. */
const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Whether a resource is the Graph of a cloud: by its URI or by its client id. */
export function isGraph(resource: string, graph: string): boolean {
  return [graph, GRAPH_APP_ID].includes(resource.replace(/\/$/, '').toLowerCase());
}

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];
const DEFAULT_SCOPE = '.default';

export interface RequestedScopes {
  /** `openid`, `profile`, `email`, `offline_access`: granted without asking. */
  readonly openId: readonly string[];
  readonly graph: readonly GraphScope[];
  /** `<resource>/.default`: what the registration requires, or what was granted already. */
  readonly isDefault: boolean;
  /** Permissions were written with their resource: the answer is as well, so that clients find them again. */
  readonly withResource: boolean;
}

/** Where permissions are asked for. */
export interface AskedAt {
  /** For the text of an error. */
  readonly tenantName: string;
  /** The resource of the cloud's Graph. */
  readonly graph: string;
}

/**
 * Takes the parameter apart.
 * @throws EntraError 70011 (missing, or `.default` beside others), 500011 (a resource other than Graph), 650053 (a
 *   permission that Graph does not have).
 */
export function requestedScopes(scope: string, app: App, at: AskedAt): RequestedScopes {
  const parts = scope.split(' ').filter((part) => part !== '');
  if (parts.length === 0) {
    throw new EntraError(70011, { detail: 'It is empty.' });
  }
  const openId = parts.filter((part) => OPENID_SCOPES.includes(part));
  const permissions = parts.filter((part) => !OPENID_SCOPES.includes(part)).map((part) => split(part, at));
  const isDefault = permissions.some(({ name }) => name === DEFAULT_SCOPE);
  if (isDefault && permissions.length > 1) {
    throw new EntraError(70011, { detail: '.default scope cannot be combined with resource-specific scopes.' });
  }
  const graph = permissions.flatMap(({ name }) => {
    const known = graphScope(name);
    if (known === undefined && name !== DEFAULT_SCOPE) {
      throw new EntraError(650053, { app: app.displayName, scope: name });
    }
    return known === undefined ? [] : [known];
  });
  return { openId, graph, isDefault, withResource: permissions.some((part) => part.withResource) };
}

function split(
  permission: string,
  { tenantName, graph }: AskedAt,
): { readonly name: string; readonly withResource: boolean } {
  const slash = permission.lastIndexOf('/');
  const resource = permission.slice(0, Math.max(slash, 0)).replace(/\/$/, '');
  if (slash !== -1 && !isGraph(resource, graph)) {
    throw new EntraError(500011, { scope: resource, tenant: tenantName });
  }
  return { name: permission.slice(slash + 1), withResource: slash !== -1 };
}

/** `scope` of a token's answer: the permissions in the way in which they were asked for, then those of OpenID. */
export function answeredScope(requested: RequestedScopes, granted: readonly GraphScope[], graph: string): string {
  const prefix = requested.withResource ? `${graph}/` : '';
  const names = requested.isDefault ? [...granted, DEFAULT_SCOPE] : granted;
  const openId = requested.openId.filter((name) => name !== 'offline_access');
  return [...names.map((name) => `${prefix}${name}`), ...openId].join(' ');
}
