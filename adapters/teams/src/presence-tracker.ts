/**
 * Everything that is known of the people of one tenant, and what follows from it: attribution per person, the latch
 * breaker of the tenant, claims and outcomes of effects. It sends nothing; the requests are the pump's.
 */
import {
  type Claim,
  type Effect,
  type EffectResult,
  type Interest,
  PREFERRED_PAIRS,
  samePair,
} from '@lamplight/domain';
import { type Clock, type Logger, TimerQueue } from '@lamplight/runtime';
import { attribute, nextTickAt, UNKNOWN_PERSON, viewOf } from './attribution/attribution.ts';
import type { AttributionInput, AttributionState, Intention, Wanted } from './attribution/attribution-state.ts';
import type { AttributionTiming } from './attribution/attribution-timing.ts';
import type { LatchBreakerTiming } from './attribution/latch-breaker.ts';
import { outcomeOf } from './effect-outcome.ts';
import type { GraphFailure, GraphPresence } from './graph-api.ts';
import { TenantLatch } from './tenant-latch.ts';
import { toClaim, UNKNOWN_CLAIM } from './to-claim.ts';
import type { Write } from './writing/write-queue.ts';

/** One read of one person, as the pump made it. */
export interface ReadTimes {
  /** Monotonic ms around the whole request. */
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface TrackerEvents {
  intend(id: string, intention: Intention): void;
  readAt(id: string, times: readonly number[]): void;
  /** Teams was seen to say something else of the person. */
  changed(id: string): void;
  /** The person is to be read at this pace; null: not any more. */
  follow(id: string, interest: Interest | null): void;
  claim(address: string, claim: Claim): void;
  withdraw(address: string): void;
  reportEffect(result: EffectResult): void;
  /** People for whom another application is suspected to write; called when they change. */
  suspectsChanged(addresses: readonly string[]): void;
  /** What the person had chosen by hand could not be put back when our preferred status ended. */
  choiceLost(address: string): void;
}

export interface TrackerOptions {
  readonly timing: AttributionTiming;
  readonly breaker: LatchBreakerTiming;
  /** Without a good read for that long a person is claimed unknown; ms. */
  readonly blindAfterMs: number;
  readonly readOnly: boolean;
}

interface Tracked {
  /** As the gateway names the person; in other letters when they come back so. */
  address: string;
  interest: Interest | null;
  attribution: AttributionState;
  details: GraphPresence | null;
  effect: Effect | null;
  /** Why the last write failed; null: it did not. */
  refusal: GraphFailure | null;
  lastGoodReadAt: number;
  seen: boolean;
  claimed: boolean;
  reported: string;
}

export class PresenceTracker {
  readonly #options: TrackerOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: TrackerEvents;
  readonly #people = new Map<string, Tracked>();
  /** On the roster and not claimed yet. */
  readonly #unanswered = new Set<Tracked>();
  readonly #ticks: TimerQueue<string>;
  readonly #latch: TenantLatch;
  #suspects = '';
  /** Since when the right to write is ours; null: it is not. */
  #activeSince: number | null = null;
  #decided = false;
  #standingBy = false;

