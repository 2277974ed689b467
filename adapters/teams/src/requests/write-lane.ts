/** Carries writes: takes them from the queue, sends them, and brings what became of them to queue and tracker. */
import { Backoff, type Clock, type Logger, type Random } from '@lamplight/runtime';
import type { Intention } from '../attribution/attribution-state.ts';
import type { GraphApi, GraphFailure, GraphRetry, WriteAnswer } from '../graph-api.ts';
import type { PresenceTracker } from '../presence-tracker.ts';
import type { SourceHealth } from '../source-health.ts';
import { isOfPerson, RefusedPeople } from '../writing/refused-people.ts';
import { type PlannedWrite, type Write, WriteQueue } from '../writing/write-queue.ts';
import type { Spending } from './spending.ts';

export interface WriteLaneOptions {
  readonly leaseMs: number;
  readonly landingMs: number;
}

export interface WriteLaneSurroundings {
  /** Asked before each write: the right to it may have lapsed while this process was suspended, before that is told. */
  readonly mayWrite: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly api: GraphApi;
  readonly health: SourceHealth;
}

/** Pause of writing where nothing reaches Graph before a person has acted; ms. */
const SLOW_PAUSE_MS = 30_000;
/** Requests under way at once; more would only wait in Graph's own queue. */
const MOST_UNDER_WAY = 128;

export class WriteLane {
  readonly #options: WriteLaneOptions;
  readonly #surroundings: WriteLaneSurroundings;
  readonly #spending: Spending;
  readonly #queue: WriteQueue;
  readonly #refused = new RefusedPeople();
  readonly #backoff: Backoff;
  #underWay = 0;
  /** Nothing reached Graph: it is tried again then, for everybody. */
  #pausedUntil = -Infinity;
  /** Whether anything may be written, as it was last told. */
  allowed = false;
  tracker: PresenceTracker | undefined;

  constructor(options: WriteLaneOptions, surroundings: WriteLaneSurroundings, spending: Spending) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#spending = spending;
    this.#queue = new WriteQueue(options, surroundings.random);
    this.#backoff = new Backoff(surroundings.random, { factor: 2, maximumMs: SLOW_PAUSE_MS });
  }

  intend(id: string, intention: Intention, now: number): void {
    this.#queue.intend(id, intention, now);
    if ((intention.kind === 'rest' || intention.kind === 'forget') && this.#refused.forget(id)) {
      this.#tellRefused();
    }
  }

  /** What a person had to do first has been done. */
  resume(): void {
    this.#pausedUntil = -Infinity;
  }

  /** Writes that are due and not sent. */
  waiting(now: number): number {
    return this.#mayWrite && now >= this.#pausedUntil ? this.#queue.dueCount(now) : 0;
  }

  /** Sends what is due and may be sent; each answer settles one of the promises. */
  send(now: number): readonly Promise<void>[] {
    const sent: Promise<void>[] = [];
    while (this.#mayWrite && this.#underWay < MOST_UNDER_WAY && this.waiting(now) > 0 && this.#spending.take(now)) {
      const planned = this.#queue.next(now);
      if (planned === undefined) {
        break;
      }
      sent.push(this.#write(planned, now));
    }
    return sent;
  }

  /** When something may be sent next; Infinity: not before something happens. */
  wakeAt(now: number): number {
    const dueAt = this.#mayWrite && this.#underWay < MOST_UNDER_WAY ? this.#queue.wakeAt() : undefined;
    return dueAt === undefined ? Infinity : Math.max(dueAt, this.#pausedUntil, this.#spending.availableAt(now));
  }

  get #mayWrite(): boolean {
    return this.allowed && this.#surroundings.mayWrite();
  }

  /** @param takenAt when the request was taken of the budget */
  async #write({ id, write }: PlannedWrite, takenAt: number): Promise<void> {
    const { api, clock } = this.#surroundings;
    const sentAt = clock.monotonic();
    this.#underWay += 1;
    this.tracker?.writeSent(id, write);
    const answer = await send(api, id, write, this.#options.leaseMs).finally(() => {
      this.#underWay -= 1;
    });
    const now = clock.monotonic();
    const failure = answer.kind === 'failed' ? answer.failure : null;
    this.#spending.learn(failure ?? undefined, takenAt, now);
    this.#note(id, failure);
    this.#queue.answered(
      id,
      failure === null
        ? { kind: 'done' }
        : { kind: 'failed', retry: this.#retryOf(failure, sentAt, now), applied: failure.applied },
      now,
    );
    this.tracker?.writeAnswered(
      id,
      write.kind === 'set'
        ? { kind: 'set-answered', way: write.way, pair: write.pair, sentAt, outcome: setOutcome(answer) }
        : { kind: 'clear-answered', way: write.way, outcome: clearOutcome(answer) },
      failure,
    );
  }

  /**
   * How the person's write is tried again. Where nothing reached Graph that says nothing of the person: everybody waits
   * together, so that all are written when the pause is over. Requests that were under way when it began do not make it
   * grow.
   */
  #retryOf({ retry, unsent }: GraphFailure, sentAt: number, now: number): GraphRetry {
    if (unsent === undefined) {
      this.#backoff.reset();
      return retry;
    }
    if (sentAt >= this.#pausedUntil && retry.kind !== 'after') {
      this.#pausedUntil = now + (retry.kind === 'slowly' ? SLOW_PAUSE_MS : this.#backoff.next());
    }
    return { kind: 'after', ms: Math.max(0, this.#pausedUntil - now) };
  }

  #note(id: string, failure: GraphFailure | null): void {
    const { logger, health } = this.#surroundings;
    if (failure === null) {
      this.#backoff.reset();
      if (this.#refused.forget(id)) {
        this.#tellRefused();
      }
      health.succeeded('write');
      return;
    }
    logger.warn({ reason: failure.reason, person: id, ...failure.health.details }, 'writing presence failed');
    if (isOfPerson(failure)) {
      if (this.#queue.wants(id)) {
        this.#refused.add(id, failure);
        this.#tellRefused();
      }
    } else {
      health.failed('write', failure);
    }
  }

  #tellRefused(): void {
    this.#surroundings.health.condition('refused-people', this.#refused.health());
  }
}

/** A preferred status that is put back lasts as long as Graph lets it last by itself, as if it had been chosen now. */
async function send(api: GraphApi, id: string, write: Write, leaseMs: number): Promise<WriteAnswer> {
  if (write.kind === 'set') {
    return write.way === 'session'
      ? await api.setPresence(id, write.pair, leaseMs)
      : await api.setPreferredPresence(id, write.pair, leaseMs);
  }
  if (write.way === 'session') {
    return await api.clearPresence(id);
  }
  return write.restore === null
    ? await api.clearPreferredPresence(id)
    : await api.setPreferredPresence(id, write.restore, null);
}

function setOutcome(answer: WriteAnswer): 'accepted' | 'failed' | 'unknown' {
  if (answer.kind === 'failed') {
    return answer.failure.applied === 'no' ? 'failed' : 'unknown';
  }
  return 'accepted';
}

function clearOutcome(answer: WriteAnswer): 'cleared' | 'not-found' | 'failed' | 'unknown' {
  switch (answer.kind) {
    case 'accepted':
      return 'cleared';
    case 'no-session':
      return 'not-found';
    case 'failed':
      return answer.failure.applied === 'no' ? 'failed' : 'unknown';
  }
}
