/**
 * Everything that is known of the people of one tenant, and what follows from it: attribution per person, the latch
 * breaker of the tenant, claims and outcomes of effects. It sends nothing; the requests are the pump's.
 */
import type { Effect, Interest } from '@lamplight/domain';
import type { Clock, Logger } from '@lamplight/runtime';
import { attribute } from './attribution/attribution.ts';
import type { AttributionInput } from './attribution/attribution-state.ts';
import type { GraphFailure, GraphPresence } from './graph-api.ts';
import { PersonClaims } from './people/person-claims.ts';
import { PersonReads } from './people/person-reads.ts';
import { PersonSteps, type PersonStepsOptions } from './people/person-steps.ts';
import { canBeForgotten, keyOf, newPerson, type ReadTimes, type TrackedPerson } from './people/tracked-person.ts';
import type { TrackerEvents } from './people/tracker-events.ts';
import { WritingRights, type WritingRightsOptions } from './people/writing-rights.ts';
import { outcomeOf } from './writing/effect-outcome.ts';
import { LostSessions } from './writing/lost-sessions.ts';
import { readBackTimes } from './writing/read-back.ts';
import type { Write } from './writing/write-queue.ts';
import type { WriterStanding } from './writing/writer-rights.ts';

export interface TrackerOptions extends PersonStepsOptions, WritingRightsOptions {
  /** Without a good read for that long a person is claimed unknown; ms. */
  readonly blindAfterMs: number;
}

export class PresenceTracker {
  readonly #options: TrackerOptions;
  readonly #clock: Clock;
  readonly #events: TrackerEvents;
  readonly #people = new Map<string, TrackedPerson>();
  readonly #claims: PersonClaims;
  readonly #steps: PersonSteps;
  readonly #lost: LostSessions;
  readonly #reads: PersonReads;
  readonly #rights: WritingRights;

