/**
 * Whose turn it is: one round for each kind of people, one for who goes before all turns, and reads that are ordered at
 * an instant. All times are monotonic ms.
 */
import { KeyedHeap } from '@lamplight/runtime';
import { type Headcount, MOST_IDS, type Pace } from './pace.ts';
import { type Planned, Round } from './round.ts';

/** A request is filled with people who have waited for this part of their interval at least. */
const LEAST_WAIT = 0.25;

/** A round, and how long all of it wait. */
type Turn = readonly [round: Round, intervalMs: number];

export class Rounds {
  /** Before all turns: the watched, and the others. */
  readonly #soonWatched = new Round();
  readonly #soon = new Round();
  readonly #watched = new Round();
  readonly #lively = new Round();
  readonly #rest = new Round();
  readonly #notified = new Round();
  readonly #ordered = new KeyedHeap<Planned>();
  /** People who are not notified and watched, whatever round they are in; and those who are notified. */
  #watchedCount = 0;
  #notifiedCount = 0;
  #total = 0;

  /** Somebody is asked from now on, before all turns. */
  enter(person: Planned): void {
    this.#count(person, 1);
    this.#hasten(person);
    this.#placeOrdered(person);
  }

  /** Somebody who was just asked takes the usual turn from now on. */
  enterAsked(person: Planned, now: number): void {
    person.ordered = person.ordered.filter((time) => time > now);
    this.enter(person);
    this.#turn(person, now);
  }

  /** Somebody is not asked in turn any more. Reads that are ordered are kept until they are. */
  leave(person: Planned): void {
    if (person.round !== null) {
      person.round.remove(person);
      this.#count(person, -1);
      this.#ordered.delete(person);
    }
  }

  /** The person is asked before all turns. */
  hurry(person: Planned): void {
    if (person.round !== null) {
      this.#hasten(person);
    }
  }

