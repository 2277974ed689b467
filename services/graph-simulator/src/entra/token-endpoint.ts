/**
 * `POST /{tenant}/oauth2/v2.0/token` (RFC 6749): client credentials, authorization codes and refresh tokens. Password
 * and device code are refused as for an app that is not enabled for them.
 */
import type { Clock, Random } from '@lamplight/runtime';
import type { App } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Tenant } from '../directory/directory.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AuthorizationGrants } from './authorization-grants.ts';
import { checkCredential, demandEnabled, knownApp, tenantOf } from './client-credential.ts';
import { DelegatedTokens } from './delegated-tokens.ts';
import { describeEntraError, EntraError, entraErrorResponse } from './entra-error.ts';
import { correlationIdOf, demandParameter } from './parameters.ts';
import { isGraph } from './requested-scopes.ts';
import type { SignInAccounts } from './sign-in-accounts.ts';
import type { SigningKeys } from './signing-key.ts';

export interface TokenEndpointParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly tokens: AccessTokens;
  readonly signingKeys: SigningKeys;
  readonly accounts: SignInAccounts;
  readonly grants: AuthorizationGrants;
}

export class TokenEndpoint {
  readonly #parts: TokenEndpointParts;
  readonly #delegated: DelegatedTokens;

  constructor(parts: TokenEndpointParts) {
    this.#parts = parts;
    this.#delegated = new DelegatedTokens(parts);
  }

  /** Answers one token request; errors come back in Entra's shape, never as an exception. */
  answer(tenantSegment: string, request: RoutedRequest): SimulatorResponse {
    const form = new URLSearchParams(request.body);
    try {
      return json(200, this.#tokens(tenantSegment, form, request), {
        'cache-control': 'no-store, no-cache',
        pragma: 'no-cache',
      });
    } catch (failure) {
      if (failure instanceof EntraError) {
        return this.#refuse(failure, request);
      }
      throw failure;
    }
  }

  #refuse({ code, facts }: EntraError, request: RoutedRequest): SimulatorResponse {
    const { clock, random } = this.#parts;
    const { origin } = request;
    const context = { clock, random, origin, correlationId: correlationIdOf(request) };
    return entraErrorResponse(describeEntraError(code, context, facts), origin);
  }

  #tokens(segment: string, form: URLSearchParams, request: RoutedRequest): unknown {
    const grant = demandParameter(form, 'grant_type');
    const appId = demandParameter(form, 'client_id').toLowerCase();
    switch (grant) {
      case 'client_credentials':
        return this.#applicationToken(segment, appId, form, request.origin);
      case 'authorization_code':
      case 'refresh_token': {
        const { directory, apps } = this.#parts;
        const tenant = tenantOf(directory, segment);
        const app = knownApp(apps, appId, tenant?.displayName ?? segment);
        this.#checkCredential(app, form, segment, tenant, request.origin);
        const asked = { app, tenant, form, origin: request.origin };
        return grant === 'authorization_code' ? this.#delegated.redeemCode(asked) : this.#delegated.refresh(asked);
      }
      default:
        throw new EntraError(70003);
    }
  }

  #applicationToken(segment: string, appId: string, form: URLSearchParams, origin: string): unknown {
    const { directory, apps, tokens } = this.#parts;
    const tenant = tenantOf(directory, segment);
    if (tenant === undefined) {
      throw new EntraError(9001023);
    }
    const app = knownApp(apps, appId, tenant.displayName);
    const consent = app.consents.get(tenant.id);
    if (consent === undefined) {
      throw new EntraError(700016, { app: appId, tenant: tenant.displayName });
    }
    demandEnabled(app, consent);
    this.#checkCredential(app, form, segment, tenant, origin);
    checkApplicationScope(demandParameter(form, 'scope'), tenant, tokens.graph);
    const { token, expiresInS } = tokens.issue(app, tenant, consent);
    return { token_type: 'Bearer', expires_in: expiresInS, ext_expires_in: expiresInS, access_token: token };
  }

  #checkCredential(app: App, form: URLSearchParams, segment: string, tenant: Tenant | undefined, origin: string): void {
    const names = tenant === undefined ? [segment] : [segment, tenant.id, tenant.domain];
    checkCredential(app, form, names, origin, this.#parts.clock.now());
  }
}

/** Client credentials ask for everything that was consented to, of one resource: `<resource>/.default`. */
function checkApplicationScope(scope: string, tenant: Tenant, graph: string): void {
  const wanted = scope
    .split(' ')
    .filter((part) => part !== '' && !['openid', 'profile', 'offline_access'].includes(part));
  const [first, ...others] = wanted;
  if (first === undefined || others.length > 0 || !first.endsWith('/.default')) {
    throw new EntraError(1002012, { scope });
  }
  const resource = first.slice(0, -'/.default'.length).replace(/\/$/, '').toLowerCase();
  if (!isGraph(resource, graph)) {
    throw new EntraError(500011, { scope: resource, tenant: tenant.displayName });
  }
}
