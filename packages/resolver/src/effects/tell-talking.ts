import type { SystemId } from '@lamplight/domain';
import { type Draft, discarded, want } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { TellTalkingRule } from '../rule.ts';
import { isPendingLine, isProvedCall, isStaleCall } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/** What could make a line talk, by how well it is proved. */
interface Causes {
  readonly proved: readonly SystemId[];
  readonly pending: readonly SystemId[];
  readonly stale: readonly SystemId[];
}

/**
 * Tells each line of the person that the person talks, while a call is proved in another system; never back into the
 * system that is the only cause. Reported calls come before calls at lines, then the order of technologies decides
 * which system is named as the cause.
 */
export function tellTalking(rule: TellTalkingRule, index: number, facts: Facts, draft: Draft): void {
  const causes = gatherCauses(rule, index, facts, draft);
  let found = false;
  for (const line of facts.subjects) {
    if (!line.isLine || line.standing !== 'own') {
      continue;
    }
    found = true;
    const elsewhere = (systemId: SystemId) => systemId !== line.bound.systemId;
    const cause = causes.proved.find(elsewhere);
    if (cause !== undefined) {
      want(draft, index, line.bound, { kind: 'talking', causeSystemId: cause }, 'talking-wanted');
    } else if (causes.pending.some(elsewhere)) {
      want(draft, index, line.bound, { kind: 'leave', reason: 'pending' }, 'talking-left-pending');
    } else if (causes.stale.some(elsewhere)) {
      want(draft, index, line.bound, { kind: 'leave', reason: 'stale' }, 'talking-left-stale');
    } else {
      const nowhere = causes.proved.length === 0;
      discarded(draft, index, line.bound, nowhere ? 'no-call-elsewhere' : 'own-call-not-sent-back');
    }
  }
  if (!found) {
    discarded(draft, index, null, 'no-line');
  }
}

function gatherCauses(rule: TellTalkingRule, index: number, facts: Facts, draft: Draft): Causes {
  const proved: SystemId[] = [];
  const pending: SystemId[] = [];
  const stale: SystemId[] = [];
  const twin = twinOf(rule, facts);
  for (const subject of facts.ranked) {
    const { systemId, technology } = subject.bound;
    if (subject.standing !== 'own' || subject.isLine || !rule.technologies.includes(technology)) {
      continue;
    }
    if (subject.freshness === 'pending') {
      // Once it is heard, a twin only shows the line's own call.
      if (twin !== 'proved') {
        pending.push(systemId);
      }
    } else if (subject.judged !== null && rule.activities.includes(subject.judged.activity)) {
      const doubt = doubtAbout(rule, subject, twin);
      if (doubt !== null) {
        discarded(draft, index, subject.bound, doubt);
      } else if (twin === 'pending') {
        pending.push(systemId);
      } else {
        (subject.freshness === 'fresh' ? proved : stale).push(systemId);
      }
    }
  }
  for (const subject of facts.ranked) {
    if (isProvedCall(subject)) {
      proved.push(subject.bound.systemId);
    } else if (isPendingLine(subject)) {
      pending.push(subject.bound.systemId);
    } else if (isStaleCall(subject)) {
      stale.push(subject.bound.systemId);
    }
  }
  return { proved, pending, stale };
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
