import { isLive } from '@lamplight/domain';
import { applied, type Draft, discarded, revisit } from '../draft.ts';
import type { IgnoreAfterHangUpRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { lookOfPair } from '../view.ts';
import { previousPair } from './keep-after-change.ts';

/** For `forMs` after a line's hang-up, a reported call is the one that ended: what was reported before it counts. */
export function ignoreAfterHangUp(rule: IgnoreAfterHangUpRule, index: number, facts: Facts, draft: Draft): void {
  if (!rule.telephony.includes(facts.person.telephony)) {
    discarded(draft, index, null, 'telephony-not-concerned');
    return;
  }
  const until = lastHangUp(facts) + rule.forMs;
  let ignored = false;
  for (const subject of facts.ranked) {
    const { claim, judged, bound } = subject;
    if (
      claim !== null &&
      judged !== null &&
      facts.now < until &&
      rule.technologies.includes(bound.technology) &&
      rule.activities.includes(judged.activity)
    ) {
      const previous = previousPair(claim.previous);
      const before = previous === null || rule.activities.includes(previous.activity) ? null : previous;
      subject.judged = before === null ? null : lookOfPair(before, null, bound.technology, facts.profile);
      revisit(draft, until);
      applied(draft, index, bound, 'ignored-after-hang-up');
      ignored = true;
    }
  }
  if (!ignored) {
    discarded(draft, index, null, 'no-recent-hang-up');
  }
}

/** When the last live call at a fresh line of the person ended; minus infinity: not known. */
function lastHangUp(facts: Facts): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { standing, freshness, claim, call } of facts.ranked) {
    const before = claim?.previous?.callState ?? null;
    if (standing === 'own' && freshness === 'fresh' && call !== null && before !== null) {
      const since = call.since ?? claim?.since ?? null;
      if (isLive(before) && !isLive(call.state) && since !== null && since > last) {
        last = since;
      }
    }
  }
  return last;
}
