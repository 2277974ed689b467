import { type HowSet, type PresencePair, samePair } from '@lamplight/domain';
import { lampAsJudged, pairAsJudged } from '../as-judged.ts';
import { applied, type Draft, decidePair, discarded, lightLamp } from '../draft.ts';
import type { ChosenStateRule } from '../rule.ts';
import { strengthOf, weightOf } from '../strength.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import type { SubjectLook } from '../view.ts';

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
      } else if (!isProved(rule, claim.howSet, judged) && isActiveElsewhere(subject, judged, facts)) {
        discarded(draft, index, bound, 'chosen-elsewhere-active');
      } else if (place < bestPlace) {
        best = subject;
        bestPlace = place;
      }
    }
  }
  if (best !== null && best.judged !== null) {
    const { judged } = best;
    const decided = rule.fills.includes('availability') && decidePair(draft, pairAsJudged(judged, best));
    const lit = rule.fills.includes('lamp') && lightLamp(draft, lampAsJudged(judged, best));
    const filled = decided || lit;
    (filled ? applied : discarded)(draft, index, best.bound, filled ? 'chosen-decides' : 'already-decided');
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

/** By the system itself, or by a pair that only a hand can make. An Away may as well come of inactivity. */
function isProved(rule: ChosenStateRule, howSet: HowSet, pair: PresencePair): boolean {
  return (
    howSet === 'user' ||
    rule.always.includes(pair.availability) ||
    rule.onlyByHand.some((chosen) => samePair(chosen, pair))
  );
}

/** Whether another account of the same technology shows that the person is there. */
function isActiveElsewhere(subject: SubjectState, judged: SubjectLook, { ranked }: Facts): boolean {
  return ranked.some(
    (other) =>
      other.bound.systemId !== subject.bound.systemId &&
      other.bound.technology === subject.bound.technology &&
      other.freshness === 'fresh' &&
      other.claim?.masked === false &&
      other.judged?.inWords === true &&
      weightOf(other, other.judged) !== null &&
      strengthOf(other, other.judged) > strengthOf(subject, judged),
  );
}