  constructor(options: TrackerOptions, clock: Clock, logger: Logger, events: TrackerEvents) {
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#events = events;
    this.#ticks = new TimerQueue(clock, (id) => {
      this.#step(id, { kind: 'tick' });
      this.#letGo(id);
    });
    this.#latch = new TenantLatch(options.breaker, clock, (ids) => this.#marksChanged(ids));
  }

  stop(): void {
    this.#ticks.clear();
    this.#latch.stop();
  }

  /** Somebody is on the roster, or not any more (null). */
  setInterest(address: string, interest: Interest | null): void {
    const id = keyOf(address);
    if (interest === null) {
      this.#leave(id, address);
      return;
    }
    const person = this.#person(address);
    if (person.interest === null) {
      // What was read before they left says nothing of now: they are claimed once they have been read again.
      person.address = address;
      person.seen = false;
      person.lastGoodReadAt = this.#clock.monotonic();
    }
    person.interest = interest;
    if (!person.claimed) {
      this.#unanswered.add(person);
    }
    this.#refollow(id, person);
    this.#claim(person);
  }

  setEffect(effect: Effect): void {
    const id = keyOf(effect.address);
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
    this.#refollow(id, person);
    this.#step(id, { kind: 'wanted', wanted: this.#wanted(person) });
    this.#letGo(id);
  }

  /**
   * The right to write is ours from now on. `inherits`: another process may have written before, so what shows may be
   * its session. Nothing is written or cleared before {@link decided}.
   */
  activate(inherits: boolean): void {
    const now = this.#clock.monotonic();
    this.#decided = false;
    this.#standingBy = false;
    this.#activeSince = inherits || this.#activeSince === null ? now : this.#activeSince;
    if (!inherits) {
      return;
    }
    for (const [id, person] of this.#people) {
      // What was claimed before is another source's business now: everybody is read anew before anything is said.
      person.seen = false;
      person.claimed = false;
      person.lastGoodReadAt = now;
      if (person.interest !== null) {
        this.#unanswered.add(person);
      }
      if (!this.#options.readOnly) {
        this.#step(id, { kind: 'start' });
      }
    }
  }

  /** Another source speaks now and nobody is read meanwhile: what was claimed must not be said again later. */
  standBy(): void {
    this.#standingBy = true;
    for (const person of this.#people.values()) {
      if (person.claimed) {
        person.claimed = false;
        person.seen = false;
        this.#events.withdraw(person.address);
      }
    }
  }

  /** The right to write is gone, perhaps for a moment: sessions are left to their lease. */
  deactivate(): void {
    this.#decided = false;
    this.#restateWanted();
  }

  /** What is wanted has been named completely: from now on nothing wanted means that nothing may stand. */
  decide(): void {
    this.#decided = true;
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
    if (person !== undefined) {
      person.refusal = refusal;
      this.#step(id, input);
    }
  }

  /** An answer about the people asked for; who is not in it is not known to Graph. */
  readAnswered(ids: readonly string[], presences: readonly GraphPresence[], times: ReadTimes): void {
    const byId = new Map(presences.map((presence) => [presence.id, presence]));
    for (const id of ids) {
      const presence = byId.get(id);
      const person = this.#people.get(id);
      if (person !== undefined) {
        person.lastGoodReadAt = times.endedAt;
        person.seen = true;
        if (!this.#isOutdated(person, times)) {
          person.details = presence ?? null;
        }
        this.#step(id, {
          kind: 'read',
          read: {
            ...times,
            seenAt: this.#clock.now(),
            pair: presence?.pair ?? { availability: 'PresenceUnknown', activity: 'PresenceUnknown' },
            sequenceNumber: presence?.sequenceNumber ?? null,
          },
        });
      }
    }
  }

  /** Graph does not know these ids. */
  setAside(ids: readonly string[]): void {
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        person.seen = true;
        person.lastGoodReadAt = -Infinity;
        this.#claim(person);
      }
    }
  }

  /** Claims unknown for everybody who has not been read for too long. */
  sweep(): void {
    for (const person of this.#people.values()) {
      if (this.#isBlind(person)) {
        this.#claim(person);
      }
    }
  }

  /**
   * Whoever was read and still cannot be judged is answered for as unknown under a mask. Left without an answer they
   * would be withdrawn when the snapshot is complete, and what may be our session would be cleared with them.
   */
  answerForUndecided(): void {
    for (const person of [...this.#unanswered]) {
      if (person.seen) {
        this.#emit(
          person,
          toClaim(viewOf(person.attribution), person.details, this.#latch.marks(keyOf(person.address))),
        );
      }
    }
  }

  /** How many people something is kept of. */
  get size(): number {
    return this.#people.size;
  }

  /** Everybody on the roster has been answered for. */
  get complete(): boolean {
    return this.#unanswered.size === 0;
  }

  #leave(id: string, address: string): void {
    const person = this.#people.get(id);
    if (person?.address !== address) {
      return;
    }
    person.interest = null;
    this.#unanswered.delete(person);
    if (person.claimed) {
      person.claimed = false;
      this.#events.withdraw(address);
    }
    this.#refollow(id, person);
    this.#letGo(id);
  }

  /** Keeps nothing of somebody who is not on the roster, once nothing of ours can stand at them. */
  #letGo(id: string): void {
    const person = this.#people.get(id);
    if (
      person?.interest === null &&
      (person.effect?.desired ?? null) === null &&
      person.attribution.own.kind === 'none' &&
      person.attribution.intention.kind === 'rest'
    ) {
      this.#people.delete(id);
      this.#ticks.delete(id);
    }
  }

  #person(address: string): Tracked {
    const id = keyOf(address);
    const known = this.#people.get(id);
    if (known !== undefined) {
      return known;
    }
    const person: Tracked = {
      address,
      interest: null,
      attribution: UNKNOWN_PERSON,
      details: null,
      effect: null,
      refusal: null,
      lastGoodReadAt: this.#clock.monotonic(),
      seen: false,
      claimed: false,
      reported: '',
    };
    this.#people.set(id, person);
    if (this.#activeSince !== null && !this.#options.readOnly) {
      person.attribution = attribute(
        person.attribution,
        { kind: 'start' },
        this.#activeSince,
        this.#options.timing,
      ).state;
    }
    this.#step(id, { kind: 'wanted', wanted: this.#wanted(person) });
    return person;
  }

  #wanted(person: Tracked): Wanted {
    if (!this.#decided || this.#options.readOnly) {
      return { kind: 'leave' };
    }
    const desired = person.effect?.desired ?? null;
    switch (desired?.kind) {
      case undefined:
        return { kind: 'nothing' };
      case 'leave':
        return { kind: 'leave' };
      case 'session':
        return { kind: 'session', pair: { availability: desired.availability, activity: desired.activity } };
      case 'preferred': {
        const { availability, activity, restore } = desired;
        const known = restore !== null && PREFERRED_PAIRS.some((pair) => samePair(pair, restore));
        return { kind: 'preferred', pair: { availability, activity }, restore: known ? restore : null };
      }
      case 'talking':
      case 'do-not-disturb':
        return { kind: 'nothing' };
    }
  }

  #restateWanted(): void {
    for (const [id, person] of this.#people) {
      this.#step(id, { kind: 'wanted', wanted: this.#wanted(person) });
    }
  }

  /** One step of the person's attribution, with all that follows. */
  #step(id: string, input: AttributionInput): void {
    const person = this.#people.get(id);
    if (person === undefined) {
      return;
    }
    const { timing } = this.#options;
    const { state, effects } = attribute(person.attribution, input, this.#clock.monotonic(), timing);
    const before = person.attribution.independent;
    person.attribution = state;
    if (before !== null && before.pair !== state.independent?.pair) {
      this.#events.changed(id);
    }
    for (const effect of effects) {
      switch (effect.kind) {
        case 'intend':
          this.#events.intend(id, effect.intention);
          break;
        case 'read-at':
          this.#events.readAt(id, effect.times);
          break;
        case 'choice-lost':
          this.#logger.warn(
            { address: person.address },
            'a preferred status was cleared, and what the person had chosen by hand before it is not known',
          );
          this.#events.choiceLost(person.address);
          break;
        default:
          this.#logger.info({ address: person.address, event: effect.kind }, 'a call under our own write was judged');
          this.#latch.step({ kind: effect.kind, address: id });
      }
    }
    const tickAt = nextTickAt(state, this.#clock.monotonic(), timing);
    if (tickAt === null) {
      this.#ticks.delete(id);
    } else {
      this.#ticks.set(id, tickAt);
    }
    this.#claim(person);
    this.#report(person);
  }

  #marksChanged(ids: readonly string[]): void {
    for (const id of ids) {
      const person = this.#people.get(id);
      if (person !== undefined) {
        this.#claim(person);
      }
    }
    const suspects = this.#latch.suspects.map((id) => this.#people.get(id)?.address ?? id);
    if (suspects.join() !== this.#suspects) {
      this.#suspects = suspects.join();
      this.#events.suspectsChanged(suspects);
    }
  }

  #isBlind(person: Tracked): boolean {
    return this.#clock.monotonic() - person.lastGoodReadAt > this.#options.blindAfterMs;
  }

  #isOutdated(person: Tracked, times: ReadTimes): boolean {
    return times.begunAt < (person.attribution.lastRead?.begunAt ?? -Infinity);
  }

  #claim(person: Tracked): void {
    if (person.interest === null || this.#standingBy) {
      return;
    }
    if (this.#isBlind(person)) {
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
      this.#emit(person, toClaim(view, person.details, this.#latch.marks(keyOf(person.address))));
    }
  }

  #emit(person: Tracked, claim: Claim): void {
    person.claimed = true;
    this.#unanswered.delete(person);
    this.#events.claim(person.address, claim);
  }

  #report(person: Tracked): void {
    const result = outcomeOf(person, { decided: this.#decided, readOnly: this.#options.readOnly });
    if (result === null) {
      return;
    }
    const mark = `${result.generation} ${result.outcome} ${result.reason}`;
    if (mark !== person.reported) {
      person.reported = mark;
      this.#events.reportEffect(result);
    }
  }

  /** Who has an effect is read even when nobody watches: otherwise nobody would see a Teams call before the write. */
  #refollow(id: string, person: Tracked): void {
    const wanted = person.effect?.desired ?? null;
    this.#events.follow(id, person.interest ?? (wanted === null ? null : 'synced'));
  }
}

/** Object ids are GUIDs: compared without regard to case. */
export function keyOf(address: string): string {
  return address.toLowerCase();
}
