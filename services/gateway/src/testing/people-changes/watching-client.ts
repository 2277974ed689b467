/** A console over one Subscribe stream: what it shows of each person is what it was told last. */
import type { Change, PersonId, Presence, Problem } from '@lamplight/domain';
import type { ManualClock, Timer } from '@lamplight/runtime';
import {
  type SubscribeFrame,
  SubscriptionServiceClient,
  serializeSubscribeResponse,
  subscribeResponseFromWire,
} from '@lamplight/wire';
import type { ServedTenant } from '../../served-tenant.ts';
import { EncodedChanges } from '../../subscribe/encoded-changes.ts';
import { StreamSession } from '../../subscribe/stream-session.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS } from '../../subscribe/stream-settings.ts';
import { StreamWriter } from '../../subscribe/stream-writer.ts';

export class WatchingClient {
  /** The presence, or the reason for which there is none. */
  readonly shown = new Map<PersonId, Presence | string>();
  readonly #tenant: ServedTenant;
  readonly #clock: ManualClock;
  readonly #roles: readonly string[];
  readonly #encoded = new EncodedChanges();
  readonly #watched = new Set<PersonId>();
  #token: Uint8Array | null = null;
  #requestId = 0;
  #session: StreamSession | null = null;
  #wake: Timer | null = null;

  constructor(tenant: ServedTenant, clock: ManualClock, roles: readonly string[]) {
    this.#tenant = tenant;
    this.#clock = clock;
    this.#roles = roles;
    this.#open();
  }

  watch(ids: readonly PersonId[]): void {
    for (const id of ids) {
      this.#watched.add(id);
    }
    this.#requestId += 1;
    this.#session?.request(
      {
        kind: 'watch',
        requestId: this.#requestId,
        add: ids.map((id) => ({ by: 'id', personId: id })),
        keep: [],
        remove: [],
      },
      this.#clock.monotonic(),
    );
    this.#rearm();
  }

  /** The stream breaks. */
  lose(): void {
    this.#session?.input({ kind: 'cancelled' }, this.#clock.monotonic());
    this.#session = null;
    this.#wake?.cancel();
  }

  /** Comes back with what it shows, and with its token. */
  resume(): void {
    this.lose();
    this.#open();
    this.#requestId += 1;
    this.#session?.request(
      { kind: 'watch', requestId: this.#requestId, add: [], keep: [...this.#watched], remove: [] },
      this.#clock.monotonic(),
    );
    this.#rearm();
  }

  #open(): void {
    let sight = this.#tenant.privacy.sightOf(this.#roles);
    let session: StreamSession | null = null;
    const input = (given: Parameters<StreamSession['input']>[0]): void => {
      session?.input(given, this.#clock.monotonic());
      this.#rearm();
    };
    const stopLooking = this.#tenant.privacy.listen(() => {
      const { bits } = sight;
      sight = this.#tenant.privacy.sightOf(this.#roles);
      if (sight.bits !== bits) {
        input({ kind: 'mask-changed' });
      }
    });
    const writer = new StreamWriter(
      { write: (frame) => this.#take(frame), end: () => undefined, emit: () => true },
      this.#encoded,
      () => sight,
    );
    session = new StreamSession(
      {
        feed: this.#tenant.join(() => input({ kind: 'tick' })),
        resolve: (selector) => this.#tenant.resolve(selector),
        mask: () => sight.bits,
        settings: DEFAULT_SUBSCRIBE_SETTINGS,
        wallTime: () => this.#clock.now(),
        onClosed: stopLooking,
        output: {
          send: (response) => writer.send(response),
          end: (_problem: Problem | null) => undefined,
          pauseReading: () => undefined,
          resumeReading: () => undefined,
        },
      },
      this.#clock.monotonic(),
    );
    this.#session = session;
    session.request(
      { kind: 'hello', clientName: 'test', clientVersion: '1', resumeToken: this.#token, minUpdateIntervalMs: null },
      this.#clock.monotonic(),
    );
    this.#rearm();
  }

  #rearm(): void {
    this.#wake?.cancel();
    const at = this.#session?.wakeAt ?? null;
    if (at !== null) {
      this.#wake = this.#clock.after(Math.max(0, at - this.#clock.monotonic()), () => {
        this.#session?.input({ kind: 'tick' }, this.#clock.monotonic());
        this.#rearm();
      });
    }
  }

  #take(frame: SubscribeFrame): boolean {
    const wire = SubscriptionServiceClient.service.subscribe.responseDeserialize(serializeSubscribeResponse(frame));
    const response = subscribeResponseFromWire(wire);
    if (response.kind === 'changes') {
      for (const change of response.items) {
        this.#show(change);
      }
    }
    if ('resumeToken' in response && response.resumeToken !== null) {
      this.#token = response.resumeToken;
    }
    return true;
  }

  #show({ personId, outcome }: Change): void {
    if (personId !== null) {
      this.shown.set(personId, outcome.kind === 'presence' ? outcome.presence : outcome.problem.reason);
    }
  }
}
