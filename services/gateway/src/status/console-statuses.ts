/**
 * What consoles say: a status that a person sets for themselves, and a note that an operator leaves on somebody. Both
 * are kept by the gateway, as a system of its own (id `console`, technology CONSOLE) to which every person is bound
 * under their id; it takes part only for those of whom something was said.
 */
import {
  type BoundClaim,
  type Claim,
  CONSOLE,
  type Note,
  type PersonId,
  type PreviousState,
  SILENT_CLAIM,
  type SystemId,
  systemId,
} from '@lamplight/domain';
import { type Clock, TimerQueue } from '@lamplight/runtime';

/** The system that the gateway itself is, for what consoles say. No system of the directory may bear this id. */
export const CONSOLE_SYSTEM: SystemId = systemId('console');

/** A status as a console sets it. */
export interface StatusSetting {
  readonly availability: string;
  readonly activity: string;
  readonly note: Note | null;
  /** Wall time in ms; null: until cleared. */
  readonly until: number | null;
}

export class ConsoleStatuses {
  readonly #clock: Clock;
  readonly #claims = new Map<PersonId, Claim>();
  readonly #notes = new Map<PersonId, Note>();
  readonly #statusEnds: TimerQueue<PersonId>;
  readonly #noteEnds: TimerQueue<PersonId>;

  /** @param onDirty called when something ends by itself */
  constructor(clock: Clock, onDirty: (personId: PersonId) => void) {
    this.#clock = clock;
    this.#statusEnds = new TimerQueue(clock, (personId) => {
      this.#claims.delete(personId);
      onDirty(personId);
    });
    this.#noteEnds = new TimerQueue(clock, (personId) => {
      this.#notes.delete(personId);
      onDirty(personId);
    });
  }

  /** Null clears; so does a status whose end is past. */
  setStatus(personId: PersonId, status: StatusSetting | null): void {
    const now = this.#clock.now();
    if (status === null || isPast(status.until, now)) {
      this.#claims.delete(personId);
      this.#statusEnds.delete(personId);
      return;
    }
    const { availability, activity, note, until } = status;
    const previous = previousOf(this.#claims.get(personId));
    this.#claims.set(personId, {
      ...SILENT_CLAIM,
      availability,
      activity,
      note,
      howSet: 'user',
      since: now,
      previous,
    });
    this.#end(this.#statusEnds, personId, until);
  }

  /** Null clears; so does a note whose end is past. */
  setOperatorNote(personId: PersonId, note: Note | null): void {
    if (note === null || isPast(note.until, this.#clock.now())) {
      this.#notes.delete(personId);
      this.#noteEnds.delete(personId);
      return;
    }
    this.#notes.set(personId, note);
    this.#end(this.#noteEnds, personId, note.until);
  }

  claim(personId: PersonId): BoundClaim | null {
    const claim = this.#claims.get(personId);
    return claim === undefined
      ? null
      : {
          systemId: CONSOLE_SYSTEM,
          address: personId,
          technology: CONSOLE,
          lineKind: null,
          role: 'owner',
          primary: false,
          freshness: 'fresh',
          claim,
          staleSince: null,
        };
  }

  operatorNote(personId: PersonId): Note | null {
    return this.#notes.get(personId) ?? null;
  }

  /** Lets go of what was said of a person who left. */
  forget(personId: PersonId): void {
    this.setStatus(personId, null);
    this.setOperatorNote(personId, null);
  }

  /** Lets go of every timer. */
  stop(): void {
    this.#statusEnds.clear();
    this.#noteEnds.clear();
  }

  #end(ends: TimerQueue<PersonId>, personId: PersonId, until: number | null): void {
    if (until === null) {
      ends.delete(personId);
    } else {
      ends.set(personId, this.#clock.monotonic() + until - this.#clock.now());
    }
  }
}

function isPast(until: number | null, now: number): boolean {
  return until !== null && until <= now;
}

function previousOf(claim: Claim | undefined): PreviousState | null {
  return claim === undefined ? null : { availability: claim.availability, activity: claim.activity, callState: null };
}
