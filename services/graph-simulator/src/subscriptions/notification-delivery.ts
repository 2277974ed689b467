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

/** A notification that may be sent now. */
interface Admitted {
  readonly item: PendingNotification;
  readonly subscription: Subscription;
}

/** A notification as it was first sent, and is sent again. */
interface Rendered extends Admitted {
  readonly value: Readonly<Record<string, unknown>>;
}

interface Batch {
  readonly kind: 'change' | 'lifecycle';
  readonly url: string;
  readonly group: readonly Rendered[];
  readonly body: string;
  readonly firstSentAt: number;
}

export class NotificationDelivery {
  readonly #parts: NotificationDeliveryParts;
  readonly #admit: (item: PendingNotification, attempt: number) => Admission;
  readonly #waiting = new Map<string, Waiting>();
  readonly #queue: TimerQueue<string>;
  readonly #endpoints = new Map<string, EndpointHealth>();
  readonly #retries = new Set<Timer>();
  readonly #stopped = new AbortController();

  /** @param admit asked just before a notification is sent, for the first time (`attempt` 1) or again. */
  constructor(parts: NotificationDeliveryParts, admit: (item: PendingNotification, attempt: number) => Admission) {
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

  #admitted(url: string, item: PendingNotification, now: number): readonly Admitted[] {
    const subscription = this.#standing(url, item, now, this.#admit(item, 1));
    if (subscription === undefined) {
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
    return [{ item, subscription }];
  }

  /** The subscription that may have a notification now; else what becomes of the notification is settled. */
  #standing(url: string, item: PendingNotification, now: number, admission: Admission): Subscription | undefined {
    if (typeof admission === 'object') {
      return admission.subscription;
    }
    if (admission !== 'hold') {
      this.#settle(url, item, admission);
    } else if (now - item.madeAt >= TRIED_FOR_MS) {
      this.#settle(url, item, 'givenUp');
    } else {
      this.enqueue(url, { ...item, dueAt: now + HELD_MS });
    }
    return undefined;
  }

  #begin(url: string, kind: Batch['kind'], ready: readonly Admitted[], now: number): void {
    if (ready.length > 0) {
      const group = ready.map((one) => ({ ...one, value: one.item.render(one.subscription) }));
      void this.#attempt({ kind, url, group, body: this.#body(kind, group), firstSentAt: now }, 1);
    }
  }

  #body(kind: Batch['kind'], group: readonly Rendered[]): string {
    const value = group.map((one) => one.value);
    const rich = group.filter(({ subscription }) => kind === 'change' && subscription.includeResourceData);
    return JSON.stringify(rich.length === 0 ? { value } : { value, validationTokens: this.#tokens(rich) });
  }

  #tokens(group: readonly Admitted[]): readonly string[] | null {
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
    this.#endpoint(batch.url).sent();
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
    this.#record(batch, attempt, answer, outcome);
    if (outcome === 'retrying') {
      const timer = clock.after(pauseMs, () => {
        this.#retries.delete(timer);
        this.#retry(batch, attempt + 1);
      });
      this.#retries.add(timer);
    }
  }

  #retry(batch: Batch, attempt: number): void {
    const { kind, url } = batch;
    const now = this.#parts.clock.monotonic();
    // A subscription that is silent by now, or without its permission, has its part no more; that one ended changes
    // nothing about the four hours.
    const group = batch.group.filter(({ item }) => {
      const admission = this.#admit(item, attempt);
      return admission === 'ended' || this.#standing(url, item, now, admission) !== undefined;
    });
    if (group.length === 0) {
      return;
    }
    if (this.#endpoint(url).admit(now) === 'drop') {
      this.#record({ kind, url, group }, attempt - 1, undefined, 'dropped');
      return;
    }
    const body = group.length === batch.group.length ? batch.body : this.#body(kind, group);
    void this.#attempt({ ...batch, group, body }, attempt);
  }

  #settle(url: string, item: PendingNotification, outcome: DeliveryOutcome): void {
    this.#record({ url, kind: item.kind, group: [{ item }] }, 0, undefined, outcome);
  }

  #record(
    what: Pick<Batch, 'url' | 'kind'> & { readonly group: readonly Pick<Admitted, 'item'>[] },
    attempt: number,
    answer: TimedAnswer | undefined,
    outcome: DeliveryOutcome,
  ): void {
    const { clock, deliveries } = this.#parts;
    deliveries.add({
      at: new Date(clock.now()).toISOString(),
      monotonicMs: clock.monotonic(),
      kind: what.kind,
      url: what.url,
      attempt,
      items: what.group.map(({ item: { subscriptionId, userId } }) => ({ subscriptionId, userId })),
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
