/**
 * Carries requests to Graph: writes first and reads second, inside the budgets, and brings the answers to the tracker.
 * Wakes by one timer of the clock.
 */
import type { Interest } from '@lamplight/domain';
import type { Clock, Logger, Random, Timer } from '@lamplight/runtime';
import type { Intention } from '../attribution/attribution-state.ts';
import type { GraphApi } from '../graph-api.ts';
import type { ApplicationBudget } from '../polling/application-budget.ts';
import type { PollIntervals } from '../polling/poll-planner.ts';
import type { BudgetLimits } from '../polling/request-budget.ts';
import type { PresenceTracker } from '../presence-tracker.ts';
import type { SourceHealth } from '../source-health.ts';
import { type PollingFacts, pollingDetails, pollingHealth } from './polling-health.ts';
import { ReadLane } from './read-lane.ts';
import { ReadRoutes } from './read-routes.ts';
import { Spending } from './spending.ts';
import { WriteLane } from './write-lane.ts';

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
  /** Over all tenants of this process; default: it serves this tenant only. */
  readonly application?: ApplicationBudget | undefined;
  /** A second registration that reads in place of the first; default: none. */
  readonly reader?: PumpReader | undefined;
  readonly health: SourceHealth;
  /** Asked before each write, beside what {@link RequestPump.allow} says. */
  readonly mayWrite: () => boolean;
  /** Told which ids Graph refuses in reads, when that may have changed. Default: nobody is. */
  readonly asideChanged?: ((ids: readonly string[]) => void) | undefined;
}

export interface PumpReader {
  readonly api: Pick<GraphApi, 'getPresences'>;
  readonly application?: ApplicationBudget | undefined;
}

/**
 * Part of Graph's limit that is spent on reading by a registration that writes too, whatever is left of its share. With
 * it 100,000 people are read in seven to nine seconds, and 330 requests in 30 s are there for writes even then.
 */
const READ_SHARE = 0.48;
/** How often it is looked for people who have not been read for too long; ms. */
const SWEEP_MS = 1_000;
/** How often health is told how often people are read; ms. */
const TELL_MS = 30_000;

export class RequestPump {
  readonly #options: PumpOptions;
  readonly #surroundings: PumpSurroundings;
  readonly #spendings: readonly Spending[];
  readonly #writeSpending: Spending;
  readonly #reads: ReadLane;
  readonly #writes: WriteLane;
  readonly #underWay = new Set<Promise<void>>();
  #tracker: PresenceTracker | undefined;
  #sweptAt = -Infinity;
  #toldAt: number;
  #toldAside = 0;
  #stopped = false;
  #pumping = false;
  #timer: { readonly at: number; readonly handle: Timer } | undefined;

  constructor(options: PumpOptions, surroundings: PumpSurroundings) {
    const { limits } = options;
    const { api, application, reader, health } = surroundings;
    this.#options = options;
    this.#surroundings = surroundings;
    const first = new Spending(limits, application, () => this.#pump());
    const second = reader === undefined ? null : new Spending(limits, reader.application, () => this.#pump());
    this.#writeSpending = first;
    this.#spendings = second === null ? [first] : [first, second];
    const perSecond = (limits.limit * Math.min(READ_SHARE, limits.share) * 1000) / limits.windowMs;
    this.#reads = new ReadLane(
      options.intervals,
      surroundings,
      new ReadRoutes(
        { api, spending: first, perSecond },
        second === null || reader === undefined
          ? null
          : { api: reader.api, spending: second, perSecond: second.perSecond },
        (said) => health.condition('reader', said),
      ),
    );
    this.#writes = new WriteLane(options, surroundings, first);
    this.#toldAt = surroundings.clock.monotonic();
  }

  /** Whom answers are brought to; before anything else. */
  serve(tracker: PresenceTracker): void {
    this.#tracker = tracker;
    this.#reads.tracker = tracker;
    this.#writes.tracker = tracker;
  }

  follow(id: string, interest: Interest | null): void {
    this.#reads.follow(id, interest, this.#now());
    this.#wake();
  }

  changed(id: string): void {
    this.#reads.changed(id, this.#now());
    this.#wake();
  }

  readAt(id: string, times: readonly number[]): void {
    this.#reads.order(id, times);
    this.#wake();
  }

  /** These people are read at once, before all others, in requests of as many as fit. */
  readNow(ids: readonly string[]): void {
    const now = this.#now();
    for (const id of ids) {
      this.#reads.order(id, [now]);
    }
    this.#wake();
  }

  /** Whether a live subscription, one that has proved itself, tells of these people's changes: then they are only checked. */
  setNotified(ids: readonly string[], notified: boolean): void {
    this.#reads.setNotified(ids, notified);
    this.#wake();
  }

  intend(id: string, intention: Intention): void {
    this.#writes.intend(id, intention, this.#now());
    this.#wake();
  }

  /** What may be sent: reads unless another source is the active one, writes only while we are. */
  allow(allowed: { readonly reading: boolean; readonly writing: boolean }): void {
    this.#reads.allowed = allowed.reading;
    this.#writes.allowed = allowed.writing;
    this.#wake();
  }

  /** What a person had to do first has been done: it is tried again at once. */
  resume(): void {
    this.#reads.resume();
    this.#writes.resume();
    this.#wake();
  }

  /** The directory changed: ids that Graph refused are tried again. */
  directoryChanged(): void {
    this.#reads.directoryChanged(this.#now());
    this.#wake();
  }

  /** How often people are read at present, and what keeps it from being more often. */
  facts(): PollingFacts {
    return this.#reads.facts(this.#now());
  }

  /** Sends nothing more; resolves when what is under way has been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.handle.cancel();
    this.#timer = undefined;
    for (const spending of this.#spendings) {
      spending.leave();
    }
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
    this.#keep(this.#writes.send(now));
    this.#keep(this.#reads.send(now, this.#writeSpending, this.#writes.waiting(now)));
    this.#look(now);
    this.#pumping = false;
    this.#arm(
      Math.min(
        now + this.#options.blindAfterMs / 6,
        this.#writes.wakeAt(now),
        this.#reads.wakeAt(now, this.#writeSpending, this.#writes.waiting(now)),
      ),
    );
  }

  /** Nothing read for too long although somebody is to be read: everybody is unknown. */
  #look(now: number): void {
    const { health } = this.#surroundings;
    const blindMs = this.#reads.blindMs(now);
    if (now - this.#sweptAt >= SWEEP_MS) {
      this.#sweptAt = now;
      health.reading(this.#reads.isWanted);
      if (blindMs > this.#options.blindAfterMs) {
        health.blind();
      }
      health.sweep(now);
      if (this.#reads.allowed) {
        this.#tracker?.sweep();
      }
      this.#tell(now);
    }
  }

  #tell(now: number): void {
    const facts = this.#reads.facts(now);
    if (now - this.#toldAt >= TELL_MS || facts.setAside.length !== this.#toldAside) {
      this.#toldAt = now;
      this.#toldAside = facts.setAside.length;
      const { health } = this.#surroundings;
      health.condition('polling', pollingHealth(facts));
      for (const [name, value] of Object.entries(pollingDetails(facts))) {
        health.detail(name, value);
      }
    }
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

  #keep(sent: readonly Promise<void>[]): void {
    for (const work of sent) {
      const kept = work
        .catch((thrown: unknown) =>
          this.#surroundings.logger.error({ err: thrown }, 'a request to Graph ended in a way that is not foreseen'),
        )
        .finally(() => {
          this.#underWay.delete(kept);
          this.#wake();
        });
      this.#underWay.add(kept);
    }
  }
}
