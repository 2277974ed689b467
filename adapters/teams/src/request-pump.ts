/**
 * Carries requests to Graph: takes from the write queue first and the poll planner second, inside one budget, and brings
 * the answers to the tracker. Wakes by one timer of the clock.
 */
import type { Interest } from '@lamplight/domain';
import { Backoff, type Clock, type Logger, type Random, type Timer } from '@lamplight/runtime';
import type { Intention } from './attribution/attribution-state.ts';
import type { GraphApi, GraphFailure, ReadAnswer, WriteAnswer } from './graph-api.ts';
import { type PlannedRead, type PollIntervals, PollPlanner } from './polling/poll-planner.ts';
import { type BudgetLimits, RequestBudget } from './polling/request-budget.ts';
import type { PresenceTracker } from './presence-tracker.ts';
import type { SourceHealth } from './source-health.ts';
import { type PlannedWrite, type Write, WriteQueue } from './writing/write-queue.ts';

export interface PumpOptions {
  readonly intervals: PollIntervals;
  readonly limits: BudgetLimits;
  readonly leaseMs: number;
  readonly landingMs: number;
  readonly blindAfterMs: number;
}

export interface PumpSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly api: GraphApi;
  readonly health: SourceHealth;
}

/** Requests under way at once; more would only wait in Graph's own queue. */
const MOST_WRITES_UNDER_WAY = 32;
const MOST_READS_UNDER_WAY = 8;
/** Pause of reading when a person has to act first; ms. */
const SLOW_READ_PAUSE_MS = 30_000;

export class RequestPump {
  readonly #options: PumpOptions;
  readonly #surroundings: PumpSurroundings;
  readonly #planner: PollPlanner;
  readonly #queue: WriteQueue;
  readonly #budget: RequestBudget;
  readonly #readBackoff: Backoff;
  readonly #underWay = new Set<Promise<void>>();
  #tracker: PresenceTracker | undefined;
  #writes = 0;
  #reads = 0;
  #readsPausedUntil = 0;
  #lastGoodRead: number;
  #reading = true;
  #writing = false;
  #stopped = false;
  #pumping = false;
  #readsYield = false;
  #timer: { readonly at: number; readonly handle: Timer } | undefined;

  constructor(options: PumpOptions, surroundings: PumpSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
    this.#planner = new PollPlanner(options.intervals);
    this.#queue = new WriteQueue(options, surroundings.random);
    this.#budget = new RequestBudget(options.limits);
    this.#readBackoff = new Backoff(surroundings.random, { factor: 2, maximumMs: 30_000 });
    this.#lastGoodRead = surroundings.clock.monotonic();
  }

  /** Whom answers are brought to; before anything else. */
  serve(tracker: PresenceTracker): void {
    this.#tracker = tracker;
  }

  follow(id: string, interest: Interest | null): void {
    if (interest === null) {
      this.#planner.forget(id);
    } else {
      this.#planner.follow(id, interest, this.#now());
    }
    this.#wake();
  }

  changed(id: string): void {
    this.#planner.changed(id, this.#now());
    this.#wake();
  }

  readAt(id: string, times: readonly number[]): void {
    this.#planner.order(id, times);
    this.#wake();
  }

  intend(id: string, intention: Intention): void {
    this.#queue.intend(id, intention, this.#now());
    this.#wake();
  }

  /** What may be sent: reads unless another source is the active one, writes only while we are. */
  allow(allowed: { readonly reading: boolean; readonly writing: boolean }): void {
    this.#reading = allowed.reading;
    this.#writing = allowed.writing;
    this.#wake();
  }

  /** The longest that somebody waits between two reads, by interest; ms. */
  bound(): { readonly watchedMs: number; readonly syncedMs: number } {
    return this.#planner.bound(this.#budget.perSecond);
  }

