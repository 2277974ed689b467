import type { PreviousState } from '@lamplight/domain';
import { applied, type Draft, discarded, revisit } from '../draft.ts';
import type { KeepAfterChangeRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { completePair, lookOfPair } from '../view.ts';

/**
 * Puts the previous pair in place of the present one while the change is younger than `forMs`. A claim that does not
 * say when it changed is not kept: nothing would end it.
 */
export function keepAfterChange(rule: KeepAfterChangeRule, index: number, facts: Facts, draft: Draft): void {
  let kept = false;
  for (const subject of facts.ranked) {
    const { claim, judged } = subject;
    if (claim === null || judged === null || claim.masked || !rule.technologies.includes(subject.bound.technology)) {
      continue;
    }
    const previous = previousPair(claim.previous);
    const due = claim.since === null ? Number.NEGATIVE_INFINITY : claim.since + rule.forMs;
    if (
      previous !== null &&
      facts.now < due &&
      rule.from.includes(previous.activity) &&
      rule.to.includes(judged.activity)
    ) {
      // When the previous state began is not known any more.
      subject.judged = lookOfPair(previous, null, subject.bound.technology, facts.profile);
      revisit(draft, due);
      applied(draft, index, subject.bound, 'kept-after-change');
      kept = true;
    }
  }
  if (!kept) {
    discarded(draft, index, null, 'nothing-to-keep');
  }
}

/** What the claim said before, as a pair; null where it does not say. */
export function previousPair(previous: PreviousState | null): ReturnType<typeof completePair> | null {
  if (previous === null || (previous.availability === null && previous.activity === null)) {
    return null;
  }
  return completePair(previous.availability, previous.activity);
}
