/** Carries reads: asks the planner whom to read, sends the request, and brings the answer to planner and tracker. */
import type { Interest } from '@lamplight/domain';
import { Backoff, type Clock, type Logger, type Random } from '@lamplight/runtime';
import type { GraphFailure } from '../graph-api.ts';
import { type PlannedRead, type PollIntervals, PollPlanner } from '../polling/poll-planner.ts';
import type { PresenceTracker } from '../presence-tracker.ts';
import type { SourceHealth } from '../source-health.ts';
import type { PollingFacts } from './polling-health.ts';
import type { ReadRoute, ReadRoutes } from './read-routes.ts';
import type { Spending } from './spending.ts';

export interface ReadLaneSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly health: SourceHealth;
  /** Told which ids Graph refuses after each request that may have changed it. Default: nobody is. */
  readonly asideChanged?: ((ids: readonly string[]) => void) | undefined;
}

/** Pause of reading when a person has to act first, or when it is not an id that Graph refuses; ms. */
const SLOW_PAUSE_MS = 30_000;

export class ReadLane {
  readonly #intervals: PollIntervals;
  readonly #surroundings: ReadLaneSurroundings;
  readonly #routes: ReadRoutes;
  readonly #planner: PollPlanner;
  readonly #backoff: Backoff;
  #underWay = 0;
  #pausedAt = -Infinity;
  #pausedUntil = -Infinity;
  #lastGoodAt: number;
  #perSecond: number;
  /** Why Graph refused the last id that it refused alone. */
  #refusal: GraphFailure | null = null;
  /** By which people were last read. */
  #route: ReadRoute;
  /** Whether anything may be read. */
  allowed = true;
  tracker: PresenceTracker | undefined;

  constructor(intervals: PollIntervals, surroundings: ReadLaneSurroundings, routes: ReadRoutes) {
    const { clock, random } = surroundings;
    const now = clock.monotonic();
    this.#intervals = intervals;
    this.#surroundings = surroundings;
    this.#routes = routes;
    this.#route = routes.at(now);
    this.#perSecond = this.#route.perSecond;
    this.#planner = new PollPlanner(intervals, this.#perSecond);
    this.#backoff = new Backoff(random, { factor: 2, maximumMs: 30_000 });
    this.#lastGoodAt = now;
  }

  follow(id: string, interest: Interest | null, now: number): void {
    if (interest === null) {
      this.#planner.forget(id);
    } else {
      this.#planner.follow(id, interest, now);
    }
  }

  changed(id: string, now: number): void {
    this.#planner.changed(id, now);
  }

  order(id: string, times: readonly number[]): void {
    this.#planner.order(id, times);
  }

  setNotified(ids: readonly string[], notified: boolean): void {
    this.#planner.setNotified(ids, notified);
  }

  directoryChanged(now: number): void {
    this.#planner.directoryChanged(now);
  }

  /** What a person had to do first has been done. */
  resume(): void {
    this.#pausedUntil = -Infinity;
    this.#routes.resume();
  }

