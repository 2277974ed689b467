import { narrowFacts } from '../conditions/narrow-facts.ts';
import { failedPart } from '../conditions/rule-condition.ts';
import { type Draft, discarded } from '../draft.ts';
import { applyEffect } from '../effects/apply-effect.ts';
import { leaveUnheard } from '../effects/leave-unheard.ts';
import { type Rule, SHOWING_KINDS } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { chosenState } from './chosen-state.ts';
import { doNotDisturb } from './do-not-disturb.ts';
import { ignoreAfterHangUp } from './ignore-after-hang-up.ts';
import { keepAfterChange } from './keep-after-change.ts';
import { leaveOut } from './leave-out.ts';
import { liveCall } from './live-call.ts';
import { managedBy } from './managed-by.ts';
import { missingTechnology } from './missing-technology.ts';
import { reportedCall } from './reported-call.ts';
import { ringingCall } from './ringing-call.ts';
import { show } from './show.ts';
import { winningTechnology } from './winning-technology.ts';

/**
 * Interprets one rule: it looks at the facts, fills what it can of the draft, and leaves at least one reason. A rule whose
 * condition fails is not looked at; one with effects whose condition is not known yet leaves what stands. After the winning
 * technology nothing shows anything any more.
 */
export function applyRule(rule: Rule, index: number, facts: Facts, draft: Draft): void {
  const failed = rule.when === null ? null : failedPart(rule.when, facts, draft);
  if (failed !== null) {
    if (failed.unheard === null || !leaveUnheard(rule, index, facts, draft, failed.unheard)) {
      discarded(draft, index, failed.subject, failed.detail);
    }
    return;
  }
  if (draft.closed && SHOWING_KINDS.includes(rule.kind)) {
    discarded(draft, index, null, 'after-winning-technology');
    return;
  }
  // Rules with effects narrow their causes themselves: they also look at what they would write to.
  if (applyEffect(rule, index, facts, draft)) {
    return;
  }
  const seen = narrowFacts(rule, facts);
  switch (rule.kind) {
    case 'keep-after-change':
      keepAfterChange(rule, index, seen, draft);
      break;
    case 'ignore-after-hang-up':
      ignoreAfterHangUp(rule, index, seen, draft);
      break;
    case 'chosen-state':
      chosenState(rule, index, seen, draft);
      break;
    case 'live-call':
      liveCall(rule, index, seen, draft);
      break;
    case 'ringing-call':
      ringingCall(rule, index, seen, draft);
      break;
    case 'do-not-disturb':
      doNotDisturb(rule, index, seen, draft);
      break;
    case 'reported-call':
      reportedCall(rule, index, seen, draft);
      break;
    case 'winning-technology':
      winningTechnology(rule, index, seen, draft);
      break;
    case 'missing-technology':
      missingTechnology(rule, index, seen, draft);
      break;
    case 'show':
      show(rule, index, seen, draft);
      break;
    case 'leave-out':
      leaveOut(rule, index, seen, draft);
      break;
    case 'managed-by':
      managedBy(rule, index, seen, draft);
      break;
  }
}
