/** Looks at every answer for sessions of ours that have gone though nobody here ended them. */
import { type Clock, TimerQueue } from '@lamplight/runtime';
import type { AttributionInput } from '../attribution/attribution-state.ts';
import type { AttributionTiming } from '../attribution/attribution-timing.ts';
import type { TrackedPerson } from '../people/tracked-person.ts';
import {
  type ConflictSighting,
  conflictPeople,
  nextConflictTickAt,
  sightingOf,
  type WriterConflictState,
  withoutOld,
  withSighting,
} from './writer-conflict.ts';

export class LostSessions {
  readonly #timing: AttributionTiming;
  readonly #clock: Clock;
  readonly #onChange: (addresses: readonly string[]) => void;
  readonly #ticks: TimerQueue<'conflict'>;
  #state: WriterConflictState = [];
  #told = '';

  /** `onChange` is called with the people whose sessions another installation seems to end, when they change. */
  constructor(timing: AttributionTiming, clock: Clock, onChange: (addresses: readonly string[]) => void) {
    this.#timing = timing;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#ticks = new TimerQueue(clock, () => this.#become(withoutOld(this.#state, clock.monotonic())));
  }

  /** Before the person's attribution has taken the answer in. */
  writeAnswered(
    { address, attribution }: TrackedPerson,
    answer: Extract<AttributionInput, { kind: 'set-answered' | 'clear-answered' }>,
  ): void {
    const { own, formerMayLandUntil, mayLandUntil } = attribution;
    if (answer.kind !== 'clear-answered' || answer.outcome !== 'not-found' || own.kind !== 'clearing') {
      return;
    }
    const { before, sentAt } = own;
    const leaseEndsAt = before.kind === 'live' ? before.until - this.#gone : -Infinity;
    // A set without an answer may never have landed, and a clear of the process before may have.
    if (formerMayLandUntil === null && mayLandUntil === null && sentAt < leaseEndsAt - this.#timing.landingMs) {
      this.#see('gone', address);
    }
  }

  /** After the person's attribution has taken the read in. */
  read(person: TrackedPerson): void {
    const { own, independent, echoOf, lastRead, mayLandUntil } = person.attribution;
    if (own.kind !== 'live' || own.way !== 'session' || mayLandUntil !== null || independent === null) {
      return;
    }
    const isNew = own.showsFrom > person.missedUntil && (lastRead?.begunAt ?? -Infinity) >= own.showsFrom;
    const lasts = this.#clock.monotonic() < own.until - this.#gone - this.#timing.landingMs;
    const sighting = isNew && lasts && echoOf === null ? sightingOf(own.pair, independent.pair) : null;
    if (sighting !== null) {
      person.missedUntil = own.showsFrom;
      this.#see(sighting, person.address);
    }
  }

  stop(): void {
    this.#ticks.clear();
  }

  /** How long after its end a session may still show. */
  get #gone(): number {
    return this.#timing.visibilityMs + this.#timing.settleMs;
  }

  #see(kind: ConflictSighting['kind'], address: string): void {
    this.#become(withSighting(this.#state, { kind, address, at: this.#clock.monotonic() }));
  }

  #become(state: WriterConflictState): void {
    this.#state = state;
    const tickAt = nextConflictTickAt(state);
    if (tickAt === null) {
      this.#ticks.clear();
    } else {
      this.#ticks.set('conflict', tickAt);
    }
    const people = conflictPeople(state);
    if (people.join() !== this.#told) {
      this.#told = people.join();
      this.#onChange(people);
    }
  }
}
