/**
 * From a notification that is due to a receiver that has it, or to its loss. Notifications that fall due together for one
 * URL travel in one request. Source of the rules: Graph, "Receive change notifications through webhooks": delivered is
 * 2xx within 3 seconds; else tried again with growing pauses for 4 hours, 10 seconds long each; slow and dropped
 * receivers in `endpoint-health.ts`. The lengths of the pauses are guesses.
 */
import { type Clock, LamplightError, type Timer, TimerQueue } from '@lamplight/runtime';
import type { SwitchBoard } from '../switches/switch-board.ts';
import type { DeliveryOutcome, DeliveryRecord } from './delivery-record.ts';
import { EndpointHealth, type EndpointState } from './endpoint-health.ts';
import type { NotificationSender } from './notification-sender.ts';
import type { Subscription } from './subscription.ts';
import { type TimedAnswer, timedSend } from './timed-send.ts';
import type { ValidationTokens } from './validation-tokens.ts';

const IN_TIME_MS = 3000;
const LONGEST_WAIT_MS = 10_000;
const TRIED_FOR_MS = 4 * 3_600_000;
const SLOW_DELAY_MS = 600_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 1_800_000;
/** How often is looked whether the token that a subscription rests on was renewed. */
const HELD_MS = 60_000;

/** A notification that waits to be sent. Instants are monotonic milliseconds. */
export interface PendingNotification {
  readonly kind: 'change' | 'lifecycle';
  readonly subscriptionId: string;
  readonly userId: string | null;
  readonly madeAt: number;
  readonly dueAt: number;
  /** It has been delayed for a slow receiver already. */
  readonly isDelayed: boolean;
  readonly render: (subscription: Subscription) => Readonly<Record<string, unknown>>;
}

/** Whether a subscription may have a notification now; `hold`: not while its token has expired. */
export type Admission = { readonly kind: 'send'; readonly subscription: Subscription } | 'hold' | 'lost' | 'ended';

export interface NotificationDeliveryParts {
  readonly clock: Clock;
  readonly send: NotificationSender;
  readonly switches: SwitchBoard;
  readonly validationTokens: ValidationTokens;
  readonly deliveries: DeliveryRecord;
}

/** What waits for one URL. */
interface Waiting {
  readonly items: PendingNotification[];
  earliest: number;
}

interface Batch {
  readonly kind: 'change' | 'lifecycle';
  readonly url: string;
  readonly items: readonly PendingNotification[];
  readonly body: string;
  readonly firstSentAt: number;
}

export class NotificationDelivery {
  readonly #parts: NotificationDeliveryParts;
  readonly #admit: (item: PendingNotification) => Admission;
  readonly #waiting = new Map<string, Waiting>();
  readonly #queue: TimerQueue<string>;
  readonly #endpoints = new Map<string, EndpointHealth>();
  readonly #retries = new Set<Timer>();
  readonly #stopped = new AbortController();

  /** @param admit asked just before a notification is sent. */
  constructor(parts: NotificationDeliveryParts, admit: (item: PendingNotification) => Admission) {
    this.#parts = parts;
    this.#admit = admit;
    this.#queue = new TimerQueue(parts.clock, (url) => this.#flush(url));
  }

  /** Hands over a notification for a URL. What is due at once is sent when the present turn of the event loop is over. */
  enqueue(url: string, item: PendingNotification): void {
    const waiting = this.#waiting.get(url) ?? { items: [], earliest: Number.POSITIVE_INFINITY };
    waiting.items.push(item);
    this.#waiting.set(url, waiting);
    if (item.dueAt < waiting.earliest) {
      waiting.earliest = item.dueAt;
      this.#schedule(url, item.dueAt);
    }
  }

  /** How the receiver behind a URL is treated. */
  endpointState(url: string): EndpointState {
    return this.#endpoint(url).state;
  }

  stop(): void {
    this.#stopped.abort(new LamplightError('stopped', 'the simulator was stopped'));
    this.#waiting.clear();
    this.#queue.clear();
    for (const timer of this.#retries) {
      timer.cancel();
    }
  }

  #schedule(url: string, dueAt: number): void {
    if (dueAt <= this.#parts.clock.monotonic()) {
      queueMicrotask(() => this.#flush(url));
    } else {
      this.#queue.set(url, dueAt);
    }
  }

  #flush(url: string): void {
    const items = this.#waiting.get(url)?.items ?? [];
    const now = this.#parts.clock.monotonic();
    const due = items.filter((item) => item.dueAt <= now).toSorted((left, right) => left.dueAt - right.dueAt);
    this.#waiting.delete(url);
    for (const later of items.filter((item) => item.dueAt > now)) {
      this.enqueue(url, later);
    }
    const ready = due.flatMap((item) => this.#admitted(url, item, now));
    for (const kind of ['lifecycle', 'change'] as const) {
      const ofKind = ready.filter(({ item }) => item.kind === kind);
      const isTogether = this.#parts.switches.current.notificationBatches === 'together';
      for (const group of isTogether ? [ofKind] : ofKind.map((one) => [one])) {
        this.#begin(url, kind, group, now);
      }
    }
  }

