import type { Clock, Random } from '@lamplight/runtime';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory } from '../directory/directory.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { AccessTokens } from './access-tokens.ts';
import { instanceDiscovery, jsonWebKeySet, openIdConfiguration } from './discovery.ts';
import type { EntraErrorFacts, EntraErrorOverrides } from './entra-error.ts';
import type { SigningKey } from './signing-key.ts';
import { TokenEndpoint } from './token-endpoint.ts';

export type EntraRouteName = 'token' | 'openIdConfiguration' | 'instanceDiscovery' | 'keys';

export interface EntraMatch {
  readonly name: EntraRouteName;
  /** The tenant segment of the path, as it was written. */
  readonly tenant: string;
}

export interface EntraServiceParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly tokens: AccessTokens;
  readonly signingKey: SigningKey;
}

const ROUTES: readonly { readonly name: EntraRouteName; readonly method: string; readonly path: string }[] = [
  { name: 'token', method: 'POST', path: 'oauth2/v2.0/token' },
  { name: 'openIdConfiguration', method: 'GET', path: 'v2.0/.well-known/openid-configuration' },
  { name: 'instanceDiscovery', method: 'GET', path: 'discovery/instance' },
  { name: 'keys', method: 'GET', path: 'discovery/v2.0/keys' },
];

/** Authorities that stand for no one tenant. */
const SHARED = ['common', 'organizations', 'consumers'];

/** The endpoint of a path `/{tenant}/…`; undefined when it is none of Entra's. */
export function matchEntraRoute(method: string, segments: readonly string[]): EntraMatch | undefined {
  const [tenant, ...rest] = segments;
  const path = rest.join('/').toLowerCase();
  const route = ROUTES.find((candidate) => candidate.path === path && candidate.method === method);
  return route === undefined || tenant === undefined ? undefined : { name: route.name, tenant };
}

/** Microsoft Entra: discovery and tokens. */
export class EntraService {
  readonly #parts: EntraServiceParts;
  readonly #endpoint: TokenEndpoint;

  constructor(parts: EntraServiceParts) {
    this.#parts = parts;
    this.#endpoint = new TokenEndpoint(parts);
  }

  answer(match: EntraMatch, request: RoutedRequest): SimulatorResponse {
    switch (match.name) {
      case 'token':
        return this.#endpoint.answer(match.tenant, request);
      case 'openIdConfiguration':
        return this.#configuration(match.tenant, request);
      case 'instanceDiscovery':
        return json(200, instanceDiscovery(request.origin, request.query.get('authorization_endpoint') ?? ''));
      case 'keys':
        return json(200, jsonWebKeySet(this.#parts.signingKey));
    }
  }

  /** The answer for an AADSTS code. */
  refuse(
    code: number,
    request: RoutedRequest,
    facts: EntraErrorFacts = {},
    overrides: EntraErrorOverrides = {},
  ): SimulatorResponse {
    return this.#endpoint.refuse(code, request, facts, overrides);
  }

  #configuration(segment: string, request: RoutedRequest): SimulatorResponse {
    const tenant = this.#parts.directory.tenant(segment);
    if (tenant === undefined && !SHARED.includes(segment.toLowerCase())) {
      return this.refuse(90002, request, { tenant: segment }, { error: 'invalid_tenant' });
    }
    return json(200, openIdConfiguration(request.origin, tenant?.id ?? segment.toLowerCase()));
  }
}
