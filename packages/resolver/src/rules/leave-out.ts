import { applied, type Draft, discarded } from '../draft.ts';
import type { LeaveOutRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';

/**
 * Takes parts of claims out of sight of every rule that follows. Calls at lines are none of these parts: they go on being
 * shown at the line, lighting lamps and causing effects.
 */
export function leaveOut(rule: LeaveOutRule, index: number, facts: Facts, draft: Draft): void {
  let found = false;
  for (const subject of facts.subjects) {
    const parts = rule.parts.filter((part) => !subject.leftOut.includes(part));
    if (parts.length === 0) {
      continue;
    }
    found = true;
    subject.leftOut = [...subject.leftOut, ...parts];
    if (parts.includes('presence')) {
      subject.describedBy = subject.judged;
      subject.judged = null;
    }
    applied(draft, index, subject.bound, 'left-out');
  }
  if (!found) {
    discarded(draft, index, null, 'nothing-to-leave-out');
  }
}
