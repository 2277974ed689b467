/**
 * Decides whom to ask when. It sends nothing and reads no clock: whoever holds it passes monotonic time in, asks for the
 * next request and says how it went.
 *
 * A request costs the same for one person as for 650, so a request that is due for somebody is filled with those who are
 * next. People with a read ordered at an instant (after a hang-up) come first, then whoever is furthest over time.
 *
 * Graph may answer a chunk with 400 or 404 because of one unknown id (undocumented): such a chunk is halved until the id
 * stands alone, which is then set aside and tried again slowly. When halves fail and nothing succeeds, it is not an id:
 * the planner gives up halving and everybody waits as after any failure.
 */
import type { Interest } from '@lamplight/domain';

/** Most ids that one request takes. Source: Graph, getPresencesByUserId. */
export const MOST_IDS = 650;

export interface PollIntervals {
  readonly watchedMs: number;
  readonly syncedMs: number;
  /** For ids that Graph does not know. */
  readonly setAsideMs: number;
  /** For how long somebody who just changed is asked at the pace of the watched: one change announces others. */
  readonly livelyMs: number;
}

export const DEFAULT_POLL_INTERVALS: PollIntervals = Object.freeze({
  watchedMs: 2_000,
  syncedMs: 15_000,
  setAsideMs: 600_000,
  livelyMs: 60_000,
});

/** So many single ids refused in a row without any success are a failure of Graph, not unknown ids. */
const MOST_REFUSED_WITHOUT_SUCCESS = 6;

export interface PlannedRead {
  readonly ids: readonly string[];
}

interface Planned {
  interest: Interest;
  /** Monotonic ms at which the person is to be asked next. */
  dueAt: number;
  /** Ordered instants, ascending. */
  ordered: readonly number[];
  asking: boolean;
  setAside: boolean;
  livelyUntil: number;
}

export class PollPlanner {
  readonly #intervals: PollIntervals;
  readonly #people = new Map<string, Planned>();
  #halves: (readonly string[])[] = [];
  #refusedAlone: string[] = [];

  constructor(intervals: PollIntervals = DEFAULT_POLL_INTERVALS) {
    this.#intervals = intervals;
  }

  get size(): number {
    return this.#people.size;
  }

  /** Ids that Graph refused, and that are asked only slowly. */
  get setAside(): readonly string[] {
    return [...this.#people].filter(([, person]) => person.setAside).map(([id]) => id);
  }

  /** Adds somebody, who is due at once, or changes the interest. */
  follow(id: string, interest: Interest, now: number): void {
    const person = this.#people.get(id);
    if (person === undefined) {
      this.#people.set(id, {
        interest,
        dueAt: now,
        ordered: [],
        asking: false,
        setAside: false,
        livelyUntil: -Infinity,
      });
      return;
    }
    if (person.interest !== interest) {
      person.interest = interest;
      person.dueAt = Math.min(person.dueAt, now + this.#interval(person, now));
    }
  }

  forget(id: string): void {
    this.#people.delete(id);
  }

