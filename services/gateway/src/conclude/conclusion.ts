/**
 * From what is claimed to what is shown: resolves each person of whom something changed, appends the presence if it
 * is another one, and hands on what is wanted at their subjects.
 *
 * Who changed is a set, drained in a microtask after the burst that filled it, so that many claims on one person cost
 * one resolution. A large set (a lapse, a start of a source) is drained in slices, between which the process does
 * other work. A person has at most one append under way; what changes meanwhile is concluded when it is done.
 *
 * Every person of the directory is concluded at the start, so that each has a presence before anybody can ask.
 * Reasons are not kept: Explain resolves again.
 */
import {
  type BoundClaim,
  type Directory,
  PENDING_PRESENCE,
  type Person,
  type PersonFacts,
  type PersonId,
  type Presence,
  type PresenceLog,
  type Resolution,
} from '@lamplight/domain';
import type { Profile } from '@lamplight/resolver';
import { type Clock, LamplightError, type Logger, type Telemetry, type Timer, TimerQueue } from '@lamplight/runtime';
import type { ClaimObserver, ClaimReader, ConsoleReader, EffectSink, PersonProfiles, Resolve } from './ports.ts';
import { samePresence } from './same-presence.ts';

/** People of one slice: some milliseconds of work. */
const SLICE = 500;

/** The least time to the next look at a person, should a profile ask for one that is already past. */
const LEAST_REVISIT_MS = 100;

/** Of somebody who has left the directory: it says nothing. */
const GONE: Presence = Object.freeze({ ...PENDING_PRESENCE, labelId: 'unknown', freshness: 'withdrawn' });

export interface ConclusionOptions {
  readonly directory: Directory;
  readonly claims: ClaimReader;
  readonly console: ConsoleReader;
  readonly effects: EffectSink;
  readonly observer: ClaimObserver;
  readonly log: PresenceLog;
  readonly resolve: Resolve;
  readonly profiles: PersonProfiles;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** What is decided by for somebody at this moment. */
export interface Circumstances {
  readonly claims: readonly BoundClaim[];
  readonly facts: PersonFacts;
  readonly profile: Profile;
}

/** What was decided, with the very profile that decided. */
export interface Look {
  readonly claims: readonly BoundClaim[];
  readonly profile: Profile;
  readonly resolution: Resolution;
}

export class Conclusion {
  readonly #options: ConclusionOptions;
  readonly #logger: Logger;
  readonly #dirty = new Set<PersonId>();
  readonly #last = new Map<PersonId, Presence>();
  /** Appends under way; each resolves to its failure or null and never rejects. */
  readonly #appends = new Map<PersonId, Promise<LamplightError | null>>();
  /** Who changed while their append was under way. */
  readonly #behind = new Set<PersonId>();
  readonly #revisits: TimerQueue<PersonId>;
  #scheduled = false;
  #slice: Timer | null = null;
  #stopped = false;

  constructor(options: ConclusionOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('conclude');
    this.#revisits = new TimerQueue(options.clock, (personId) => this.markDirty(personId));
  }

  /** Concludes every person of the directory before it returns. */
  start(): void {
    for (const person of this.#options.directory.people()) {
      this.#conclude(person.id);
    }
  }