  constructor(options: TrackerOptions, clock: Clock, logger: Logger, events: TrackerEvents) {
    this.#options = options;
    this.#clock = clock;
    this.#events = events;
    this.#rights = new WritingRights(options);
    this.#steps = new PersonSteps(options, clock, logger, events, {
      people: this.#people,
      stepped: (person) => {
        this.#claims.tell(person);
        this.#report(person);
      },
      ticked: (person) => this.#letGo(person),
    });
    this.#claims = new PersonClaims(
      { blindAfterMs: options.blindAfterMs, marks: (id) => this.#steps.marks(id) },
      clock,
      events,
    );
    this.#lost = new LostSessions(options.timing, clock, (addresses) => events.conflictChanged(addresses));
    this.#reads = new PersonReads({
      people: this.#people,
      steps: this.#steps,
      claims: this.#claims,
      lost: this.#lost,
      clock,
      timing: options.timing,
    });
  }

  stop(): void {
    this.#steps.stop();
    this.#lost.stop();
  }

  /** Somebody is on the roster, or not any more (null). */
  setInterest(address: string, interest: Interest | null): void {
    const id = keyOf(address);
    if (interest === null) {
      this.#leave(id, address);
      return;
    }
    const known = this.#people.get(id);
    if (known !== undefined && known.interest !== null && known.address !== address) {
      // The same person in other letters, before the former are taken off the roster.
      this.#leave(id, known.address);
    }
    const person = this.#person(address);
    if (person.interest === null) {
      // What was read before they left says nothing of now: they are claimed once they have been read again.
      person.address = address;
      person.seen = false;
      person.lastGoodReadAt = this.#clock.monotonic();
    }
    person.interest = interest;
    this.#claims.expect(person);
    this.#refollow(person);
    this.#claims.tell(person);
  }

  setEffect(effect: Effect): void {
    const person = this.#person(effect.address);
    if (effect.desired === null && effect.address !== person.address) {
      // Under the letters that they had before nothing of ours is left: it stands under those that they have now.
      const { address, generation } = effect;
      this.#events.reportEffect({ address, generation, outcome: 'applied', reason: '', message: '' });
      return;
    }
    person.effect = effect;
    person.refusal = null;
    person.reported = '';
    this.#refollow(person);
    this.#restate(person);
    this.#letGo(person);
  }

  /**
   * We are the active source from now on. `inherits`: another process may have written before, so what shows may be its
   * session. Nothing is written or cleared before {@link decided}.
   */
  activate(inherits: boolean): void {
    this.#rights.activate(inherits, this.#clock.monotonic());
    if (inherits) {
      this.#claims.begin(this.#people.values());
      this.#inherit();
    } else {
      this.#claims.resume();
    }
  }

  /** Another source speaks now. */
  standBy(): void {
    this.#claims.fallSilent(this.#people.values());
  }

  /** The right to write is gone, perhaps for a moment: sessions are left to their lease. */
  deactivate(): void {
    this.#rights.decided = false;
    this.#restateWanted();
  }

  /** What is wanted has been named completely: from now on nothing wanted means that nothing may stand. */
  decide(): void {
    this.#rights.decided = true;
    this.#restateWanted();
  }

  /** Whether we are the one who writes. Another one who did may have left sessions under our name. */
  setWriter(standing: WriterStanding): void {
    if (this.#rights.become(standing, this.#clock.monotonic())) {
      this.#inherit();
    }
    this.#restateWanted();
  }

  writeSent(id: string, write: Write): void {
    const { kind, way } = write;
    this.#step(id, kind === 'set' ? { kind: 'set-sent', way, pair: write.pair } : { kind: 'clear-sent', way });
  }

  writeAnswered(
    id: string,
    input: Extract<AttributionInput, { kind: 'set-answered' | 'clear-answered' }>,
    refusal: GraphFailure | null,
  ): void {
    const person = this.#people.get(id);
    if (person === undefined) {
      return;
    }
    person.refusal = refusal;
    this.#lost.writeAnswered(person, input);
    const desired = person.effect?.desired;
    if (desired?.kind === 'session' && desired.readBack === true && input.kind === 'set-answered') {
      this.#events.readAt(id, readBackTimes(this.#clock.monotonic(), this.#options.timing));
    }
    this.#steps.step(person, input);
  }

  /** An answer about the people asked for; who is not in it is not known to Graph. */
  readAnswered(ids: readonly string[], presences: readonly GraphPresence[], times: ReadTimes): void {
    this.#reads.readAnswered(ids, presences, times);
  }

  /** See {@link PersonReads.showed}. */
  showed(presence: GraphPresence): void {
    this.#reads.showed(presence);
  }

  /** Graph does not know these ids. */
  setAside(ids: readonly string[]): void {
    this.#reads.setAside(ids);
  }

  /** Claims unknown for everybody who has not been read for too long. */
  sweep(): void {
    this.#claims.tellOfBlind(this.#people.values());
  }

  /** Says what can be said of those who have been read and cannot be judged yet. */
  answerForUndecided(): void {
    this.#claims.tellOfUndecided();
  }

  /** How many people something is kept of. */
  get size(): number {
    return this.#people.size;
  }

  /** Everybody on the roster has been answered for. */
  get complete(): boolean {
    return this.#claims.complete;
  }

  #leave(id: string, address: string): void {
    const person = this.#people.get(id);
    if (person?.address !== address) {
      return;
    }
    person.interest = null;
    this.#claims.leave(person);
    this.#refollow(person);
    this.#letGo(person);
  }

  /** Keeps nothing of somebody who is not on the roster, once nothing of ours can stand at them. */
  #letGo(person: TrackedPerson): void {
    if (canBeForgotten(person)) {
      this.#people.delete(person.id);
      this.#steps.forget(person.id);
    }
  }

  #person(address: string): TrackedPerson {
    const id = keyOf(address);
    const known = this.#people.get(id);
    if (known !== undefined) {
      return known;
    }
    const person = newPerson(address, this.#clock.monotonic());
    this.#people.set(id, person);
    const { since, canInherit } = this.#rights;
    if (since !== null && canInherit) {
      const { timing } = this.#options;
      person.attribution = attribute(person.attribution, { kind: 'start' }, since, timing).state;
    }
    this.#restate(person);
    return person;
  }

  #restateWanted(): void {
    for (const person of this.#people.values()) {
      this.#restate(person);
    }
  }

  #restate(person: TrackedPerson): void {
    this.#steps.step(person, { kind: 'wanted', wanted: this.#rights.wanted(person.effect) });
  }

  #inherit(): void {
    for (const person of this.#rights.canInherit ? this.#people.values() : []) {
      // What stood may have been ended since: whoever wants it is to set it anew, not when it would be renewed.
      this.#events.intend(person.id, { kind: 'forget' });
      this.#steps.step(person, { kind: 'start' });
    }
  }

  #step(id: string, input: AttributionInput): void {
    const person = this.#people.get(id);
    if (person !== undefined) {
      this.#steps.step(person, input);
    }
  }

  #report(person: TrackedPerson): void {
    const { foreignWriter } = this.#steps.marks(person.id);
    const result = outcomeOf({ ...person, foreignWriter }, this.#rights, this.#options.timing);
    const mark = result === null ? '' : `${result.generation} ${result.outcome} ${result.reason}`;
    if (result !== null && mark !== person.reported) {
      person.reported = mark;
      this.#events.reportEffect(result);
    }
  }

  /** Who has an effect is read even when nobody watches: otherwise nobody would see a Teams call before the write. */
  #refollow(person: TrackedPerson): void {
    const wanted = person.effect?.desired ?? null;
    this.#events.follow(person.id, person.interest ?? (wanted === null ? null : 'synced'));
  }
}
