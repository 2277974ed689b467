/**
 * Finds people whose calls the PBX and Teams both see, and proposes `twinned` for them. Nothing is changed: that stays
 * with an administrator.
 *
 * Only people of telephony `pbx` with a line and a Teams account are looked at. While we write their calls into Teams,
 * Teams shows our own write and a call of its own cannot be told from it; such a call is compared with nothing. So a twin
 * is found where Teams shows the call before the PBX does, or where nothing of ours is written, and never guessed.
 *
 * Memory per person: the latest calls, twice as many as a proposal needs and two more.
 */
import type { BoundClaim, Person, PersonId } from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import { type CallsState, NO_CALLS, stepCalls } from './call-intervals.ts';
import { callsAgree } from './calls-agree.ts';
import { seenCalls } from './seen-calls.ts';

/** What an administrator is asked. */
export interface TelephonyProposal {
  readonly personId: PersonId;
  readonly telephony: 'twinned';
  /** In words. */
  readonly reason: string;
}

export interface TwinningSettings {
  readonly propose: boolean;
  /** Calls that must agree. */
  readonly calls: number;
  /** Seconds by which beginnings, and ends, may differ. */
  readonly toleranceSeconds: number;
}

export interface TwinningOptions {
  /** As they are now. */
  readonly settings: () => TwinningSettings;
  /** Called once for a person, until they leave or are of another telephony. */
  readonly propose: (proposal: TelephonyProposal) => void;
}

export class TwinningWatch {
  readonly #options: TwinningOptions;
  readonly #clock: Clock;
  readonly #calls = new Map<PersonId, CallsState>();
  readonly #proposed = new Set<PersonId>();

  constructor(options: TwinningOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** How many people calls are remembered of. */
  get size(): number {
    return this.#calls.size;
  }

  /** What is claimed on the person's subjects has changed. */
  observe(person: Person, claims: readonly BoundClaim[]): void {
    const settings = this.#options.settings();
    if (!settings.propose || person.telephony !== 'pbx' || person.pause !== null) {
      this.forget(person.id);
      return;
    }
    if (this.#proposed.has(person.id)) {
      return;
    }
    const before = this.#calls.get(person.id) ?? NO_CALLS;
    const after = stepCalls(before, seenCalls(claims), this.#clock.now(), 2 * settings.calls + 2);
    if (after === before) {
      return;
    }
    this.#calls.set(person.id, after);
    if (after.calls !== before.calls && callsAgree(after.calls, settings)) {
      this.#calls.delete(person.id);
      this.#proposed.add(person.id);
      this.#options.propose({ personId: person.id, telephony: 'twinned', reason: reasonOf(after, settings) });
    }
  }

  forget(personId: PersonId): void {
    this.#calls.delete(personId);
    this.#proposed.delete(personId);
  }
}

function reasonOf({ calls }: CallsState, { toleranceSeconds }: TwinningSettings): string {
  return (
    `${calls.length / 2} calls at a line and as many in Teams began and ended within ${toleranceSeconds} s of each ` +
    'other, and none without the other'
  );
}