  /** Sends nothing more; resolves when what is under way has been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.handle.cancel();
    this.#timer = undefined;
    await Promise.all(this.#underWay);
  }

  #now(): number {
    return this.#surroundings.clock.monotonic();
  }

  /** Runs soon, once for all that changed together. */
  #wake(): void {
    this.#arm(this.#now());
  }

  #pump(): void {
    if (this.#pumping || this.#stopped) {
      return;
    }
    this.#pumping = true;
    const now = this.#now();
    this.#sendWrites(now);
    this.#readsYield = this.#sendReads(now) === 'yielded';
    this.#checkSight(now);
    this.#pumping = false;
    this.#arm(this.#nextAt(now));
  }

  #sendWrites(now: number): void {
    while (this.#writing && this.#writes < MOST_WRITES_UNDER_WAY && this.#budget.available(now) > 0) {
      const planned = this.#queue.next(now);
      if (planned === undefined) {
        return;
      }
      this.#budget.spend(now);
      this.#keep(this.#write(planned));
    }
  }

  /** `yielded`: the budget is left to writes that wait; their answers wake us again. */
  #sendReads(now: number): 'sent' | 'yielded' {
    while (this.#mayRead(now) && this.#reads < MOST_READS_UNDER_WAY) {
      const waitingWrites = this.#writing ? this.#queue.dueCount(now) : 0;
      if (this.#budget.available(now) <= waitingWrites) {
        return waitingWrites > 0 ? 'yielded' : 'sent';
      }
      const planned = this.#planner.next(now);
      if (planned === undefined) {
        return 'sent';
      }
      this.#budget.spend(now);
      this.#keep(this.#read(planned));
    }
    return 'sent';
  }

  #mayRead(now: number): boolean {
    return this.#reading && now >= this.#readsPausedUntil;
  }

  async #write({ id, write }: PlannedWrite): Promise<void> {
    const { api } = this.#surroundings;
    const sentAt = this.#now();
    this.#writes += 1;
    this.#tracker?.writeSent(id, write);
    const answer = await send(api, id, write, this.#options.leaseMs);
    this.#writes -= 1;
    const now = this.#now();
    const failure = answer.kind === 'failed' ? answer.failure : null;
    this.#noteWrite(id, failure, now);
    this.#queue.answered(
      id,
      failure === null ? { kind: 'done' } : { kind: 'failed', retry: failure.retry, applied: failure.applied },
      now,
    );
    this.#tracker?.writeAnswered(
      id,
      write.kind === 'set'
        ? { kind: 'set-answered', way: write.way, pair: write.pair, sentAt, outcome: setOutcome(answer) }
        : { kind: 'clear-answered', way: write.way, outcome: clearOutcome(answer) },
      failure,
    );
    this.#wake();
  }

  async #read({ ids }: PlannedRead): Promise<void> {
    const begunAt = this.#now();
    this.#reads += 1;
    const answer = await this.#surroundings.api.getPresences(ids);
    this.#reads -= 1;
    const endedAt = this.#now();
    if (answer.kind === 'presences') {
      this.#lastGoodRead = endedAt;
      this.#readBackoff.reset();
      this.#planner.answered(ids);
      this.#surroundings.health.succeeded('read');
      this.#tracker?.readAnswered(ids, answer.presences, { begunAt, endedAt });
    } else {
      this.#readFailed(ids, answer, endedAt);
    }
    this.#wake();
  }

  #readFailed(ids: readonly string[], { failure }: Extract<ReadAnswer, { kind: 'failed' }>, now: number): void {
    const { logger, health } = this.#surroundings;
    logger.warn({ reason: failure.reason, people: ids.length, ...failure.health.details }, 'reading presence failed');
    if (failure.retry.kind === 'split') {
      const aside = this.#planner.refused(ids, now, now + SLOW_READ_PAUSE_MS);
      if (aside.length > 0) {
        logger.warn({ ids: aside }, 'Graph refuses these ids: they are asked for only now and then');
        this.#tracker?.setAside(aside);
      } else if (ids.length === 1) {
        health.failed('read', failure);
      }
      return;
    }
    health.failed('read', failure);
    this.#planner.failed(ids, now);
    if (failure.retry.kind === 'after') {
      this.#budget.close(now, failure.retry.ms);
      return;
    }
    const pause = failure.retry.kind === 'slowly' ? SLOW_READ_PAUSE_MS : this.#readBackoff.next();
    this.#readsPausedUntil = Math.max(this.#readsPausedUntil, now + pause);
  }

  #noteWrite(id: string, failure: GraphFailure | null, now: number): void {
    const { logger, health } = this.#surroundings;
    if (failure === null) {
      health.succeeded('write');
      return;
    }
    logger.warn({ reason: failure.reason, person: id, ...failure.health.details }, 'writing presence failed');
    health.failed('write', failure);
    if (failure.retry.kind === 'after') {
      this.#budget.close(now, failure.retry.ms);
    }
  }

  /** Nothing read for too long although somebody is to be read: everybody is unknown. */
  #checkSight(now: number): void {
    if (!this.#reading) {
      this.#lastGoodRead = now;
      return;
    }
    if (this.#planner.size > 0 && now - this.#lastGoodRead > this.#options.blindAfterMs) {
      this.#surroundings.health.blind();
    }
    this.#surroundings.health.sweep(now);
    this.#tracker?.sweep();
  }

  #nextAt(now: number): number {
    const times = [now + this.#options.blindAfterMs / 6];
    const mayRead = this.#reading && !this.#readsYield;
    const readAt = mayRead && this.#reads < MOST_READS_UNDER_WAY ? this.#planner.wakeAt() : undefined;
    if (readAt !== undefined) {
      times.push(Math.max(readAt, this.#readsPausedUntil, this.#budget.availableAt(now)));
    }
    const writeAt = this.#writing && this.#writes < MOST_WRITES_UNDER_WAY ? this.#queue.wakeAt() : undefined;
    if (writeAt !== undefined) {
      times.push(Math.max(writeAt, this.#budget.availableAt(now)));
    }
    return Math.min(...times);
  }

  #arm(at: number): void {
    if (this.#stopped || this.#pumping || (this.#timer !== undefined && this.#timer.at <= at)) {
      return;
    }
    this.#timer?.handle.cancel();
    const handle = this.#surroundings.clock.after(at - this.#now(), () => {
      this.#timer = undefined;
      this.#pump();
    });
    this.#timer = { at, handle };
  }

  #keep(work: Promise<void>): void {
    const kept = work
      .catch((thrown: unknown) =>
        this.#surroundings.logger.error({ err: thrown }, 'a request to Graph ended in a way that is not foreseen'),
      )
      .finally(() => this.#underWay.delete(kept));
    this.#underWay.add(kept);
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
