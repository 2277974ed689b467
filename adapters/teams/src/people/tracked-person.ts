/** What is kept of one person, and what is wanted for them at Graph. */
import { type Effect, type Interest, PREFERRED_PAIRS, samePair } from '@lamplight/domain';
import { UNKNOWN_PERSON } from '../attribution/attribution.ts';
import type { AttributionState, PresenceRead, Wanted } from '../attribution/attribution-state.ts';
import type { GraphFailure, GraphPresence } from '../graph-api.ts';

/** One read of one person, as the pump made it. */
export interface ReadTimes {
  /** Monotonic ms around the whole request. */
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface TrackedPerson {
  /** The object id, lower case. */
  readonly id: string;
  /** A read that began before says nothing: what it may show of our writes has been forgotten. Monotonic ms. */
  readonly knownSince: number;
  /** As the gateway names the person; in other letters when they come back so. */
  address: string;
  interest: Interest | null;
  attribution: AttributionState;
  details: GraphPresence | null;
  effect: Effect | null;
  /** Why the last write failed; null: it did not. */
  refusal: GraphFailure | null;
  /** Monotonic ms. */
  lastGoodReadAt: number;
  seen: boolean;
  /** Since we became the active source. */
  claimed: boolean;
  /** A claim stands that has not been withdrawn, perhaps from before. */
  standing: boolean;
  /** What was last reported of the effect. */
  reported: string;
  /** Up to when our session's absence has been counted; monotonic ms. */
  missedUntil: number;
}

/** Object ids are GUIDs: compared without regard to case. */
export function keyOf(address: string): string {
  return address.toLowerCase();
}

/** `now`: monotonic ms. */
export function newPerson(address: string, now: number): TrackedPerson {
  return {
    id: keyOf(address),
    knownSince: now,
    address,
    interest: null,
    attribution: UNKNOWN_PERSON,
    details: null,
    effect: null,
    refusal: null,
    lastGoodReadAt: now,
    seen: false,
    claimed: false,
    standing: false,
    reported: '',
    missedUntil: -Infinity,
  };
}

/** The read of somebody whom Graph names, or does not name (undefined). `seenAt`: wall time in ms. */
export function readOf(presence: GraphPresence | undefined, times: ReadTimes, seenAt: number): PresenceRead {
  return {
    ...times,
    seenAt,
    pair: presence?.pair ?? UNKNOWN_PAIR,
    sequenceNumber: presence?.sequenceNumber ?? null,
  };
}

/**
 * As what read a notification counts that showed the person; null: it says nothing. `now`: monotonic ms. The state that it
 * shows was true some time after the last read began, since that one saw an older version.
 */
export function shownTimes({ attribution }: TrackedPerson, presence: GraphPresence, now: number): ReadTimes | null {
  const { lastRead, own, windows, unseenEnd } = attribution;
  const seen = lastRead?.sequenceNumber ?? null;
  if (lastRead === null || seen === null || presence.sequenceNumber === null || presence.sequenceNumber <= seen) {
    return null;
  }
  const isOursPossible =
    own.kind !== 'none' || unseenEnd.length > 0 || windows.some(({ until }) => until >= lastRead.begunAt);
  return isOursPossible ? null : { begunAt: lastRead.begunAt, endedAt: now };
}

const UNKNOWN_PAIR = { availability: 'PresenceUnknown', activity: 'PresenceUnknown' } as const;

/** What the effect means at Graph, for whoever may write. */
export function wantedOf(effect: Effect | null): Wanted {
  const desired = effect?.desired ?? null;
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

/** Whether nothing is known of somebody who is not on the roster that could still matter at Graph. */
export function canBeForgotten({ interest, effect, attribution }: TrackedPerson): boolean {
  return (
    interest === null &&
    (effect?.desired ?? null) === null &&
    attribution.own.kind === 'none' &&
    attribution.intention.kind === 'rest'
  );
}
