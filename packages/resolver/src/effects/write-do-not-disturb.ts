import type { LeaveReason } from '@lamplight/domain';
import { fitsRule } from '../conditions/claim-match.ts';
import { type Draft, discarded, revisit, want, wantNothing } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { WriteDoNotDisturbRule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { isSignedOut, obstacleAt, ownLook, whyUnheard } from './account.ts';
import { couldFit, type Evidence } from './cause.ts';
import { eachAccount } from './each-account.ts';
import { lookAgain } from './look-again.ts';
import { DO_NOT_DISTURB_SESSION, sessionOf } from './write-session.ts';

const LEFT: Readonly<Record<LeaveReason, ReasonId>> = Object.freeze({
  pending: 'do-not-disturb-left-pending',
  stale: 'do-not-disturb-left-stale',
  unknown: 'do-not-disturb-left-unknown',
});

/**
 * Wants DoNotDisturb/Presenting at each account of the rule's technology while a phone of the person is on
 * do-not-disturb and somebody is signed in at the account. Who that is can only be seen while nothing of ours stands
 * there, so an account that is not heard, or cannot see, is left as it is.
 */
export function writeDoNotDisturb(rule: WriteDoNotDisturbRule, index: number, facts: Facts, draft: Draft): void {
  eachAccount(rule.technology, index, facts, draft, {
    evidenceOf: (subject) => evidenceOf(rule, subject),
    obstacleAt: (account) => obstacleAt(account, rule, facts),
    without: 'no-do-not-disturb',
    write: (account, { evidence }) => writeTo(account, evidence, rule, index, facts, draft),
  });
}

function writeTo(
  account: SubjectState,
  evidence: Evidence,
  rule: WriteDoNotDisturbRule,
  index: number,
  facts: Facts,
  draft: Draft,
): void {
  const { bound } = account;
  const own = ownLook(account);
  const left = evidence === 'proved' ? whyUnheard(account) : evidence;
  if (own !== null && isSignedOut(own)) {
    discarded(draft, index, bound, 'offline-not-written');
  } else if (own?.availability === 'DoNotDisturb') {
    discarded(draft, index, bound, 'do-not-disturb-already-shown');
  } else if (left !== null) {
    want(draft, index, bound, { kind: 'leave', reason: left }, LEFT[left]);
  } else {
    const { away, until } = lookAgain(facts.now, bound.address, rule.lookAgainEveryMs, rule.lookAgainForMs);
    const decided = away
      ? wantNothing(draft, index, bound, 'looked-at-again')
      : want(draft, index, bound, sessionOf(DO_NOT_DISTURB_SESSION, rule), 'do-not-disturb-wanted');
    if (decided) {
      revisit(draft, until);
    }
  }
}

function evidenceOf(rule: WriteDoNotDisturbRule, subject: SubjectState): Evidence | null {
  if (subject.freshness === 'pending') {
    return subject.isLine && couldFit(rule, subject) ? 'pending' : null;
  }
  if (subject.claim?.doNotDisturb !== true || !fitsRule(rule, subject)) {
    return null;
  }
  return subject.freshness === 'fresh' ? 'proved' : 'stale';
}
