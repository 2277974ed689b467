/** What an account at which something is to be written shows by itself, and why that forbids writing. */
import {
  type LeaveReason,
  PREFERRED_PAIRS,
  type PresencePair,
  SHOWN_BY_OUR_SESSION_FLAG,
  samePair,
  type TelephonyMode,
} from '@lamplight/domain';
import type { ReasonId } from '../reason-id.ts';
import type { PreferredPair, SessionPair } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { lookUp } from '../tone.ts';
import type { SubjectLook } from '../view.ts';
import { causesEffects } from './cause.ts';

/** Pairs that nothing but a choice by hand makes. Source: Graph, "Manage presence state", and setPresence. */
const ONLY_BY_HAND: readonly PresencePair[] = [
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Offline', activity: 'OffWork' },
  { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
];

/** Among sessions the higher one shows. Source: Graph, "Manage presence state". */
const SESSION_RANK: Readonly<Record<string, number>> = Object.freeze({
  DoNotDisturb: 4,
  Busy: 3,
  BusyIdle: 3,
  Available: 2,
  AvailableIdle: 2,
  Away: 1,
});

/** What a rule names that forbids writing. */
export interface WritingLimits {
  readonly unlessActivities: readonly string[];
  readonly unlessAvailabilities: readonly string[];
  readonly exceptTelephony: readonly TelephonyMode[];
}

/** The accounts of a technology that belong to the person. */
export function accountsOf(technology: string, facts: Facts): readonly SubjectState[] {
  return facts.ranked.filter(({ bound, isLine }) => bound.technology === technology && !isLine);
}

/**
 * What the account shows by itself, whether or not a rule leaves it out; of one that shows our own write, what was last
 * surely its own; of one that shows something only because of our session, that nobody is signed in. Null where it is
 * not heard now.
 */
export function ownLook(account: SubjectState): SubjectLook | null {
  if (account.freshness !== 'fresh') {
    return null;
  }
  const look = account.judged ?? account.look;
  return look !== null && isShownByOurs(account) ? { ...look, availability: 'Offline', activity: 'Offline' } : look;
}

/** A status that our session brings to light forbids no session: it would be hidden and brought to light in turn. */
function isShownByOurs({ claim }: SubjectState): boolean {
  return claim?.flags.includes(SHOWN_BY_OUR_SESSION_FLAG) === true;
}

/** Why nothing is written as a session; null: nothing forbids it. An account that is not heard now forbids nothing. */
export function obstacleAt(account: SubjectState, limits: WritingLimits, facts: Facts): ReasonId | null {
  if (limits.exceptTelephony.includes(facts.person.telephony)) {
    return 'telephony-never-written';
  }
  const own = ownLook(account);
  if (own === null) {
    return null;
  }
  if (limits.unlessActivities.includes(own.activity)) {
    return 'call-already-shown';
  }
  if (limits.unlessAvailabilities.includes(own.availability)) {
    return 'do-not-disturb-already-shown';
  }
  if (isChosenByHand(account, own)) {
    return 'choice-not-overwritten';
  }
  return causesEffects(account, own, facts) ? 'cause-not-covered' : null;
}

/** Why a session would not show at the account; null: it would. */
export function whyUnseen(account: SubjectState, pair: SessionPair): ReasonId | null {
  const own = ownLook(account);
  if (own === null) {
    return null;
  }
  if (samePair(own, pair)) {
    return 'already-shown';
  }
  return rankOf(own) > rankOf(pair) ? 'session-outranked' : null;
}

/** What the account surely shows as chosen by hand, as it can be put back; null: not known. */
export function knownChoice(account: SubjectState): PreferredPair | null {
  const own = ownLook(account);
  if (own === null || !isChosenByHand(account, own)) {
    return null;
  }
  return PREFERRED_PAIRS.find((pair) => samePair(pair, own)) ?? null;
}

/** Nobody is signed in there: what is written in the name of the person would not be seen, or would hide just that. */
export function isSignedOut(own: SubjectLook): boolean {
  return own.availability === 'Offline' && own.activity !== 'OffWork';
}

/** Why it is not known whether somebody is signed in at the account; null: it is. */
export function whyUnheard(account: SubjectState): LeaveReason | null {
  if (account.freshness !== 'fresh') {
    return account.freshness === 'stale' ? 'stale' : 'pending';
  }
  return ownLook(account)?.known === true ? null : 'unknown';
}

/**
 * Every session is outranked by it. Only what the system says or the pair itself proves: an inferred Away would be
 * written and not written in turn, since writing changes what can be inferred.
 */
function isChosenByHand(account: SubjectState, own: PresencePair): boolean {
  const saysSo = account.claim?.howSet === 'user' && !isShownByOurs(account);
  return saysSo || ONLY_BY_HAND.some((pair) => samePair(pair, own));
}

function rankOf({ availability }: PresencePair): number {
  return lookUp(SESSION_RANK, availability) ?? 0;
}
