import type { LeaveReason, SystemId } from '@lamplight/domain';
import { fitsRule } from '../conditions/claim-match.ts';
import { type Draft, discarded, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { TellTalkingRule } from '../rule.ts';
import { hasLiveCall, isPendingLine, isProvedCall, isStaleCall } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { bestCause, type Cause, couldFit, type Evidence, gatherCauses } from './cause.ts';
import { linesToTell } from './lines-to-tell.ts';

const LEFT: Readonly<Record<Exclude<LeaveReason, 'unknown'>, ReasonId>> = Object.freeze({
  pending: 'talking-left-pending',
  stale: 'talking-left-stale',
});

/**
 * Tells each line of the person that the person talks, while a call is proved in another system; never back into the
 * system that is the only cause, and no line that is in a call itself. Reported calls come before calls at lines, then
 * the order of technologies decides which system is named as the cause.
 */
export function tellTalking(rule: TellTalkingRule, index: number, facts: Facts, draft: Draft): void {
  const causes = [...reportedCalls(rule, index, facts, draft), ...callsAtLines(rule, facts)];
  const lines = linesToTell(facts, rule.toSystems);
  for (const line of lines) {
    tellLine(line, causes, index, draft);
  }
  if (lines.length === 0) {
    discarded(draft, index, null, 'no-line');
  }
}

function tellLine(line: SubjectState, causes: readonly Cause[], index: number, draft: Draft): void {
  const { bound } = line;
  const cause = bestCause(causes, bound.systemId);
  if (cause === null) {
    const nowhere = causes.every(({ evidence }) => evidence !== 'proved');
    discarded(draft, index, bound, nowhere ? 'no-call-elsewhere' : 'own-call-not-sent-back');
  } else if (line.freshness === 'fresh' && hasLiveCall(line)) {
    discarded(draft, index, bound, 'line-talks-itself');
  } else if (cause.evidence === 'proved') {
    want(draft, index, bound, talkingBecauseOf(cause.subject.bound.systemId), 'talking-wanted');
  } else if (cause.evidence !== 'unknown') {
    want(draft, index, bound, { kind: 'leave', reason: cause.evidence }, LEFT[cause.evidence]);
  }
}

function talkingBecauseOf(causeSystemId: SystemId) {
  return { kind: 'talking', causeSystemId } as const;
}

function reportedCalls(rule: TellTalkingRule, index: number, facts: Facts, draft: Draft): readonly Cause[] {
  const twin = twinOf(rule, facts);
  return gatherCauses(facts, (subject) => {
    if (subject.isLine || !rule.technologies.includes(subject.bound.technology)) {
      return null;
    }
    if (subject.freshness === 'pending') {
      // Once it is heard, a twin only shows the line's own call.
      return twin !== 'proved' && couldFit(rule, subject) ? 'pending' : null;
    }
    if (subject.judged === null || !rule.activities.includes(subject.judged.activity) || !fitsRule(rule, subject)) {
      return null;
    }
    const doubt = doubtAbout(rule, subject, twin);
    if (doubt !== null) {
      discarded(draft, index, subject.bound, doubt);
      return null;
    }
    if (subject.freshness === 'stale') {
      // No better known for a line that may be its twin.
      return 'stale';
    }
    return twin === 'pending' ? 'pending' : 'proved';
  });
}

function callsAtLines(rule: TellTalkingRule, facts: Facts): readonly Cause[] {
  return gatherCauses(facts, (subject): Evidence | null => {
    if (isPendingLine(subject)) {
      return couldFit(rule, subject) ? 'pending' : null;
    }
    const fresh = isProvedCall(subject);
    return (fresh || isStaleCall(subject)) && fitsRule(rule, subject) ? (fresh ? 'proved' : 'stale') : null;
  });
}

/** Why a reported call proves nothing; null: it does prove a call. */
function doubtAbout(
  rule: TellTalkingRule,
  subject: SubjectState,
  twin: 'none' | 'pending' | 'proved',
): ReasonId | null {
  if (subject.claim === null || subject.claim.masked) {
    return 'reported-call-masked';
  }
  if (subject.claim.flags.some((flag) => rule.unconfirmedFlags.includes(flag))) {
    return 'call-unconfirmed';
  }
  return twin === 'proved' ? 'call-counted-once' : null;
}

/** Whether a reported call may be the very call of one of the person's lines. */
function twinOf(rule: TellTalkingRule, facts: Facts): 'none' | 'pending' | 'proved' {
  if (!rule.sameCallTelephony.includes(facts.person.telephony)) {
    return 'none';
  }
  if (facts.ranked.some(isProvedCall)) {
    return 'proved';
  }
  return facts.ranked.some(isPendingLine) ? 'pending' : 'none';
}
