/** Reading and writing presence. Source: the Graph pages of the presence resource and its methods. */
import type { Clock } from '@lamplight/runtime';
import type { Directory, Person } from '../directory/directory.ts';
import type { PresenceCommand } from '../engine/presence-command.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import { CLOUD_FEATURES } from '../switches/clouds.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { GraphError, resourceNotFound } from './graph-error.ts';
import { type GraphHandler, type GraphHandlers, graphJson } from './graph-handler.ts';
import type { GraphMatch, WriteRouteName } from './graph-routes.ts';
import { demandPermission, READ_OWN_PRESENCE, READ_PRESENCE, WRITE_PRESENCE } from './permissions.ts';
import { renderOwnPresence, renderPresence, renderUnknown } from './render-presence.ts';
import {
  MOST_IDS,
  readClearPresence,
  readIds,
  readSetPreferred,
  readSetPresence,
  readSetStatusMessage,
} from './request-body.ts';

export interface PresenceCallParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly engine: PresenceEngine;
  readonly switches: SwitchBoard;
}

/** The change that a write asks for; undefined for one that changes nothing. */
type ReadCommand = (request: RoutedRequest) => PresenceCommand | undefined;

/** Handlers of the reads and writes of presence. */
export function presenceCalls(
  parts: PresenceCallParts,
): GraphHandlers<WriteRouteName | 'getPresence' | 'getPresencesByUserId'> {
  const calls = new PresenceCalls(parts);
  const writing =
    (readCommand: ReadCommand): GraphHandler =>
    (match, caller, request) =>
      calls.write(match, caller, readCommand(request));
  return {
    getPresence: (match, caller, request) => calls.readOne(match.id, caller, request),
    getPresencesByUserId: (_match, caller, request) => calls.readMany(caller, request),
    setPresence: writing((request) => ({ kind: 'setSession', ...readSetPresence(request) })),
    clearPresence: writing((request) => ({ kind: 'clearSession', sessionId: readClearPresence(request) })),
    setUserPreferredPresence: writing((request) => ({ kind: 'setPreferred', ...readSetPreferred(request) })),
    clearUserPreferredPresence: writing(() => ({ kind: 'clearPreferred' })),
    setStatusMessage: writing((request) => calls.readStatusMessage(request)),
  };
}

class PresenceCalls {
  readonly #parts: PresenceCallParts;

  constructor(parts: PresenceCallParts) {
    this.#parts = parts;
  }

  readOne(id: string, caller: Caller, request: RoutedRequest): SimulatorResponse {
    const switches = this.#parts.switches.current;
    if (request.query.has('$select') && switches.selectOnPresence === '400') {
      throw new GraphError(400, 'BadRequest', 'The query option $select is not supported.');
    }
    const isOwn = caller.delegated?.userId === id.toLowerCase();
    demandPermission(caller, isOwn ? READ_OWN_PRESENCE : READ_PRESENCE, switches);
    this.#demandService();
    const person = this.#person(id, caller);
    const version = this.#parts.engine.read(person.id);
    if (version === undefined) {
      throw resourceNotFound(id);
    }
    return graphJson({
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${person.id}')/presence/$entity`,
      ...(isOwn ? renderOwnPresence : renderPresence)(person.id, version, switches),
    });
  }

  readMany(caller: Caller, request: RoutedRequest): SimulatorResponse {
    const switches = this.#parts.switches.current;
    const asked = readIds(request);
    if (asked.length > MOST_IDS) {
      const text = switches.tooManyIds === 'bare' ? '' : `A maximum of ${MOST_IDS} ids is allowed.`;
      throw new GraphError(400, 'BadRequest', text);
    }
    if (asked.length === 0 && switches.emptyIds === '400') {
      throw new GraphError(400, 'InvalidArgument', '[Ids]: The Ids field is required.');
    }
    demandPermission(caller, READ_PRESENCE, switches);
    this.#demandService();
    const ids = switches.duplicateIds === 'once' ? [...new Set(asked.map((id) => id.toLowerCase()))] : asked;
    const value = ids.flatMap((id) => this.#readForBulk(id, caller));
    return graphJson({ value: switches.resultOrder === 'reversed' ? value.reverse() : value });
  }

  write(match: GraphMatch, caller: Caller, command: PresenceCommand | undefined): SimulatorResponse {
    demandPermission(caller, WRITE_PRESENCE, this.#parts.switches.current);
    if (caller.delegated !== null && caller.delegated.userId !== match.id.toLowerCase()) {
      // Reported with this status: microsoft-graph-explorer #3096.
      throw new GraphError(401, 'Unauthorized', 'Cannot set the presence of another user');
    }
    this.#demandService();
    const person = this.#person(match.id, caller);
    if (command !== undefined && this.#parts.engine.apply(person.id, command) === 'unknownSession') {
      throw new GraphError(404, 'NotFound', 'The presence session was not found.');
    }
    // Documented: 200, no body, and so no content type.
    return { status: 200, headers: {}, body: '' };
  }

  readStatusMessage(request: RoutedRequest): PresenceCommand | undefined {
    const { content, expiresAt } = readSetStatusMessage(request);
    if (content === '') {
      const clears = this.#parts.switches.current.emptyStatusMessage === 'clears';
      return clears ? { kind: 'setStatusMessage', statusMessage: undefined } : undefined;
    }
    const { clock } = this.#parts;
    const publishedOn = clock.now();
    const monotonic = clock.monotonic() - publishedOn;
    const expiry = expiresAt === undefined ? undefined : { monotonic: monotonic + expiresAt, wall: expiresAt };
    return { kind: 'setStatusMessage', statusMessage: { content, publishedOn, expiry } };
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

  #demandService(): void {
    if (!CLOUD_FEATURES[this.#parts.switches.current.cloud].presence) {
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
