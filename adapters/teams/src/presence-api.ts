/** The calls about presence, on Graph v1.0. Source: Graph, presence resource and the pages of its methods. */
import type { PresencePair } from '@lamplight/domain';
import type { GraphAnswer, GraphRequests } from './client.ts';
import type { GraphApi, ReadAnswer, WriteAnswer } from './graph-api.ts';
import { excerptOf } from './graph-body.ts';
import { type GraphOperation, graphUnreadable } from './graph-errors.ts';
import { PresenceReader } from './presence-reader.ts';

/** @param clientId of the application; where it writes, the id of our session */
export function createPresenceApi(clientId: string, requests: GraphRequests): GraphApi {
  return new GraphPresenceApi(clientId, requests);
}

class GraphPresenceApi implements GraphApi {
  readonly #clientId: string;
  readonly #requests: GraphRequests;
  readonly #reader = new PresenceReader();

  constructor(clientId: string, requests: GraphRequests) {
    this.#clientId = clientId;
    this.#requests = requests;
  }

  async getPresences(ids: readonly string[]): Promise<ReadAnswer> {
    const raw = await this.#post('read', '/communications/getPresencesByUserId', { ids });
    if (raw.kind === 'failed') {
      return raw;
    }
    const read = this.#reader.read(raw.body);
    switch (read.kind) {
      case 'presences':
        return read;
      case 'unexpected':
        return { kind: 'failed', failure: graphUnreadable('unexpected', 'read', read.found) };
      default:
        return { kind: 'failed', failure: graphUnreadable(read.kind, 'read', excerptOf(raw.body)) };
    }
  }

  async setPresence(id: string, pair: PresencePair, leaseMs: number): Promise<WriteAnswer> {
    return accepted(
      await this.#post('set', `/users/${encodeURIComponent(id)}/presence/setPresence`, {
        sessionId: this.#clientId,
        availability: pair.availability,
        activity: pair.activity,
        expirationDuration: minutes(leaseMs),
      }),
      'set',
    );
  }

  async clearPresence(id: string): Promise<WriteAnswer> {
    const raw = await this.#post('clear', `/users/${encodeURIComponent(id)}/presence/clearPresence`, {
      sessionId: this.#clientId,
    });
    return raw.kind === 'failed' && raw.failure.reason === 'person_not_found'
      ? { kind: 'no-session' }
      : accepted(raw, 'clear');
  }

  async setPreferredPresence(id: string, pair: PresencePair, leaseMs: number | null): Promise<WriteAnswer> {
    return accepted(
      await this.#post('set', `/users/${encodeURIComponent(id)}/presence/setUserPreferredPresence`, {
        availability: pair.availability,
        activity: pair.activity,
        ...(leaseMs === null ? {} : { expirationDuration: minutes(leaseMs) }),
      }),
      'set',
    );
  }

  async clearPreferredPresence(id: string): Promise<WriteAnswer> {
    return accepted(
      await this.#post('clear', `/users/${encodeURIComponent(id)}/presence/clearUserPreferredPresence`, {}),
      'clear',
    );
  }

  #post(operation: GraphOperation, path: string, body: object): Promise<GraphAnswer> {
    return this.#requests.send({ operation, method: 'POST', path, body });
  }
}

/** ISO 8601. */
function minutes(ms: number): string {
  return `PT${Math.round(ms / 60_000)}M`;
}

/** A write is accepted by its status; a page in place of the empty body is not Graph's. */
function accepted(raw: GraphAnswer, operation: GraphOperation): WriteAnswer {
  if (raw.kind === 'failed') {
    return raw;
  }
  return /^\s*</.test(raw.body)
    ? { kind: 'failed', failure: graphUnreadable('not-json', operation, excerptOf(raw.body)) }
    : { kind: 'accepted' };
}
