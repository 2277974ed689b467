/** Says to the gateway what is known of people, and who on the roster has not been answered for yet. */
import type { Claim } from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import { viewOf } from '../attribution/attribution.ts';
import { type ClaimMarks, toClaim, UNKNOWN_CLAIM } from '../to-claim.ts';
import type { TrackedPerson } from './tracked-person.ts';

export interface ClaimEvents {
  claim(address: string, claim: Claim): void;
  withdraw(address: string): void;
}

export interface PersonClaimsOptions {
  /** Without a good read for that long a person is claimed unknown; ms. */
  readonly blindAfterMs: number;
  readonly marks: (id: string) => ClaimMarks;
}

export class PersonClaims {
  readonly #options: PersonClaimsOptions;
  readonly #clock: Clock;
  readonly #events: ClaimEvents;
  /** On the roster and not claimed yet. */
  readonly #unanswered = new Set<TrackedPerson>();
  #silent = false;

  constructor(options: PersonClaimsOptions, clock: Clock, events: ClaimEvents) {
    this.#options = options;
    this.#clock = clock;
    this.#events = events;
  }

  /** Everybody on the roster has been answered for. */
  get complete(): boolean {
    return this.#unanswered.size === 0;
  }

  /** The person is on the roster. */
  expect(person: TrackedPerson): void {
    if (!person.claimed) {
      this.#unanswered.add(person);
    }
  }

  /** The person is not on the roster any more. */
  leave(person: TrackedPerson): void {
    this.#unanswered.delete(person);
    this.#withdraw(person);
  }

  /** Everybody is read anew before anything is said of them: what was said is another source's business now. */
  begin(people: Iterable<TrackedPerson>): void {
    this.#silent = false;
    for (const person of people) {
      person.seen = false;
      person.claimed = false;
      person.lastGoodReadAt = this.#clock.monotonic();
      if (person.interest !== null) {
        this.#unanswered.add(person);
      }
    }
  }

  resume(): void {
    this.#silent = false;
  }

  /** Another source speaks now and nobody is read meanwhile: what was claimed must not be said again later. */
  fallSilent(people: Iterable<TrackedPerson>): void {
    this.#silent = true;
    for (const person of people) {
      if (person.standing) {
        person.seen = false;
        this.#withdraw(person);
      }
    }
  }

  /** Says what is known of the person, if anything can be said. */
  tell(person: TrackedPerson): void {
    if (person.interest === null || this.#silent) {
      return;
    }
    if (this.isBlind(person)) {
      this.#emit(person, UNKNOWN_CLAIM);
      return;
    }
    const view = viewOf(person.attribution);
    // Whether an inherited pair is ours is about to be found out; until then what the gateway knew is better. Once we
    // have set our own over it, it cannot be found out before that ends.
    const { own } = person.attribution;
    const isCovered = own.kind === 'setting' || own.kind === 'live';
    const undecided = view.independent === null && view.masked && !person.claimed && !isCovered;
    if (person.seen && !undecided) {
      this.#emit(person, this.#claimOf(person));
    }
  }

  /**
   * Whoever was read and still cannot be judged is answered for as unknown under a mask. Left without an answer they
   * would be withdrawn when the snapshot is complete, and what may be our session would be cleared with them.
   */
  tellOfUndecided(): void {
    for (const person of [...this.#unanswered].filter(({ seen }) => seen)) {
      this.#emit(person, this.#claimOf(person));
    }
  }

  /** Claims unknown for everybody who has not been read for too long. */
  tellOfBlind(people: Iterable<TrackedPerson>): void {
    for (const person of people) {
      if (this.isBlind(person)) {
        this.tell(person);
      }
    }
  }

  isBlind({ lastGoodReadAt }: TrackedPerson): boolean {
    return this.#clock.monotonic() - lastGoodReadAt > this.#options.blindAfterMs;
  }

  #claimOf({ attribution, details, id }: TrackedPerson): Claim {
    return toClaim(viewOf(attribution), details, this.#options.marks(id));
  }

  #emit(person: TrackedPerson, claim: Claim): void {
    person.claimed = true;
    person.standing = true;
    this.#unanswered.delete(person);
    this.#events.claim(person.address, claim);
  }

  #withdraw(person: TrackedPerson): void {
    person.claimed = false;
    if (person.standing) {
      person.standing = false;
      this.#events.withdraw(person.address);
    }
  }
}
