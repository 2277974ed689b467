import { isLive, type LeaveReason, samePair } from '@lamplight/domain';
import { fitsRule } from '../conditions/claim-match.ts';
import { type Draft, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { PreferPresenceRule } from '../rule.ts';
import { isCallOutOfSight } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { isSignedOut, knownChoice, ownLook, whyUnheard } from './account.ts';
import { causesEffects, couldFit, type Evidence } from './cause.ts';
import { eachAccount } from './each-account.ts';

const LEFT: Readonly<Record<LeaveReason, ReasonId>> = Object.freeze({
  pending: 'preferred-left-pending',
  stale: 'preferred-left-stale',
  unknown: 'preferred-left-unknown',
});

/**
 * Wants the rule's status at each account of its technology, as if chosen by hand, while a claim of another system fits.
 * It replaces what the person chose, so nothing is wanted before the account has been heard: what it surely shows as
 * chosen by hand goes along, to be put back. While nobody is signed in there, Graph ignores such a status.
 */
export function preferPresence(rule: PreferPresenceRule, index: number, facts: Facts, draft: Draft): void {
  eachAccount(rule.technology, index, facts, draft, {
    evidenceOf: (subject) => evidenceOf(rule, subject),
    obstacleAt: (account) => obstacleAt(account, rule, facts),
    without: 'nothing-to-prefer',
    write: (account, { evidence }) => writeTo(account, evidence, rule, index, draft),
  });
}

function writeTo(
  account: SubjectState,
  evidence: Evidence,
  rule: PreferPresenceRule,
  index: number,
  draft: Draft,
): void {
  const left = evidence === 'proved' ? whyUnheard(account) : evidence;
  if (left !== null) {
    want(draft, index, account.bound, { kind: 'leave', reason: left }, LEFT[left]);
    return;
  }
  const { availability, activity } = rule.pair;
  const restore = knownChoice(account);
  const detail = restore === null ? 'choice-before-unknown' : 'preferred-wanted';
  want(draft, index, account.bound, { kind: 'preferred', availability, activity, restore }, detail);
}

function obstacleAt(account: SubjectState, rule: PreferPresenceRule, facts: Facts): ReasonId | null {
  if (rule.exceptTelephony.includes(facts.person.telephony)) {
    return 'telephony-never-written';
  }
  const own = ownLook(account);
  if (own === null) {
    return null;
  }
  if (isSignedOut(own)) {
    return 'offline-not-preferred';
  }
  if (samePair(own, rule.pair)) {
    return 'already-shown';
  }
  return causesEffects(account, own, facts) ? 'cause-not-covered' : null;
}

/** A masked claim counts by what was last surely its own, since that is what a description describes. */
function evidenceOf(rule: PreferPresenceRule, subject: SubjectState): Evidence | null {
  if (subject.freshness === 'pending') {
    return couldFit(rule, subject) ? 'pending' : null;
  }
  if (fitsRule(rule, subject)) {
    return subject.freshness === 'fresh' ? 'proved' : 'stale';
  }
  const asksForCalls = rule.of?.callStates?.some(isLive) === true;
  return asksForCalls && isCallOutOfSight(subject) && couldFit(rule, subject) ? 'unknown' : null;
}