  setInterest(person: Planned, interest: Planned['interest']): void {
    if (person.interest !== interest) {
      this.#recount(person, () => {
        person.interest = interest;
      });
      if (interest === 'watched') {
        this.hurry(person);
      }
    }
  }

  /** Who is notified is asked less often from the next turn on; who is not any more, before all turns. */
  setNotified(person: Planned, notified: boolean): void {
    if (person.notified !== notified) {
      this.#recount(person, () => {
        person.notified = notified;
      });
      if (!notified) {
        this.hurry(person);
      }
    }
  }

  /** The person just changed, and is asked more often if that is sooner than the turn that is waited for. */
  enliven(person: Planned, now: number, pace: Pace): void {
    if (person.round === this.#rest && person.since + pace.restMs > now + pace.livelyMs) {
      person.since = now;
      this.#lively.add(person);
    }
  }

  order(person: Planned, times: readonly number[]): void {
    person.ordered = [...new Set([...person.ordered, ...times])].sort((a, b) => a - b);
    if (person.round !== null) {
      this.#placeOrdered(person);
    }
  }

  get headcount(): Headcount {
    const lively = this.#lively.size;
    const [watched, notified] = [this.#watchedCount, this.#notifiedCount];
    return { watched, lively, rest: Math.max(0, this.#total - watched - notified - lively), notified };
  }

  /** When somebody is to be asked; Infinity: nobody. `lastAt`: when the last request was sent. */
  wakeAt(pace: Pace, lastAt: number): number {
    if (this.#soonWatched.first !== null || this.#soon.first !== null) {
      return -Infinity;
    }
    return Math.min(this.#ordered.first?.rank ?? Infinity, this.#turnAt(pace, lastAt));
  }

  /** Ids of whom to ask now, at most 650, filled with who is next; empty: nobody is due. They take their turn anew. */
  take(now: number, pace: Pace, lastAt: number): readonly string[] {
    if (this.wakeAt(pace, lastAt) > now) {
      return [];
    }
    const ids: string[] = [];
    for (let next = this.#ordered.first; next !== undefined && next.rank <= now; next = this.#ordered.first) {
      if (ids.length >= MOST_IDS) {
        return ids;
      }
      this.#ask(next.key, now, ids);
    }
    this.#takeSoon(ids, now, this.#soonWatched);
    const [watched, ...others] = this.#turns(pace);
    this.#takeDue(ids, now, watched);
    this.#takeSoon(ids, now, this.#soon);
    for (const turn of others) {
      this.#takeDue(ids, now, turn);
    }
    this.#fill(ids, now, pace);
    return ids;
  }

  /** Rounds are spread: whose turn it is may wait for one spacing, and no longer. */
  #turnAt(pace: Pace, lastAt: number): number {
    let dueAt = Infinity;
    for (const [{ first }, intervalMs] of this.#turns(pace)) {
      dueAt = Math.min(dueAt, first === null ? Infinity : first.since + intervalMs);
    }
    return Math.max(dueAt, Math.min(lastAt, dueAt) + pace.spacingMs);
  }

  #turns(pace: Pace): readonly [Turn, ...Turn[]] {
    return [
      [this.#watched, pace.watchedMs],
      [this.#lively, pace.livelyMs],
      [this.#rest, pace.restMs],
      [this.#notified, pace.notifiedMs],
    ];
  }

  #takeSoon(ids: string[], now: number, round: Round): void {
    for (let person = round.first; person !== null && ids.length < MOST_IDS; person = round.first) {
      this.#ask(person, now, ids);
    }
  }

  #takeDue(ids: string[], now: number, [round, intervalMs]: Turn): void {
    for (let person = round.first; person !== null && ids.length < MOST_IDS; person = round.first) {
      if (person.since + intervalMs > now) {
        break;
      }
      this.#ask(person, now, ids);
    }
  }

  /** Whoever has waited for the greatest part of the interval comes first. */
  #fill(ids: string[], now: number, pace: Pace): void {
    const turns = this.#turns(pace);
    while (ids.length < MOST_IDS) {
      let next: Planned | undefined;
      let most = LEAST_WAIT;
      for (const [{ first }, intervalMs] of turns) {
        const waited = first === null ? 0 : (now - first.since) / intervalMs;
        if (first !== null && waited > most) {
          most = waited;
          next = first;
        }
      }
      if (next === undefined) {
        return;
      }
      this.#ask(next, now, ids);
    }
  }

  #hasten(person: Planned): void {
    (person.interest === 'watched' ? this.#soonWatched : this.#soon).add(person);
  }

  #ask(person: Planned, now: number, ids: string[]): void {
    ids.push(person.id);
    if (person.ordered.length > 0) {
      person.ordered = person.ordered.filter((time) => time > now);
      this.#placeOrdered(person);
    }
    person.askedAt = now;
    this.#turn(person, now);
  }

  /** Behind all others of the kind: nobody of it began to wait later. */
  #turn(person: Planned, now: number): void {
    person.since = now;
    this.#roundOf(person, now).add(person);
  }

  #roundOf({ interest, livelyUntil, notified }: Planned, now: number): Round {
    if (notified) {
      return this.#notified;
    }
    return interest === 'watched' ? this.#watched : now < livelyUntil ? this.#lively : this.#rest;
  }

  #recount(person: Planned, change: () => void): void {
    const isCounted = person.round !== null;
    this.#count(person, isCounted ? -1 : 0);
    change();
    this.#count(person, isCounted ? 1 : 0);
  }

  #count({ interest, notified }: Planned, by: number): void {
    this.#total += by;
    this.#notifiedCount += notified ? by : 0;
    this.#watchedCount += !notified && interest === 'watched' ? by : 0;
  }

  #placeOrdered(person: Planned): void {
    const [first] = person.ordered;
    if (first === undefined) {
      this.#ordered.delete(person);
    } else {
      this.#ordered.set(person, first);
    }
  }
}
