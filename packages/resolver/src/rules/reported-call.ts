import { lampAsJudged, pairAsJudged } from '../as-judged.ts';
import { applied, type Draft, decidePair, discarded, lightLamp } from '../draft.ts';
import type { ReportedCallRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';

/**
 * A call that a system reports of the person fills availability: no technology above it hides it. One that was last
 * heard before its source lapsed only keeps the lamp, and only where nothing heard now has decided.
 */
export function reportedCall(rule: ReportedCallRule, index: number, facts: Facts, draft: Draft): void {
  let looked = false;
  for (const subject of facts.ranked) {
    const { judged, claim, bound } = subject;
    if (judged === null || claim === null || !judged.inWords || !rule.activities.includes(judged.activity)) {
      continue;
    }
    looked = true;
    if (claim.masked) {
      discarded(draft, index, bound, 'reported-call-masked');
    } else if (subject.freshness !== 'fresh') {
      const lit = draft.pair === null && lightLamp(draft, { ...lampAsJudged(judged, subject), onACall: true });
      (lit ? applied : discarded)(draft, index, bound, lit ? 'stale-call-lights-lamp' : 'reported-call-stale');
    } else {
      const decided = decidePair(draft, pairAsJudged(judged, subject));
      (decided ? applied : discarded)(draft, index, bound, decided ? 'reported-call-decides' : 'already-decided');
    }
  }
  if (!looked) {
    discarded(draft, index, null, 'no-reported-call');
  }
}