  facts(now: number): PollingFacts {
    const { setAside, size } = this.#planner;
    return {
      people: size,
      inEffect: this.#planner.bound(now),
      configured: this.#intervals,
      perSecond: this.#perSecond,
      ownPerSecond: this.#routes.at(now).perSecond,
      secondReads: this.#routes.secondReads(now),
      setAside,
      refusal: size > 0 && setAside.length === size ? (this.#refusal?.health ?? null) : null,
    };
  }

  /** Somebody is to be read, and may be. */
  get isWanted(): boolean {
    return this.allowed && this.#planner.size > 0;
  }

  /** How long nothing has been read although somebody is to be read; ms. */
  blindMs(now: number): number {
    if (!this.isWanted) {
      this.#lastGoodAt = now;
    }
    return now - this.#lastGoodAt;
  }

  /**
   * Sends what is due and may be sent; each answer settles one of the promises.
   * @param waitingWrites to which as many requests are left of the budget that reads share with them
   */
  send(now: number, writes: Spending, waitingWrites: number): readonly Promise<void>[] {
    const sent: Promise<void>[] = [];
    if (!this.allowed || now < this.#pausedUntil) {
      return sent;
    }
    const route = this.#routes.at(now);
    const left = route.spending === writes ? waitingWrites : 0;
    this.#pace(route);
    while (this.#underWay < this.#planner.mostUnderWay && route.spending.available(now) > left) {
      if ((this.#planner.wakeAt(now) ?? Infinity) > now || !route.spending.take(now)) {
        break;
      }
      const planned = this.#planner.next(now);
      if (planned === undefined) {
        break;
      }
      sent.push(this.#read(planned, route));
    }
    return sent;
  }

  /** When something may be sent next; Infinity: not before something happens, such as the answer to a write. */
  wakeAt(now: number, writes: Spending, waitingWrites: number): number {
    const { spending } = this.#routes.at(now);
    const yields = spending === writes && waitingWrites > 0 && spending.available(now) <= waitingWrites;
    if (!this.allowed || yields || this.#underWay >= this.#planner.mostUnderWay) {
      return Infinity;
    }
    const dueAt = this.#planner.wakeAt(now);
    return dueAt === undefined ? Infinity : Math.max(dueAt, this.#pausedUntil, spending.availableAt(now));
  }

  /** A tenant that may not read as often as it would paces itself by what it may. */
  #pace(route: ReadRoute): void {
    if (route !== this.#route) {
      // The other registration reads nothing more: what it may is for other tenants.
      this.#route.spending.readsOf(0);
      this.#route = route;
    }
    const demand = this.#planner.demand(route.perSecond);
    const granted = route.spending.readsOf(demand);
    this.#perSecond = granted < demand ? granted : route.perSecond;
    this.#planner.spend(this.#perSecond);
  }

  async #read(planned: PlannedRead, route: ReadRoute): Promise<void> {
    const { clock, health } = this.#surroundings;
    const begunAt = planned.at;
    this.#underWay += 1;
    const answer = await route.api.getPresences(planned.ids).finally(() => {
      this.#underWay -= 1;
    });
    const endedAt = clock.monotonic();
    if (answer.kind === 'failed') {
      this.#failed(planned, route, answer.failure, endedAt);
      this.#surroundings.asideChanged?.(this.#planner.setAside);
      return;
    }
    route.spending.learn(undefined, begunAt, endedAt);
    this.#routes.answered(route);
    this.#lastGoodAt = endedAt;
    this.#backoff.reset();
    health.succeeded('read');
    this.#tellAside(this.#planner.answered(planned, endedAt));
    if (planned.kind !== 'round') {
      this.#surroundings.asideChanged?.(this.#planner.setAside);
    }
    this.tracker?.readAnswered(planned.ids, answer.presences, { begunAt, endedAt });
  }

  #failed(planned: PlannedRead, route: ReadRoute, failure: GraphFailure, now: number): void {
    const { logger, health } = this.#surroundings;
    logger.warn(
      { reason: failure.reason, people: planned.ids.length, ...failure.health.details },
      'reading presence failed',
    );
    if (failure.retry.kind === 'split') {
      this.#refusal = planned.ids.length === 1 ? failure : this.#refusal;
      const aside = this.#planner.refused(planned, now, now + SLOW_PAUSE_MS);
      this.#tellAside(aside);
      if (aside.length === 0 && planned.ids.length === 1 && planned.kind === 'part') {
        health.failed('read', failure);
      }
      return;
    }
    this.#planner.failed(planned, now);
    route.spending.learn(failure, planned.at, now);
    if (this.#routes.failed(route, failure, now)) {
      return;
    }
    health.failed('read', failure);
    if (failure.retry.kind !== 'after') {
      this.#pause(planned.at, now, failure.retry.kind === 'slowly');
    }
  }

  /** Requests that were under way when the pause began tell of the same failure, and do not make it grow. */
  #pause(sentAt: number, now: number, slowly: boolean): void {
    if (slowly) {
      this.#pausedUntil = Math.max(this.#pausedUntil, now + SLOW_PAUSE_MS);
    } else if (sentAt >= this.#pausedAt && sentAt >= this.#pausedUntil) {
      this.#pausedAt = now;
      this.#pausedUntil = now + this.#backoff.next();
    }
  }

  #tellAside(ids: readonly string[]): void {
    if (ids.length > 0) {
      this.#surroundings.logger.warn({ ids }, 'Graph refuses these ids: they are asked for only now and then');
      this.tracker?.setAside(ids);
    }
  }
}
