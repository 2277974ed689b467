/**
 * Graph v1.0: who calls, how often, what answers, and the shape of errors. What a call does stands in the handlers of its
 * family. The order of checks: token (401), throttling (429), arguments (400), permission (403), person (404). What is
 * not documented is answered 501.
 */
import type { Clock } from '@lamplight/runtime';
import type { AccessTokens, Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import type { Throttle } from '../throttling/throttle.ts';
import { GraphError, type GraphErrorContext, graphErrorResponse, notServed, tooManyRequests } from './graph-error.ts';
import type { GraphHandlers } from './graph-handler.ts';
import { type GraphMatch, type GraphRouteName, matchGraphRoute } from './graph-routes.ts';

export interface GraphServiceParts {
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly throttle: Throttle;
  readonly handlers: GraphHandlers<GraphRouteName>;
}

export class GraphService {
  readonly #parts: GraphServiceParts;

  constructor(parts: GraphServiceParts) {
    this.#parts = parts;
  }

  /** The call that a path below `/v1.0` stands for, `/me` as the object id of who signed in; undefined: not served. */
  match(request: RoutedRequest): GraphMatch | undefined {
    const [version, ...rest] = request.segments;
    const match = version === 'v1.0' ? matchGraphRoute(request.method, rest) : undefined;
    return match !== undefined && isOfMe(request)
      ? { ...match, id: this.caller(request)?.delegated?.userId ?? '' }
      : match;
  }

  /** Answers one request below `/v1.0`; errors come back in Graph's shape. `match` is undefined for an unserved path. */
  async answer(match: GraphMatch | undefined, request: RoutedRequest): Promise<SimulatorResponse> {
    try {
      const caller = this.#authenticate(request);
      const retryAfterS = this.#parts.throttle.take(caller.appId, caller.tenantId, match?.route.quota ?? 'none');
      return retryAfterS > 0 ? this.throttled(retryAfterS, request) : await this.#serve(match, caller, request);
    } catch (failure) {
      if (failure instanceof GraphError) {
        return this.refuse(failure, request);
      }
      throw failure;
    }
  }

  /** An error of Graph's shape with this request's ids. */
  refuse(error: GraphError, request: RoutedRequest): SimulatorResponse {
    return graphErrorResponse(error, this.#context(request));
  }

  /** 429 with the published body; without `Retry-After` if it is undefined. */
  throttled(retryAfterS: number | undefined, request: RoutedRequest): SimulatorResponse {
    return tooManyRequests(retryAfterS, this.#context(request));
  }

  /** Who calls, if the token is good. */
  caller(request: RoutedRequest): Caller | undefined {
    const check = this.#parts.tokens.check(bearerToken(request));
    return check.kind === 'valid' ? check.caller : undefined;
  }

  #context(request: RoutedRequest): GraphErrorContext {
    const { requestId } = request;
    const clientRequestId = request.headers['client-request-id'] ?? requestId;
    return { now: this.#parts.clock.now(), requestId, clientRequestId };
  }

  #authenticate(request: RoutedRequest): Caller {
    const token = bearerToken(request);
    if (token === '') {
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is empty.');
    }
    const check = this.#parts.tokens.check(token);
    if (check.kind === 'invalid') {
      throw new GraphError(401, 'InvalidAuthenticationToken', TOKEN_PROBLEMS[check.reason]);
    }
    return check.caller;
  }

  #serve(
    match: GraphMatch | undefined,
    caller: Caller,
    request: RoutedRequest,
  ): SimulatorResponse | Promise<SimulatorResponse> {
    if (isOfMe(request) && caller.delegated === null) {
      throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    }
    if (match === undefined) {
      throw notServed(`${request.method} /${request.segments.join('/')}`);
    }
    return this.#parts.handlers[match.route.name](match, caller, request);
  }
}

const TOKEN_PROBLEMS = {
  malformed: 'CompactToken parsing failed with error code: 80049217',
  signature: 'Access token validation failure. Invalid signature.',
  expired: 'Lifetime validation failed, the token is expired.',
  audience: 'Access token validation failure. Invalid audience.',
} as const;

function bearerToken(request: RoutedRequest): string {
  return /^Bearer\s+(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? '';
}

function isOfMe(request: RoutedRequest): boolean {
  return request.segments[1]?.toLowerCase() === 'me';
}
