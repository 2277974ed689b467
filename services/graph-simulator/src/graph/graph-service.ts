/**
 * Graph v1.0. The order of checks: token (401), throttling (429), arguments (400), permission (403), person (404). What
 * is not documented is answered 501.
 */
import type { Clock } from '@lamplight/runtime';
import type { Directory, Person } from '../directory/directory.ts';
import type { PresenceCommand } from '../engine/presence-command.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { AccessTokens, Caller } from '../entra/access-tokens.ts';
import { json, type RoutedRequest, type SimulatorResponse } from '../http/simulator-request.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import type { Throttle } from '../throttling/throttle.ts';
import {
  GraphError,
  type GraphErrorContext,
  graphErrorResponse,
  notServed,
  resourceNotFound,
  tooManyRequests,
} from './graph-error.ts';
import type { GraphMatch } from './graph-routes.ts';
import { renderPresence, renderUnknown } from './render-presence.ts';
import {
  MOST_IDS,
  readClearPresence,
  readIds,
  readSetPreferred,
  readSetPresence,
  readSetStatusMessage,
} from './request-body.ts';
import { getUser, listUsers } from './users.ts';

/** The content type of Graph's answers with a body. */
const GRAPH_JSON = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

const READ_ROLES = ['Presence.Read.All', 'Presence.ReadWrite.All'];
const WRITE_ROLES = ['Presence.ReadWrite.All'];

export interface GraphServiceParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly engine: PresenceEngine;
  readonly tokens: AccessTokens;
  readonly throttle: Throttle;
  readonly switches: SwitchBoard;
}

export class GraphService {
  readonly #parts: GraphServiceParts;

  constructor(parts: GraphServiceParts) {
    this.#parts = parts;
  }

  /** Answers one request below `/v1.0`; errors come back in Graph's shape. `match` is undefined for an unserved path. */
  answer(match: GraphMatch | undefined, request: RoutedRequest): SimulatorResponse {
    try {
      const caller = this.#authenticate(request);
      const isPresence = match?.route.presence ?? false;
      const retryAfterS = this.#parts.throttle.take(caller.appId, caller.tenantId, isPresence);
      return retryAfterS > 0 ? this.throttled(retryAfterS, request) : this.#serve(match, caller, request);
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

  #serve(match: GraphMatch | undefined, caller: Caller, request: RoutedRequest): SimulatorResponse {
    if (request.segments[1]?.toLowerCase() === 'me') {
      throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    }
    if (match === undefined) {
      throw notServed(`${request.method} /${request.segments.join('/')}`);
    }
    const { directory } = this.#parts;
    switch (match.route.name) {
      case 'listUsers':
        return graphJson(listUsers(directory, caller, request));
      case 'getUser':
        return graphJson(getUser(directory, caller, match.id, request));
      case 'getPresencesByUserId':
        return this.#readMany(caller, request);
      case 'getPresence':
        return this.#readOne(match.id, caller, request);
      default:
        return this.#write(match, caller, request);
    }
  }

  #readOne(id: string, caller: Caller, request: RoutedRequest): SimulatorResponse {
    const switches = this.#parts.switches.current;
    if (request.query.has('$select') && switches.selectOnPresence === '400') {
      throw new GraphError(400, 'BadRequest', 'The query option $select is not supported.');
    }
    this.#demandRole(caller, READ_ROLES);
    this.#demandService();
    const person = this.#person(id, caller);
    const version = this.#parts.engine.read(person.id);
    if (version === undefined) {
      throw resourceNotFound(id);
    }
    return graphJson({
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${person.id}')/presence/$entity`,
      ...renderPresence(person.id, version, switches),
    });
  }

