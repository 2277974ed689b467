import { applied, type Draft, decidePair, discarded } from '../draft.ts';
import type { WinningTechnologyRule } from '../profile.ts';
import { strengthOf, weightOf } from '../strength.ts';
import type { Facts, SubjectState } from '../subject-state.ts';

/**
 * The first technology in the profile's order that knows something. It falls back over systems that know nothing, and
 * to stale claims only where no fresh one knows anything.
 */
export function winningTechnology(_rule: WinningTechnologyRule, index: number, facts: Facts, draft: Draft): void {
  if (draft.pair !== null) {
    discarded(draft, index, null, 'already-decided');
    return;
  }
  let best: SubjectState | null = null;
  const candidates = [...facts.ranked, ...facts.places];
  for (const subject of candidates) {
    if (isBetter(subject, best)) {
      best = subject;
    }
  }
  const first = candidates[0]?.bound.technology;
  for (const subject of candidates) {
    if (subject !== best && subject.judged !== null) {
      discarded(draft, index, subject.bound, whyNot(subject));
    }
  }
  if (best === null || best.judged === null) {
    discarded(draft, index, null, 'nothing-known');
    return;
  }
  const { availability, activity, since } = best.judged;
  decidePair(draft, { availability, activity, since, subject: best });
  const detail = best.bound.technology === first ? 'winner-decides' : 'fallen-back';
  applied(draft, index, best.bound, best.freshness === 'fresh' ? detail : 'stale-winner-decides');
}

/** Candidates come in the order of technologies, so only a better weight or, within one technology, strength counts. */
function isBetter(subject: SubjectState, best: SubjectState | null): boolean {
  const weight = weightOf(subject, subject.judged);
  if (weight === null || subject.judged === null) {
    return false;
  }
  if (best === null || best.judged === null) {
    return true;
  }
  const bestWeight = weightOf(best, best.judged) ?? Number.POSITIVE_INFINITY;
  if (weight !== bestWeight) {
    return weight < bestWeight;
  }
  return (
    subject.bound.technology === best.bound.technology &&
    strengthOf(subject, subject.judged) > strengthOf(best, best.judged)
  );
}

function whyNot(subject: SubjectState): 'not-heard-yet' | 'unknown-never-wins' | 'outranked' {
  if (subject.freshness === 'pending') {
    return 'not-heard-yet';
  }
  return weightOf(subject, subject.judged) === null ? 'unknown-never-wins' : 'outranked';
}
