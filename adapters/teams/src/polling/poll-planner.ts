/**
 * Decides whom to ask when: from who is on the roster and watched, who lately changed, what may be spent and the time to
 * the next request. It sends nothing and reads no clock: whoever holds it passes monotonic time in, asks for the next
 * request and says how it went. The same calls give the same requests.
 *
 * How often each kind of people is asked is computed (`pace.ts`); who is next of a kind is whoever was asked longest
 * ago (`rounds.ts`), so planning a request costs as much as it has ids, whatever the size of the roster. A request goes
 * out for somebody who is due and is filled with those who are next; nothing goes out when nobody is due. Reads may
 * overlap: a request that hangs delays nobody's next one, and whoever judges the answers puts late ones in order.
 *
 * Before all turns are asked: who has a read ordered at an instant (after a hang-up), who was never asked, who became
 * watched just now, and who was in a request that failed.
 *
 * People of whose changes a live subscription tells are only checked, at a slower pace (`setNotified`).
 *
 * An id because of which Graph refuses a request is found by halving (`bisection.ts`) and set aside (`set-aside.ts`):
 * asked for alone and only now and then, or when the roster names it anew or the directory is said to have changed.
 */
import type { Interest } from '@lamplight/domain';
import { Bisection, type Verdict } from './bisection.ts';
import { demandOf, MOST_IDS, type Pace, type PollBounds, paceOf } from './pace.ts';
import { newcomer, type Planned } from './round.ts';
import { Rounds } from './rounds.ts';
import { SetAside } from './set-aside.ts';

export interface PollIntervals extends PollBounds {
  /** For ids that Graph does not know. */
  readonly setAsideMs: number;
  /** For how long somebody who just changed is asked more often: one change announces others. */
  readonly livelyMs: number;
}

export const DEFAULT_POLL_INTERVALS: PollIntervals = Object.freeze({
  watchedMs: 2_000,
  syncedMs: 15_000,
  setAsideMs: 600_000,
  livelyMs: 60_000,
});

/** So many requests may be made up for at once after nothing could be sent. */
const BURST = 4;
/** Requests under way at once, for each that a round needs, and altogether. */
const UNDER_WAY_PER_CHUNK = 3;
const MOST_UNDER_WAY = 48;

export interface PlannedRead {
  readonly ids: readonly string[];
  /** Monotonic ms. */
  readonly at: number;
  /** `part`: of a request that was refused. `alone`: an id that was set aside. */
  readonly kind: 'round' | 'part' | 'alone';
}

export class PollPlanner {
  readonly #intervals: PollIntervals;
  readonly #people = new Map<string, Planned>();
  readonly #rounds = new Rounds();
  readonly #bisection = new Bisection();
  readonly #aside: SetAside;
  #perSecond: number;
  /** When the first person came, or somebody last changed. */
  #changedAt: number | undefined;
  #lastAt = -Infinity;
  /** Until when the requests sent so far use up what may be spent. */
  #spentUntil = -Infinity;
  #heldUntil = -Infinity;

  /** @param perSecond requests that may be spent on reading */
  constructor(intervals: PollIntervals, perSecond: number) {
    this.#intervals = intervals;
    this.#perSecond = perSecond;
    this.#aside = new SetAside(intervals.setAsideMs);
  }

  get size(): number {
    return this.#people.size;
  }

  /** Ids that Graph refused. */
  get setAside(): readonly string[] {
    return this.#aside.ids;
  }

  /** How many requests may be under way at once. */
  get mostUnderWay(): number {
    return Math.min(MOST_UNDER_WAY, UNDER_WAY_PER_CHUNK * Math.max(1, Math.ceil(this.size / MOST_IDS)));
  }

  /** What may be spent on reading from now on, in requests per second. */
  spend(perSecond: number): void {
    this.#perSecond = perSecond;
  }