  #readMany(caller: Caller, request: RoutedRequest): SimulatorResponse {
    const switches = this.#parts.switches.current;
    const asked = readIds(request);
    if (asked.length > MOST_IDS) {
      const text = switches.tooManyIds === 'bare' ? '' : `A maximum of ${MOST_IDS} ids is allowed.`;
      throw new GraphError(400, 'BadRequest', text);
    }
    if (asked.length === 0 && switches.emptyIds === '400') {
      throw new GraphError(400, 'InvalidArgument', '[Ids]: The Ids field is required.');
    }
    this.#demandRole(caller, READ_ROLES);
    this.#demandService();
    const ids = switches.duplicateIds === 'once' ? [...new Set(asked.map((id) => id.toLowerCase()))] : asked;
    const value = ids.flatMap((id) => this.#readForBulk(id, caller));
    return graphJson({ value: switches.resultOrder === 'reversed' ? value.reverse() : value });
  }

  #readForBulk(id: string, caller: Caller): readonly unknown[] {
    const switches = this.#parts.switches.current;
    const person = this.#parts.directory.person(id);
    const version = person?.tenantId === caller.tenantId ? this.#parts.engine.read(person.id) : undefined;
    if (person !== undefined && version !== undefined) {
      return [renderPresence(person.id, version, switches)];
    }
    switch (switches.unknownIds) {
      case 'omit':
        return [];
      case 'PresenceUnknown':
        return [renderUnknown(id, switches)];
      case '404':
        throw new GraphError(404, 'NotFound', `User ${id} was not found.`);
      case '400':
        throw new GraphError(400, 'BadRequest', '');
    }
  }

  #write(match: GraphMatch, caller: Caller, request: RoutedRequest): SimulatorResponse {
    const command = this.#readCommand(match, request);
    this.#demandRole(caller, WRITE_ROLES);
    this.#demandService();
    const person = this.#person(match.id, caller);
    if (command !== undefined && this.#parts.engine.apply(person.id, command) === 'unknownSession') {
      throw new GraphError(404, 'NotFound', 'The presence session was not found.');
    }
    // Documented: 200, no body, and so no content type.
    return { status: 200, headers: {}, body: '' };
  }

  /** The change that a write asks for; undefined for one that changes nothing. */
  #readCommand(match: GraphMatch, request: RoutedRequest): PresenceCommand | undefined {
    switch (match.route.name) {
      case 'setPresence':
        return { kind: 'setSession', ...readSetPresence(request) };
      case 'clearPresence':
        return { kind: 'clearSession', sessionId: readClearPresence(request) };
      case 'setUserPreferredPresence':
        return { kind: 'setPreferred', ...readSetPreferred(request) };
      case 'clearUserPreferredPresence':
        return { kind: 'clearPreferred' };
      case 'setStatusMessage':
        return this.#readStatusMessage(request);
      default:
        throw notServed(match.route.name);
    }
  }

  #readStatusMessage(request: RoutedRequest): PresenceCommand | undefined {
    const { content, expiresAt } = readSetStatusMessage(request);
    if (content === '') {
      const clears = this.#parts.switches.current.emptyStatusMessage === 'clears';
      return clears ? { kind: 'setStatusMessage', statusMessage: undefined } : undefined;
    }
    const { clock } = this.#parts;
    const monotonicExpiry = expiresAt === undefined ? undefined : clock.monotonic() + expiresAt - clock.now();
    return { kind: 'setStatusMessage', statusMessage: { content, expiresAt: monotonicExpiry } };
  }

  #demandRole(caller: Caller, roles: readonly string[]): void {
    if (!caller.roles.some((role) => roles.includes(role))) {
      throw this.#parts.switches.current.missingRole === 'emptyMessage'
        ? new GraphError(403, 'Forbidden', '')
        : new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
    }
  }

  #demandService(): void {
    if (this.#parts.switches.current.presenceService === 'missing') {
      throw resourceNotFound('presence');
    }
  }

  #person(id: string, caller: Caller): Person {
    const { directory, switches } = this.#parts;
    const byName = switches.current.principalNameInPresencePath === 'accepted';
    const person = directory.person(id) ?? (byName ? directory.personByPrincipalName(id) : undefined);
    if (person === undefined || person.tenantId !== caller.tenantId) {
      throw new GraphError(404, 'NotFound', `User ${id} was not found.`);
    }
    return person;
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

function graphJson(body: unknown): SimulatorResponse {
  return json(200, body, { 'content-type': GRAPH_JSON });
}
