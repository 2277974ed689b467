import { type PresencePair, samePair } from '@lamplight/domain';
import { applied, type Draft, decidePair, discarded } from '../draft.ts';
import type { ChosenStateRule } from '../rule.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/**
 * The strongest state chosen by hand fills availability. Graph does not say who chose, so a claim may say `inferred`,
 * and some pairs prove it. Under our own write a choice by hand would still show: one that a masked claim remembers
 * is over.
 */
export function chosenState(rule: ChosenStateRule, index: number, facts: Facts, draft: Draft): void {
  let best: SubjectState | null = null;
  let bestPlace = Number.POSITIVE_INFINITY;
  let looked = false;
  for (const subject of facts.ranked) {
    const { judged, claim, bound } = subject;
    if (judged === null || claim === null || !judged.inWords) {
      continue;
    }
    const place = rule.availabilities.indexOf(judged.availability);
    if (place === -1) {
      if (judged.availability === 'Available' && claim.howSet === 'user') {
        discarded(draft, index, bound, 'chosen-available-hides-nothing');
        looked = true;
      }
    } else if (isChosen(rule, subject, judged)) {
      looked = true;
      if (claim.masked) {
        discarded(draft, index, bound, 'chosen-masked');
      } else if (subject.freshness !== 'fresh') {
        discarded(draft, index, bound, 'chosen-stale');
      } else if (place < bestPlace) {
        best = subject;
        bestPlace = place;
      }
    }
  }
  if (best !== null && best.judged !== null) {
    const { availability, activity, since } = best.judged;
    const decided = decidePair(draft, { availability, activity, since, subject: best });
    (decided ? applied : discarded)(draft, index, best.bound, decided ? 'chosen-decides' : 'already-decided');
  } else if (!looked) {
    discarded(draft, index, null, 'nothing-chosen');
  }
}

function isChosen(rule: ChosenStateRule, subject: SubjectState, pair: PresencePair): boolean {
  const howSet = subject.claim?.howSet ?? 'unknown';
  if (rule.always.includes(pair.availability)) {
    return true;
  }
  if (rule.neverByHand.some((never) => samePair(never, pair))) {
    return howSet === 'user' && rule.howSet.includes('user');
  }
  return (
    rule.howSet.includes(howSet) || (howSet === 'unknown' && rule.onlyByHand.some((chosen) => samePair(chosen, pair)))
  );
}
