/** What answers about people change in what is kept of them. */
import type { Clock } from '@lamplight/runtime';
import type { AttributionTiming } from '../attribution/attribution-timing.ts';
import { isOlder } from '../attribution/judge-read.ts';
import { repeatedRead } from '../attribution/repeated-read.ts';
import type { GraphPresence } from '../graph-api.ts';
import type { LostSessions } from '../writing/lost-sessions.ts';
import type { PersonClaims } from './person-claims.ts';
import type { PersonSteps } from './person-steps.ts';
import { type ReadTimes, readOf, shownTimes, type TrackedPerson } from './tracked-person.ts';

export interface PersonReadsParts {
  readonly people: ReadonlyMap<string, TrackedPerson>;
  readonly steps: PersonSteps;
  readonly claims: PersonClaims;
  readonly lost: LostSessions;
  readonly clock: Clock;
  readonly timing: AttributionTiming;
}

export class PersonReads {
  readonly #parts: PersonReadsParts;

  constructor(parts: PersonReadsParts) {
    this.#parts = parts;
  }

  /** An answer about the people asked for; who is not in it is not known to Graph. */
  readAnswered(ids: readonly string[], presences: readonly GraphPresence[], times: ReadTimes): void {
    const byId = new Map(presences.map((presence) => [presence.id, presence]));
    for (const id of ids) {
      const presence = byId.get(id);
      const person = this.#parts.people.get(id);
      if (person !== undefined && times.begunAt >= person.knownSince && !this.#saidAgain(person, presence, times)) {
        person.lastGoodReadAt = times.endedAt;
        person.seen = true;
        const read = readOf(presence, times, this.#parts.clock.now());
        if (!isOlder(person.attribution, read, this.#parts.timing)) {
          person.details = presence ?? null;
        }
        this.#parts.steps.step(person, { kind: 'read', read });
        this.#parts.lost.read(person);
      }
    }
  }

  /** Whether the read says of the person what was claimed of them already; only its time is kept then. */
  #saidAgain(person: TrackedPerson, presence: GraphPresence | undefined, times: ReadTimes): boolean {
    const { details, effect, claimed } = person;
    if (
      presence === undefined ||
      presence !== details ||
      (effect?.desired ?? null) !== null ||
      !claimed ||
      this.#parts.claims.isBlind(person)
    ) {
      return false;
    }
    const state = repeatedRead(person.attribution, readOf(presence, times, this.#parts.clock.now()));
    person.attribution = state ?? person.attribution;
    person.lastGoodReadAt = state === null ? person.lastGoodReadAt : times.endedAt;
    return state !== null;
  }

  /**
   * A verified notification showed the person. It does not say when that was true, so it counts only where nothing of ours
   * could be what it shows and its sequenceNumber is newer than the last read's: then it is a read that began when that
   * one did. Whoever calls has the person read as well.
   */
  showed(presence: GraphPresence): void {
    const person = this.#parts.people.get(presence.id);
    const times = person === undefined ? null : shownTimes(person, presence, this.#parts.clock.monotonic());
    if (person !== undefined && times !== null) {
      this.#parts.steps.step(person, { kind: 'read', read: readOf(presence, times, this.#parts.clock.now()) });
    }
  }

  /** Graph does not know these ids. */
  setAside(ids: readonly string[]): void {
    for (const id of ids) {
      const person = this.#parts.people.get(id);
      if (person !== undefined) {
        person.seen = true;
        person.lastGoodReadAt = -Infinity;
        this.#parts.claims.tell(person);
      }
    }
  }
}
