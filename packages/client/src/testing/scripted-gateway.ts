/** A gateway's end of Subscribe for tests: speaks the protocol in verbs and keeps what the client said. */
import {
  type Change,
  PENDING_PRESENCE,
  type PersonSelector,
  type Problem,
  personId,
  type SubscribeRequest,
  type SubscribeResponse,
} from '@lamplight/domain';
import type { SubscribeEvents, SubscribeStream, SubscribeTransport } from '../subscription/subscribe-transport.ts';

type WatchRequest = Extract<SubscribeRequest, { kind: 'watch' }>;

export class ScriptedGateway implements SubscribeTransport {
  /** One list of requests a stream. */
  readonly streams: SubscribeRequest[][] = [];
  #events: SubscribeEvents | undefined;

  open(events: SubscribeEvents): SubscribeStream {
    const requests: SubscribeRequest[] = [];
    this.streams.push(requests);
    this.#events = events;
    return {
      send: (request) => requests.push(request),
      close: () => {
        if (this.#events === events) {
          this.#events = undefined;
        }
      },
    };
  }

  get isOpen(): boolean {
    return this.#events !== undefined;
  }

  /** The requests of the newest stream. */
  get requests(): readonly SubscribeRequest[] {
    return this.streams.at(-1) ?? [];
  }

  get hello(): Extract<SubscribeRequest, { kind: 'hello' }> | undefined {
    return this.requests.find((request) => request.kind === 'hello');
  }

  get watches(): readonly WatchRequest[] {
    return this.requests.filter((request) => request.kind === 'watch');
  }

  welcome(epoch = 'epoch-1', heartbeatIntervalMs = 25_000): void {
    this.respond({
      kind: 'welcome',
      epoch,
      heartbeatIntervalMs,
      maxWatched: 10_000,
      maxPerRequest: 5_000,
      minUpdateIntervalMs: 250,
    });
  }

  changes(items: readonly Change[], token: string | null = null): void {
    this.respond({ kind: 'changes', items, resumeToken: bytes(token) });
  }

  /** Answers the newest watch. */
  caughtUp(watchedCount: number, token: string | null = null, resumed = false): void {
    const requestId = this.watches.at(-1)?.requestId ?? 0;
    this.respond({ kind: 'caught-up', requestId, watchedCount, resumed, resumeToken: bytes(token) });
  }

  respond(response: SubscribeResponse): void {
    this.#events?.onResponse(response);
  }

  end(problem: Problem | null): void {
    const events = this.#events;
    this.#events = undefined;
    events?.onEnd(problem);
  }
}

function bytes(token: string | null): Uint8Array | null {
  return token === null ? null : new TextEncoder().encode(token);
}

export function byId(id: string): PersonSelector {
  return { by: 'id', personId: id };
}

export function byAddress(address: string): PersonSelector {
  return { by: 'address', address };
}

/** A change that shows an availability. */
export function shows(
  id: string,
  revision: number,
  availability: string,
  requestedAddress: string | null = null,
): Change {
  return {
    personId: personId(id),
    requestedAddress,
    revision,
    outcome: { kind: 'presence', presence: { ...PENDING_PRESENCE, availability } },
  };
}

export function unavailable(reason = 'draining'): Problem {
  return { code: 14, reason, message: '', details: {} };
}
