/** `POST /{tenant}/oauth2/v2.0/token` for the client-credentials grant (RFC 6749 section 4.4). */
import type { Clock, Random } from '@lamplight/runtime';
import type { App, AppRegistry, Consent } from '../directory/app-registry.ts';
import type { Directory, Tenant } from '../directory/directory.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import { type AccessTokens, GRAPH_AUDIENCE } from './access-tokens.ts';
import { verifyClientAssertion } from './client-assertion.ts';
import { EntraError, type EntraErrorFacts, type EntraErrorOverrides, entraErrorResponse } from './entra-error.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Authorities without a tenant: client credentials do not work there. */
const SHARED_AUTHORITIES = ['common', 'organizations', 'consumers'];
/** The resource identifiers of Microsoft Graph: its URI and its client id. */
const GRAPH_RESOURCES = [GRAPH_AUDIENCE, '00000003-0000-0000-c000-000000000000'];

export interface TokenEndpointParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly tokens: AccessTokens;
}

export class TokenEndpoint {
  readonly #parts: TokenEndpointParts;

  constructor(parts: TokenEndpointParts) {
    this.#parts = parts;
  }

  /** Answers one token request; errors come back in Entra's shape, never as an exception. */
  answer(tenantSegment: string, request: RoutedRequest): SimulatorResponse {
    const form = new URLSearchParams(request.body);
    try {
      const { app, tenant, consent } = this.#authenticate(tenantSegment, form, request);
      const issued = this.#parts.tokens.issue(app, tenant, consent);
      return json(
        200,
        {
          token_type: 'Bearer',
          expires_in: issued.expiresInS,
          ext_expires_in: issued.expiresInS,
          access_token: issued.token,
        },
        { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
      );
    } catch (failure) {
      if (failure instanceof EntraError) {
        return this.refuse(failure.code, request, failure.facts);
      }
      throw failure;
    }
  }

  /** The answer for an AADSTS code, with this request's correlation id. */
  refuse(
    code: number,
    request: RoutedRequest,
    facts: EntraErrorFacts = {},
    overrides: EntraErrorOverrides = {},
  ): SimulatorResponse {
    const { clock, random } = this.#parts;
    const correlationId = request.headers['client-request-id'] ?? request.query.get('client-request-id') ?? undefined;
    return entraErrorResponse(code, { clock, random, origin: request.origin, correlationId }, facts, overrides);
  }

  #authenticate(
    tenantSegment: string,
    form: URLSearchParams,
    request: RoutedRequest,
  ): { readonly app: App; readonly tenant: Tenant; readonly consent: Consent } {
    const grant = demand(form, 'grant_type');
    const appId = demand(form, 'client_id').toLowerCase();
    if (grant !== 'client_credentials') {
      throw new EntraError(70003);
    }
    if (SHARED_AUTHORITIES.includes(tenantSegment.toLowerCase())) {
      throw new EntraError(9001023);
    }
    const tenant = this.#parts.directory.tenant(tenantSegment);
    if (tenant === undefined) {
      throw new EntraError(90002, { tenant: tenantSegment });
    }
    const app = this.#parts.apps.app(appId);
    const consent = app?.consents.get(tenant.id);
    if (app === undefined || consent === undefined) {
      throw new EntraError(700016, { app: appId, tenant: tenant.displayName });
    }
    if (!consent.enabled) {
      throw new EntraError(7000112, { app: `${app.appId}'(${app.displayName})` });
    }
    this.#checkCredential(app, form, [tenantSegment, tenant.id, tenant.domain], request.origin);
    checkScope(demand(form, 'scope'), tenant);
    return { app, tenant, consent };
  }

  #checkCredential(app: App, form: URLSearchParams, tenantNames: readonly string[], origin: string): void {
    const now = this.#parts.clock.now();
    const assertion = form.get('client_assertion');
    if (assertion !== null) {
      if (form.get('client_assertion_type') !== JWT_BEARER) {
        throw new EntraError(900144, { detail: 'client_assertion_type' });
      }
      const audiences = tenantNames.flatMap((name) => [
        `${origin}/${name}/oauth2/v2.0/token`.toLowerCase(),
        `${origin}/${name}/v2.0`.toLowerCase(),
      ]);
      verifyClientAssertion(assertion, app, audiences, now);
      return;
    }
    const value = form.get('client_secret');
    if (value === null || value === '') {
      throw new EntraError(7000218);
    }
    const secret = app.secrets.find((candidate) => candidate.value === value);
    if (secret === undefined) {
      throw new EntraError(7000215, { app: app.appId });
    }
    if (secret.expiresAt <= now) {
      throw new EntraError(7000222, { app: app.appId });
    }
  }
}

function demand(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') {
    throw new EntraError(900144, { detail: name });
  }
  return value;
}

/** Client credentials ask for everything that was consented to, of one resource: `<resource>/.default`. */
function checkScope(scope: string, tenant: Tenant): void {
  const wanted = scope
    .split(' ')
    .filter((part) => part !== '' && !['openid', 'profile', 'offline_access'].includes(part));
  const [first, ...others] = wanted;
  if (first === undefined || others.length > 0 || !first.endsWith('/.default')) {
    throw new EntraError(1002012, { scope });
  }
  const resource = first.slice(0, -'/.default'.length).replace(/\/$/, '').toLowerCase();
  if (!GRAPH_RESOURCES.includes(resource)) {
    throw new EntraError(500011, { scope: resource, tenant: tenant.displayName });
  }
}
