import { samePair } from '@lamplight/domain';
import { type Draft, discarded, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { SessionPair, WriteSessionRule } from '../rule.ts';
import { isCallOutOfSight, isPendingLine, isProvedCall, isStaleCall, strongestLine } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

const DO_NOT_DISTURB: SessionPair = { availability: 'DoNotDisturb', activity: 'Presenting' };

/**
 * Wants a session at each account of the rule's technology while a line of the person is proved to be in a call. The
 * account's own fresh state can forbid it; so a Teams call that is known is never masked. Where lines have not been
 * heard, what stands is left; where a line has lapsed, nothing new rests on it; where
 * a call is out of sight, it may go on, and our session ends by itself if it stays so. An account that has not been heard
 * forbids nothing: after a start its source may be unable to tell the session of the process before from a call until
 * it knows what is wanted, and reads before it writes.
 */
export function writeSession(rule: WriteSessionRule, index: number, facts: Facts, draft: Draft): void {
  let found = false;
  for (const account of facts.ranked) {
    if (account.bound.technology === rule.technology && account.standing === 'own' && !account.isLine) {
      found = true;
      writeTo(account, rule, index, facts, draft);
    }
  }
  if (!found) {
    discarded(draft, index, null, 'no-account');
  }
}

function writeTo(account: SubjectState, rule: WriteSessionRule, index: number, facts: Facts, draft: Draft): void {
  const obstacle = rule.exceptTelephony.includes(facts.person.telephony)
    ? 'telephony-never-written'
    : obstacleAt(account, rule);
  if (obstacle !== null) {
    discarded(draft, index, account.bound, obstacle);
    return;
  }
  const fromElsewhere = (line: SubjectState) => line.bound.systemId !== account.bound.systemId;
  const line = strongestLine(facts, (candidate) => isProvedCall(candidate) && fromElsewhere(candidate));
  const pending = facts.ranked.some((candidate) => isPendingLine(candidate) && fromElsewhere(candidate));
  const stale = facts.ranked.some((candidate) => isStaleCall(candidate) && fromElsewhere(candidate));
  const outOfSight = facts.ranked.some((candidate) => isCallOutOfSight(candidate) && fromElsewhere(candidate));
  if (line === null && !pending && !stale && !outOfSight) {
    discarded(draft, index, account.bound, 'no-connected-call');
  } else if (line === null && pending) {
    want(draft, index, account.bound, { kind: 'leave', reason: 'pending' }, 'session-left-pending');
  } else if (line === null && stale) {
    want(draft, index, account.bound, { kind: 'leave', reason: 'stale' }, 'session-left-stale');
  } else if (line === null) {
    want(draft, index, account.bound, { kind: 'leave', reason: 'unknown' }, 'session-left-unknown');
  } else {
    const pair = pairFor(line, rule);
    const { availability, activity } = pair;
    want(draft, index, account.bound, { kind: 'session', availability, activity }, 'session-wanted');
  }
}

/** Why the account's own state forbids writing; null: it does not. A stale or pending one forbids nothing. */
function obstacleAt(account: SubjectState, rule: WriteSessionRule): ReasonId | null {
  const { judged, freshness } = account;
  if (judged === null || freshness !== 'fresh') {
    return null;
  }
  if (rule.unlessActivities.includes(judged.activity)) {
    return 'call-already-shown';
  }
  if (rule.unlessAvailabilities.includes(judged.availability)) {
    return 'do-not-disturb-already-shown';
  }
  if (rule.unlessPairs.some((pair) => samePair(pair, judged))) {
    return 'choice-not-overwritten';
  }
  return rule.whenOffline === 'skip' && judged.availability === 'Offline' ? 'offline-not-written' : null;
}

function pairFor(line: SubjectState, rule: WriteSessionRule): SessionPair {
  if (rule.protectCalls === 'dnd') {
    return DO_NOT_DISTURB;
  }
  return line.call?.state === 'conference' ? rule.pairs.conference : rule.pairs.talking;
}
