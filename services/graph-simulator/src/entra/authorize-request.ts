/** The parameters of `GET /{tenant}/oauth2/v2.0/authorize` (RFC 6749 section 4.1.1; OpenID Connect Core section 3.1.2.1). */
import { type App, allowsRedirect, isAvailableIn } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Tenant } from '../directory/directory.ts';
import type { CodeChallenge } from './authorization-grants.ts';
import { demandEnabled, knownApp, tenantOf } from './client-credential.ts';
import { EntraError } from './entra-error.ts';
import { demandParameter } from './parameters.ts';
import { type RequestedScopes, requestedScopes } from './requested-scopes.ts';
import { RESPONSE_MODES, type ReturnAddress } from './return-address.ts';

/** The app that sends somebody to sign in, and where it wants them back; `redirectUri` empty: it has none. */
export interface Target {
  readonly app: App;
  /** Undefined where the tenant is that of whoever signs in. */
  readonly tenant: Tenant | undefined;
  readonly address: ReturnAddress;
}

export interface Authorization {
  readonly requested: RequestedScopes;
  readonly nonce: string | null;
  readonly challenge: CodeChallenge | null;
  /** Ask for consent although it was given. */
  readonly asksConsent: boolean;
}

interface Known {
  readonly apps: AppRegistry;
  readonly directory: Directory;
}

/**
 * What is wrong here is said on a page, since it is not sure that the redirect URI is the app's.
 * @throws EntraError 900144 (a parameter is missing), 90002 (tenant), 700016, 70001, 7000112 (app), 50194 (not
 *   multi-tenant), 50011 (redirect URI), 70007 (response mode).
 * @param isNamed whether the redirect URI has to be named; otherwise it is the first of the registration.
 */
export function readTarget(
  segment: string,
  query: URLSearchParams,
  { apps, directory }: Known,
  isNamed = true,
): Target {
  const appId = demandParameter(query, 'client_id');
  const tenant = tenantOf(directory, segment);
  const app = knownApp(apps, appId, tenant?.displayName ?? segment);
  demandAvailable(app, tenant);
  const isLeftOut = !isNamed && !query.has('redirect_uri');
  const redirectUri = isLeftOut ? (app.redirectUris[0] ?? '') : demandParameter(query, 'redirect_uri');
  if (!isLeftOut && !allowsRedirect(app, redirectUri)) {
    throw new EntraError(50011, { app: app.appId, detail: redirectUri });
  }
  const asked = query.get('response_mode') ?? 'query';
  const responseMode = RESPONSE_MODES.find((mode) => mode === asked);
  if (responseMode === undefined) {
    throw new EntraError(70007, { detail: asked });
  }
  return { app, tenant, address: { redirectUri, responseMode, state: query.get('state') } };
}

/** @throws EntraError 50194 (not multi-tenant), 700016 (not in the tenant), 7000112 (disabled there). */
export function demandAvailable(app: App, tenant: Tenant | undefined): void {
  if (tenant === undefined) {
    if (!app.availableToOtherTenants) {
      throw new EntraError(50194, { app: `${app.appId}'(${app.displayName})` });
    }
    return;
  }
  if (!isAvailableIn(app, tenant.id)) {
    throw new EntraError(700016, { app: app.appId, tenant: tenant.displayName });
  }
  demandEnabled(app, app.consents.get(tenant.id));
}

/**
 * What is wrong here the app is told, at its redirect URI.
 * @param graph the resource of the cloud's Graph.
 * @throws EntraError 70005 (response type), 50058 (`prompt=none`: nobody is signed in, ever), 900144 (no scope, or a
 *   challenge method without challenge), 501481 (challenge method), and those of {@link requestedScopes}.
 */
export function readAuthorization(query: URLSearchParams, { app, tenant }: Target, graph: string): Authorization {
  const responseType = demandParameter(query, 'response_type');
  if (responseType !== 'code') {
    throw new EntraError(70005, { detail: responseType });
  }
  const requested = requestedScopes(demandParameter(query, 'scope'), app, {
    tenantName: tenant?.displayName ?? '',
    graph,
  });
  const prompts = (query.get('prompt') ?? '').split(' ');
  if (prompts.includes('none')) {
    throw new EntraError(50058);
  }
  return {
    requested,
    nonce: query.get('nonce'),
    challenge: readChallenge(query),
    asksConsent: prompts.includes('consent'),
  };
}

function readChallenge(query: URLSearchParams): CodeChallenge | null {
  if (!query.has('code_challenge') && !query.has('code_challenge_method')) {
    return null;
  }
  const value = demandParameter(query, 'code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  if (method !== 'S256' && method !== 'plain') {
    throw new EntraError(501481);
  }
  return { value, method };
}
