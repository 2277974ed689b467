/** People who are asked equally often, in the order in which they are next. */
import type { Interest } from '@lamplight/domain';

/** What the planner knows of one person. Times: monotonic ms. */
export interface Planned {
  readonly id: string;
  interest: Interest;
  /** A live subscription that has proved itself tells of the person's changes. */
  notified: boolean;
  /** When the wait for the next read began. */
  since: number;
  /** When the last read of the person was sent. */
  askedAt: number;
  livelyUntil: number;
  /** Ordered instants, ascending. */
  ordered: readonly number[];
  /** In a round; null: in a request that is being halved, or set aside. */
  round: Round | null;
  before: Planned | null;
  after: Planned | null;
}

/** Somebody who was never asked. */
export function newcomer(id: string, interest: Interest): Planned {
  return {
    id,
    interest,
    notified: false,
    since: -Infinity,
    askedAt: -Infinity,
    livelyUntil: -Infinity,
    ordered: [],
    round: null,
    before: null,
    after: null,
  };
}

/**
 * As all of a round wait equally long, whoever was asked goes to the end, and the order holds without sorting: adding,
 * removing and taking the next cost the same however many there are.
 */
export class Round {
  #first: Planned | null = null;
  #last: Planned | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Who is next. */
  get first(): Planned | null {
    return this.#first;
  }

  /** Moves somebody behind all others, out of whatever round the person is in. */
  add(person: Planned): void {
    person.round?.remove(person);
    person.round = this;
    person.before = this.#last;
    person.after = null;
    if (this.#last === null) {
      this.#first = person;
    } else {
      this.#last.after = person;
    }
    this.#last = person;
    this.#size += 1;
  }

  /** Removes somebody of this round. */
  remove(person: Planned): void {
    const { before, after } = person;
    if (before === null) {
      this.#first = after;
    } else {
      before.after = after;
    }
    if (after === null) {
      this.#last = before;
    } else {
      after.before = before;
    }
    person.round = null;
    person.before = null;
    person.after = null;
    this.#size -= 1;
  }
}