  #admitted(
    url: string,
    item: PendingNotification,
    now: number,
  ): readonly { readonly item: PendingNotification; readonly subscription: Subscription }[] {
    const admission = this.#admit(item);
    if (admission === 'hold') {
      if (now - item.madeAt >= TRIED_FOR_MS) {
        this.#settle(url, item, 'givenUp');
      } else {
        this.enqueue(url, { ...item, dueAt: now + HELD_MS });
      }
      return [];
    }
    if (admission === 'lost' || admission === 'ended') {
      this.#settle(url, item, admission);
      return [];
    }
    const treatment = item.isDelayed ? 'send' : this.#endpoint(url).admit(now);
    if (treatment === 'delay') {
      this.enqueue(url, { ...item, dueAt: now + SLOW_DELAY_MS, isDelayed: true });
      return [];
    }
    if (treatment === 'drop') {
      this.#settle(url, item, 'dropped');
      return [];
    }
    return [{ item, subscription: admission.subscription }];
  }

  #begin(
    url: string,
    kind: Batch['kind'],
    group: readonly { readonly item: PendingNotification; readonly subscription: Subscription }[],
    now: number,
  ): void {
    if (group.length === 0) {
      return;
    }
    const value = group.map(({ item, subscription }) => item.render(subscription));
    const rich = group.filter(({ subscription }) => kind === 'change' && subscription.includeResourceData);
    const body = rich.length === 0 ? { value } : { value, validationTokens: this.#tokens(rich) };
    const items = group.map(({ item }) => item);
    void this.#attempt({ kind, url, items, body: JSON.stringify(body), firstSentAt: now }, 1);
  }

  #tokens(group: readonly { readonly subscription: Subscription }[]): readonly string[] | null {
    const switches = this.#parts.switches.current;
    if (switches.validationTokens === 'missing') {
      return null;
    }
    const pairs = new Map(
      group.map(({ subscription: { appId, tenantId } }) => [`${appId} ${tenantId}`, { appId, tenantId }]),
    );
    return [...pairs.values()].map(({ appId, tenantId }) =>
      this.#parts.validationTokens.issue(appId, tenantId, switches),
    );
  }

  async #attempt(batch: Batch, attempt: number): Promise<void> {
    const { clock, send } = this.#parts;
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const request = { url: batch.url, headers, body: batch.body };
    const answer = await timedSend(clock, send, request, LONGEST_WAIT_MS, this.#stopped.signal);
    if (this.#stopped.signal.aborted) {
      return;
    }
    const now = clock.monotonic();
    this.#endpoint(batch.url).answered(now, answer.durationMs);
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const outcome = isDelivered(answer, attempt)
      ? 'delivered'
      : now + pauseMs - batch.firstSentAt > TRIED_FOR_MS
        ? 'givenUp'
        : 'retrying';
    this.#record(batch.url, batch.kind, batch.items, attempt, answer, outcome);
    if (outcome === 'retrying') {
      const timer = clock.after(pauseMs, () => {
        this.#retries.delete(timer);
        this.#retry(batch, attempt + 1);
      });
      this.#retries.add(timer);
    }
  }

  #retry(batch: Batch, attempt: number): void {
    const isDropped = this.#endpoint(batch.url).admit(this.#parts.clock.monotonic()) === 'drop';
    if (isDropped) {
      this.#record(batch.url, batch.kind, batch.items, attempt - 1, undefined, 'dropped');
    } else {
      void this.#attempt(batch, attempt);
    }
  }

  #settle(url: string, item: PendingNotification, outcome: DeliveryOutcome): void {
    this.#record(url, item.kind, [item], 0, undefined, outcome);
  }

  #record(
    url: string,
    kind: Batch['kind'],
    items: readonly PendingNotification[],
    attempt: number,
    answer: TimedAnswer | undefined,
    outcome: DeliveryOutcome,
  ): void {
    const { clock, deliveries } = this.#parts;
    deliveries.add({
      at: new Date(clock.now()).toISOString(),
      monotonicMs: clock.monotonic(),
      kind,
      url,
      attempt,
      items: items.map(({ subscriptionId, userId }) => ({ subscriptionId, userId })),
      status: typeof answer?.outcome === 'object' ? answer.outcome.status : 0,
      durationMs: answer?.durationMs ?? 0,
      outcome,
    });
  }

  #endpoint(url: string): EndpointHealth {
    const { host } = new URL(url);
    const known = this.#endpoints.get(host);
    if (known !== undefined) {
      return known;
    }
    const made = new EndpointHealth();
    this.#endpoints.set(host, made);
    return made;
  }
}

function isDelivered({ outcome, durationMs }: TimedAnswer, attempt: number): boolean {
  const limitMs = attempt === 1 ? IN_TIME_MS : LONGEST_WAIT_MS;
  return typeof outcome === 'object' && outcome.status >= 200 && outcome.status < 300 && durationMs <= limitMs;
}