  /** What this roster would spend if `perSecond` were free. */
  demand(perSecond: number): number {
    return demandOf(this.#rounds.headcount, this.#intervals, perSecond);
  }

  /** Adds somebody, who is asked at once, or changes the interest. Who was set aside is tried anew. */
  follow(id: string, interest: Interest, now: number): void {
    const known = this.#people.get(id);
    if (known !== undefined) {
      this.#aside.hurry(id, now);
      this.#rounds.setInterest(known, interest);
      return;
    }
    this.#changedAt ??= now;
    const person = newcomer(id, interest);
    this.#people.set(id, person);
    this.#rounds.enter(person);
  }

  forget(id: string): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      this.#people.delete(id);
      this.#rounds.leave(person);
      this.#aside.remove(id);
    }
  }

  /** The person is to be read at these instants (monotonic ms) besides the usual ones. */
  order(id: string, times: readonly number[]): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      this.#rounds.order(person, times);
    }
  }

  /** The person was seen to change. */
  changed(id: string, now: number): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      this.#changedAt = now;
      person.livelyUntil = now + this.#intervals.livelyMs;
      this.#rounds.enliven(person, now, this.#pace(now));
    }
  }

  /** Whether a live subscription, one that has proved itself, tells of these people's changes. */
  setNotified(ids: readonly string[], notified: boolean): void {
    for (const id of this.#intervals.notifiedMs === undefined ? [] : ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        this.#rounds.setNotified(person, notified);
      }
    }
  }

  /** The directory changed: whoever was set aside is tried anew. */
  directoryChanged(now: number): void {
    this.#aside.hurryAll(now);
  }

  /** The next request; undefined when there is none to send yet (see {@link wakeAt}). */
  next(now: number): PlannedRead | undefined {
    if (now < Math.max(this.#spentUntil, this.#heldUntil)) {
      return undefined;
    }
    const part = this.#bisection.next((id) => this.#people.get(id)?.round === null);
    if (part !== undefined) {
      return this.#sent({ ids: part, at: now, kind: 'part' });
    }
    const alone = this.#aside.next(now);
    if (alone !== undefined) {
      return this.#sent({ ids: [alone], at: now, kind: 'alone' });
    }
    const pace = this.#pace(now);
    const ids = this.#rounds.take(now, pace, this.#lastAt);
    return ids.length === 0 ? undefined : this.#sent({ ids, at: now, kind: 'round' });
  }

  /** When the next request is due, in monotonic ms, in the past if it is; undefined: never by itself. */
  wakeAt(now: number): number | undefined {
    const pace = this.#pace(now);
    const at = Math.min(
      this.#bisection.waiting ? -Infinity : Infinity,
      this.#aside.wakeAt,
      this.#rounds.wakeAt(pace, this.#lastAt),
    );
    return at === Infinity ? undefined : Math.max(at, this.#spentUntil, this.#heldUntil);
  }

  /** The request was answered, also for ids that its answer did not name. Answers the ids that are now set aside. */
  answered(read: PlannedRead, now: number): readonly string[] {
    const verdict = this.#bisection.answered(read.ids, read.at, read.kind === 'part');
    for (const id of read.kind === 'round' ? [] : read.ids) {
      const person = this.#people.get(id);
      if (person?.round === null) {
        this.#aside.remove(id);
        this.#rounds.enterAsked(person, now);
      }
    }
    return this.#judged(verdict, now, now);
  }

  /** The request failed as a whole: its people are asked again as soon as anybody is. */
  failed(read: PlannedRead, now: number): void {
    if (read.kind === 'part') {
      this.#bisection.failed(read.ids);
      return;
    }
    for (const id of read.ids) {
      const person = this.#people.get(id);
      if (person?.askedAt === read.at) {
        this.#rounds.hurry(person);
      }
      this.#aside.failed(id, now);
    }
  }

  /**
   * Graph refused the request with 400 or 404: perhaps because of one id. Answers the ids that are now set aside.
   * `retryAt`: when everybody is asked again if it turns out not to be an id.
   */
  refused(read: PlannedRead, now: number, retryAt: number): readonly string[] {
    if (read.kind === 'part') {
      return this.#judged(this.#bisection.refused(read.ids, read.at), now, retryAt);
    }
    if (read.kind === 'alone') {
      for (const id of read.ids.filter((one) => this.#aside.has(one))) {
        this.#aside.put(id, now);
      }
      return [];
    }
    // Without a round: another request that overlapped was refused too, probably for the same id.
    const suspects = read.ids.filter((id) => (this.#people.get(id)?.round ?? null) !== null);
    if (suspects.length === 1) {
      return this.#putAside(suspects, now);
    }
    for (const id of suspects) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        this.#rounds.leave(person);
      }
    }
    if (suspects.length > 1) {
      this.#bisection.begin(suspects, read.at);
    }
    return [];
  }

  /** The longest that somebody waits at present, by interest: what roster and budget make of the configured bounds. */
  bound(now: number): PollBounds {
    const { watchedMs, restMs, livelyMs, notifiedMs, spacingMs } = this.#pace(now);
    return {
      watchedMs: watchedMs + spacingMs,
      syncedMs: Math.max(restMs, livelyMs) + spacingMs,
      ...(this.#rounds.headcount.notified === 0 ? {} : { notifiedMs: notifiedMs + spacingMs }),
    };
  }

  #pace(now: number): Pace {
    return paceOf(this.#rounds.headcount, this.#intervals, this.#perSecond, now - (this.#changedAt ?? now));
  }

  #sent(read: PlannedRead): PlannedRead {
    const requestMs = 1000 / this.#perSecond;
    this.#lastAt = read.at;
    this.#spentUntil = Math.max(this.#spentUntil, read.at - BURST * requestMs) + requestMs;
    return read;
  }

  #putAside(ids: readonly string[], now: number): readonly string[] {
    const known = ids.filter((id) => this.#people.has(id));
    for (const id of known) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        this.#rounds.leave(person);
      }
      this.#aside.put(id, now);
    }
    return known;
  }

  #judged({ refused, givenUp }: Verdict, now: number, retryAt: number): readonly string[] {
    for (const id of givenUp) {
      const person = this.#people.get(id);
      if (person?.round === null) {
        this.#rounds.enter(person);
      }
    }
    this.#heldUntil = givenUp.length > 0 ? retryAt : this.#heldUntil;
    return this.#putAside(refused, now);
  }
}
