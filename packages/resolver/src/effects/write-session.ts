import { type Desired, isLive, type LeaveReason } from '@lamplight/domain';
import { fitsRule } from '../conditions/claim-match.ts';
import { type Draft, discarded, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { SessionPair, WriteSessionRule } from '../rule.ts';
import { isCallOutOfSight, isProvedCall, isStaleCall } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { obstacleAt, ownLook, whyUnseen } from './account.ts';
import { type Cause, couldFit, type Evidence } from './cause.ts';
import { eachAccount } from './each-account.ts';

export const DO_NOT_DISTURB_SESSION: SessionPair = { availability: 'DoNotDisturb', activity: 'Presenting' };

const LEFT: Readonly<Record<LeaveReason, ReasonId>> = Object.freeze({
  pending: 'session-left-pending',
  stale: 'session-left-stale',
  unknown: 'session-left-unknown',
});

/**
 * Wants a session at each account of the rule's technology while a line of the person is proved to be in a call, or a
 * system without a line reports one. The account's own fresh state can forbid it; so a Teams call that is known is never
 * masked. Where causes have not been heard, what stands is left; where one has lapsed, nothing new rests on it; where
 * a call is out of sight, it may go on, and our session ends by itself if it stays so. An account that has not been heard
 * forbids nothing: after a start its source may be unable to tell the session of the process before from a call until
 * it knows what is wanted, and reads before it writes.
 */
export function writeSession(rule: WriteSessionRule, index: number, facts: Facts, draft: Draft): void {
  eachAccount(rule.technology, index, facts, draft, {
    evidenceOf: (subject) => evidenceOf(rule, subject),
    obstacleAt: (account) => obstacleAt(account, rule, facts) ?? settingObstacle(account, rule),
    without: 'no-connected-call',
    write: (account, cause, causes) => writeTo(account, cause, causes, rule, index, draft),
  });
}

function writeTo(
  account: SubjectState,
  cause: Cause,
  causes: readonly Cause[],
  rule: WriteSessionRule,
  index: number,
  draft: Draft,
): void {
  const { bound } = account;
  if (cause.evidence !== 'proved') {
    want(draft, index, bound, { kind: 'leave', reason: cause.evidence }, LEFT[cause.evidence]);
  } else {
    const conference = isConference(causes, bound.systemId, rule);
    const pair = sessionFor(conference, rule);
    const unseen = whyUnseen(account, pair);
    if (unseen !== null) {
      discarded(draft, index, bound, unseen);
      return;
    }
    const inWords = conference ? 'read-only-conference' : 'read-only';
    want(draft, index, bound, sessionOf(pair, rule), 'session-wanted', inWords);
  }
}

function settingObstacle(account: SubjectState, rule: WriteSessionRule): ReasonId | null {
  return rule.whenOffline === 'skip' && ownLook(account)?.availability === 'Offline' ? 'offline-not-written' : null;
}

function evidenceOf(rule: WriteSessionRule, subject: SubjectState): Evidence | null {
  if (subject.freshness === 'pending') {
    return (subject.isLine || canReport(rule, subject)) && couldFit(rule, subject) ? 'pending' : null;
  }
  if (isCallOutOfSight(subject)) {
    return couldFit(rule, subject) ? 'unknown' : null;
  }
  const fresh = isProvedCall(subject) || (subject.freshness === 'fresh' && reportsCall(rule, subject));
  const stale = isStaleCall(subject) || (subject.freshness === 'stale' && reportsCall(rule, subject));
  if ((!fresh && !stale) || !fitsRule(rule, subject)) {
    return null;
  }
  return fresh ? 'proved' : 'stale';
}

/** A system of another technology that says something of the person, and has no line of theirs. */
function canReport(rule: WriteSessionRule, { bound, isLine }: SubjectState): boolean {
  const reported = rule.reportedTalking.length + rule.reportedConference.length;
  return !isLine && bound.technology !== rule.technology && reported > 0;
}

function reportsCall(rule: WriteSessionRule, subject: SubjectState): boolean {
  const { judged, claim } = subject;
  return (
    canReport(rule, subject) &&
    claim?.masked === false &&
    judged?.inWords === true &&
    (rule.reportedTalking.includes(judged.activity) || rule.reportedConference.includes(judged.activity))
  );
}

/** Whether any of the proved causes is a conference: it is the strongest of them. */
function isConference(causes: readonly Cause[], target: string, rule: WriteSessionRule): boolean {
  return causes.some(
    ({ subject, evidence }) =>
      evidence === 'proved' &&
      subject.bound.systemId !== target &&
      (subject.call !== null && isLive(subject.call.state)
        ? subject.call.state === 'conference'
        : rule.reportedConference.includes(subject.judged?.activity ?? '')),
  );
}

/** What is wanted of the account's system. */
export function sessionOf(pair: SessionPair, { readBack }: Pick<WriteSessionRule, 'readBack'>): Desired {
  return { kind: 'session', ...pair, ...(readBack ? { readBack } : {}) };
}

/** What is written for a call, or for a conference. */
export function sessionFor(conference: boolean, rule: WriteSessionRule): SessionPair {
  if (rule.protectCalls === 'dnd') {
    return DO_NOT_DISTURB_SESSION;
  }
  return conference ? rule.pairs.conference : rule.pairs.talking;
}
