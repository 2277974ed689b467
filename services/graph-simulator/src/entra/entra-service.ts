import type { Clock, Random } from '@lamplight/runtime';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory } from '../directory/directory.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { AuthorizationGrants } from './authorization-grants.ts';
import type { Authorizer } from './authorizer.ts';
import { isSharedAuthority } from './client-credential.ts';
import type { ConsentPolicies } from './consent-policies.ts';
import { instanceDiscovery, jsonWebKeySet, openIdConfiguration } from './discovery.ts';
import {
  describeEntraError,
  type EntraErrorFacts,
  type EntraErrorOverrides,
  entraErrorResponse,
} from './entra-error.ts';
import { type EntraMatch, matchEntraRoute, PAGE_ROUTES } from './entra-routes.ts';
import { InteractiveSignIn } from './interactive-sign-in.ts';
import { correlationIdOf } from './parameters.ts';
import type { SignInAccounts } from './sign-in-accounts.ts';
import { SignInsUnderWay } from './sign-ins-under-way.ts';
import type { SigningKeys } from './signing-key.ts';
import { TokenEndpoint } from './token-endpoint.ts';

export interface EntraServiceParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly tokens: AccessTokens;
  readonly signingKeys: SigningKeys;
  readonly accounts: SignInAccounts;
  readonly policies: ConsentPolicies;
  readonly grants: AuthorizationGrants;
  readonly authorizer: Authorizer;
}

/** Microsoft Entra: discovery, tokens, signing in and consenting. */
export class EntraService {
  readonly #parts: EntraServiceParts;
  readonly #endpoint: TokenEndpoint;
  readonly #pages: InteractiveSignIn;

  constructor(parts: EntraServiceParts) {
    this.#parts = parts;
    this.#endpoint = new TokenEndpoint(parts);
    this.#pages = new InteractiveSignIn({ ...parts, signIns: new SignInsUnderWay(parts.clock, parts.random) });
  }

  answer({ name, version, tenant }: EntraMatch, request: RoutedRequest): SimulatorResponse {
    switch (name) {
      case 'token':
        return this.#endpoint.answer(tenant, request);
      case 'deviceCode':
        return this.refuse(70002, request);
      case 'openIdConfiguration':
        return this.#configuration(tenant, version, request);
      case 'instanceDiscovery':
        return json(200, instanceDiscovery(request.origin, request.query.get('authorization_endpoint') ?? ''));
      case 'keys':
        return json(200, jsonWebKeySet(this.#parts.signingKeys));
      case 'adminConsent':
        return this.#pages.answer(version === 1 ? 'adminConsentV1' : 'adminConsentV2', tenant, request);
      default:
        return this.#pages.answer(name, tenant, request);
    }
  }

  /** The answer for an AADSTS code: JSON, or a page where people look. */
  refuse(
    code: number,
    request: RoutedRequest,
    facts: EntraErrorFacts = {},
    overrides: EntraErrorOverrides = {},
  ): SimulatorResponse {
    const { clock, random } = this.#parts;
    const { origin } = request;
    const context = { clock, random, origin, correlationId: correlationIdOf(request) };
    const described = describeEntraError(code, context, facts, overrides);
    const route = matchEntraRoute(request.method, request.segments);
    return route !== undefined && PAGE_ROUTES.includes(route.name)
      ? this.#pages.errorPage(described)
      : entraErrorResponse(described, origin);
  }

  #configuration(segment: string, version: 1 | 2, request: RoutedRequest): SimulatorResponse {
    const tenant = this.#parts.directory.tenant(segment);
    if (tenant === undefined && !isSharedAuthority(segment)) {
      return this.refuse(90002, request, { tenant: segment }, { error: 'invalid_tenant' });
    }
    return json(200, openIdConfiguration(request.origin, tenant?.id ?? segment.toLowerCase(), version));
  }
}