  /** Something that counts for the person has changed. */
  markDirty(personId: PersonId): void {
    this.#dirty.add(personId);
    if (!this.#scheduled && this.#slice === null && !this.#stopped) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#drain();
      });
    }
  }

  /** Concludes the person now and resolves to the revision of their presence. Rejects where it could not be appended. */
  async settle(personId: PersonId): Promise<number> {
    this.#dirty.add(personId);
    for (;;) {
      const failure = await this.#appends.get(personId);
      if (failure instanceof LamplightError) {
        throw failure;
      }
      if (this.#dirty.delete(personId)) {
        this.#conclude(personId);
      } else if (!this.#appends.has(personId)) {
        return this.#options.log.read(personId)?.revision ?? 0;
      }
    }
  }

  /** What counts for the person now, and what follows from it; nothing is changed by asking. */
  look(person: Person): Look {
    const { resolve, clock } = this.#options;
    const { claims, facts, profile } = this.circumstances(person);
    return { claims, profile, resolution: resolve(claims, facts, profile, clock.now()) };
  }

  /** What counts for the person now. */
  circumstances(person: Person): Circumstances {
    const { console, profiles } = this.#options;
    const { id, groupIds, telephony, takesPart, pause } = person;
    const timeZone = profiles.timeZoneOf(person);
    const statuses = profiles.statusesOf(person);
    const operatorNote = console.operatorNote(id);
    return {
      claims: this.#claimsOf(person),
      facts: { id, groupIds, timeZone, telephony, operatorNote, takesPart, statuses, pause },
      profile: profiles.profileOf(person),
    };
  }

  /** Lets go of every timer; nothing is concluded any more. */
  stop(): void {
    this.#stopped = true;
    this.#dirty.clear();
    this.#revisits.clear();
    this.#slice?.cancel();
    this.#slice = null;
  }

  #drain(): void {
    if (this.#stopped) {
      return;
    }
    let left = SLICE;
    for (const personId of this.#dirty) {
      if (left === 0) {
        this.#slice = this.#options.clock.after(0, () => {
          this.#slice = null;
          this.#drain();
        });
        return;
      }
      left -= 1;
      this.#dirty.delete(personId);
      this.#conclude(personId);
    }
  }

  #conclude(personId: PersonId): void {
    const { directory, telemetry, effects } = this.#options;
    const person = directory.person(personId);
    if (person === undefined) {
      this.#part(personId);
      return;
    }
    const resolution = telemetry.span('conclude.person', {}, () => this.#resolve(person));
    if (resolution === null) {
      return;
    }
    this.#revisit(personId, resolution.revisitAt);
    effects.replace(personId, resolution.effects);
    this.#append(personId, resolution.presence);
  }

  /** Null where the resolver failed: the person keeps what they show, nobody else is touched. */
  #resolve(person: Person): Resolution | null {
    const { clock, telemetry, observer } = this.#options;
    const startedAt = clock.monotonic();
    try {
      const { claims, resolution } = this.look(person);
      telemetry.observe('lamplight_resolve_seconds', (clock.monotonic() - startedAt) / 1_000);
      observer.observe(person, claims);
      return resolution;
    } catch (failure) {
      telemetry.count('lamplight_resolve_failed_total');
      this.#logger.error({ person: person.id, failure: LamplightError.from(failure) }, 'person could not be resolved');
      return null;
    }
  }

  #claimsOf(person: Person): readonly BoundClaim[] {
    const { claims, console } = this.#options;
    const bound = person.bindings.map((binding): BoundClaim => {
      const { freshness, claim, staleSince } = claims.read(binding);
      return { ...binding, freshness, claim, staleSince };
    });
    const own = console.claim(person.id);
    return own === null ? bound : [...bound, own];
  }

  #revisit(personId: PersonId, at: number | null): void {
    if (at === null) {
      this.#revisits.delete(personId);
    } else {
      const { clock } = this.#options;
      this.#revisits.set(personId, clock.monotonic() + Math.max(LEAST_REVISIT_MS, at - clock.now()));
    }
  }

  /** A person who left the directory wants nothing any more, and their last presence says nothing. */
  #part(personId: PersonId): void {
    this.#revisits.delete(personId);
    this.#options.effects.replace(personId, []);
    if (this.#last.has(personId) && this.#append(personId, GONE)) {
      this.#last.delete(personId);
    }
  }

  /** False where it has to wait for an append that is under way. */
  #append(personId: PersonId, presence: Presence): boolean {
    if (this.#appends.has(personId)) {
      this.#behind.add(personId);
      return false;
    }
    const last = this.#last.get(personId);
    if (last !== undefined && samePresence(last, presence)) {
      return true;
    }
    this.#last.set(personId, presence);
    this.#options.telemetry.count('lamplight_presence_appended_total');
    this.#appends.set(personId, this.#appended(personId, presence));
    return true;
  }

  async #appended(personId: PersonId, presence: Presence): Promise<LamplightError | null> {
    let failure: LamplightError | null = null;
    try {
      await this.#options.log.append(personId, presence);
    } catch (cause) {
      failure = LamplightError.from(cause);
      this.#last.delete(personId);
      this.#options.telemetry.count('lamplight_presence_append_failed_total', { reason: failure.reason });
      this.#logger.error({ person: personId, failure }, 'presence could not be appended');
    }
    this.#appends.delete(personId);
    if (this.#behind.delete(personId)) {
      this.markDirty(personId);
    }
    return failure;
  }
}