  /** The person is to be read at these instants (monotonic ms) besides the usual ones. */
  order(id: string, times: readonly number[]): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      person.ordered = [...new Set([...person.ordered, ...times])].sort((a, b) => a - b);
    }
  }

  /** The person was seen to change. */
  changed(id: string, now: number): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      person.livelyUntil = now + this.#intervals.livelyMs;
      person.dueAt = Math.min(person.dueAt, now + this.#interval(person, now));
    }
  }

  /** The next request; undefined when nobody is due. Who is in it is not asked again until it is answered. */
  next(now: number): PlannedRead | undefined {
    const half = this.#nextHalf();
    if (half !== undefined) {
      return this.#ask(half, now);
    }
    const free = [...this.#people].filter(([, person]) => !person.asking);
    if (!free.some(([, person]) => this.#dueAt(person) <= now)) {
      return undefined;
    }
    const ranked = free
      .filter(([, person]) => !person.setAside || person.dueAt <= now)
      .map(([id, person]) => ({ id, rank: this.#rank(person, now) }))
      .sort((a, b) => b.rank - a.rank)
      .slice(0, MOST_IDS);
    // One that is known to be refused is asked alone, so that it does not spoil the others' answer.
    const first = ranked[0];
    const alone = ranked.find(({ id }) => this.#people.get(id)?.setAside === true);
    if (alone !== undefined && alone === first) {
      return this.#ask([alone.id], now);
    }
    return this.#ask(
      ranked.filter(({ id }) => this.#people.get(id)?.setAside !== true).map(({ id }) => id),
      now,
    );
  }

  /** When somebody is due next, in monotonic ms; undefined: nobody, or all are being asked. */
  wakeAt(): number | undefined {
    if (this.#halves.length > 0) {
      return 0;
    }
    let earliest: number | undefined;
    for (const person of this.#people.values()) {
      if (!person.asking) {
        const dueAt = this.#dueAt(person);
        earliest = earliest === undefined || dueAt < earliest ? dueAt : earliest;
      }
    }
    return earliest;
  }

  /** The request was answered, also for ids that its answer did not name. */
  answered(ids: readonly string[]): void {
    this.#refusedAlone = [];
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        person.asking = false;
        person.setAside = false;
      }
    }
  }

  /** The request failed as a whole; its people are asked again when they are due, but not before `retryAt`. */
  failed(ids: readonly string[], retryAt: number): void {
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        person.asking = false;
        person.dueAt = Math.max(person.dueAt, retryAt);
        person.ordered = person.ordered.filter((time) => time > retryAt);
      }
    }
  }

  /**
   * Graph refused the request with 400 or 404: perhaps because of one id. Answers the ids that are now set aside.
   * `retryAt`: when everybody is asked again if it turns out not to be an id.
   */
  refused(ids: readonly string[], now: number, retryAt: number): readonly string[] {
    const [only] = ids;
    if (only === undefined) {
      return [];
    }
    if (ids.length > 1) {
      this.failed(ids, now);
      const middle = Math.ceil(ids.length / 2);
      this.#halves = [ids.slice(0, middle), ids.slice(middle), ...this.#halves];
      return [];
    }
    this.#refusedAlone.push(only);
    if (this.#refusedAlone.length >= MOST_REFUSED_WITHOUT_SUCCESS) {
      this.failed([...this.#refusedAlone, ...this.#halves.flat()], retryAt);
      for (const id of this.#refusedAlone) {
        this.#release(id, retryAt);
      }
      this.#halves = [];
      this.#refusedAlone = [];
      return [];
    }
    const person = this.#people.get(only);
    if (person !== undefined) {
      person.asking = false;
      person.setAside = true;
      person.ordered = [];
      person.dueAt = now + this.#intervals.setAsideMs;
    }
    return [only];
  }

  /**
   * The longest that somebody waits between two reads at the given budget, for each interest: the interval, or longer
   * when the roster needs more requests than there are.
   */
  bound(requestsPerSecond: number): { readonly watchedMs: number; readonly syncedMs: number } {
    let watched = 0;
    for (const person of this.#people.values()) {
      watched += person.interest === 'watched' ? 1 : 0;
    }
    const roundMs = (people: number): number => (Math.ceil(people / MOST_IDS) / requestsPerSecond) * 1000;
    return {
      watchedMs: Math.max(this.#intervals.watchedMs, roundMs(watched)),
      syncedMs: Math.max(this.#intervals.syncedMs, roundMs(this.#people.size)),
    };
  }

  #release(id: string, dueAt: number): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      person.setAside = false;
      person.dueAt = dueAt;
    }
  }

  #nextHalf(): readonly string[] | undefined {
    for (let half = this.#halves.shift(); half !== undefined; half = this.#halves.shift()) {
      const known = half.filter((id) => this.#people.get(id)?.asking === false);
      if (known.length > 0) {
        return known;
      }
    }
    return undefined;
  }

  #ask(ids: readonly string[], now: number): PlannedRead {
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        person.asking = true;
        person.ordered = person.ordered.filter((time) => time > now);
        person.dueAt = now + this.#interval(person, now);
      }
    }
    return { ids };
  }

  #interval(person: Planned, now: number): number {
    return person.interest === 'watched' || now < person.livelyUntil
      ? this.#intervals.watchedMs
      : this.#intervals.syncedMs;
  }

  #dueAt(person: Planned): number {
    return Math.min(person.dueAt, person.ordered[0] ?? Infinity);
  }

  /** An ordered instant outranks everything; else how far over time, measured in intervals. */
  #rank(person: Planned, now: number): number {
    const ordered = person.ordered[0];
    if (ordered !== undefined && ordered <= now) {
      return Infinity;
    }
    return (now - person.dueAt) / this.#interval(person, now);
  }
}
