import { pairAsJudged } from '../as-judged.ts';
import { applied, type Draft, decidePair, discarded, revisit } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { WinningTechnologyRule } from '../rule.ts';
import { strengthOf, weightOf } from '../strength.ts';
import { isCallOutOfSight } from '../strongest-call.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import type { SubjectLook } from '../view.ts';

const FREE: readonly string[] = ['Available', 'AvailableIdle'];

/**
 * The first technology in the profile's order that knows something. It falls back over systems that know nothing, and
 * to stale claims only where no fresh one knows anything.
 *
 * It does not fall back over a system that has not answered yet, which after a start lasts one lease at the most, and
 * says that somebody is free only once everybody has answered: an idle phone says nothing of a meeting, and a quiet
 * Teams nothing of a call, so the lamp stays dark until it is known to be right. It is dark too while a call may
 * go on out of sight.
 */
export function winningTechnology(rule: WinningTechnologyRule, index: number, facts: Facts, draft: Draft): void {
  draft.closed = true;
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
  const first = candidates.find(isCounted)?.bound.technology;
  for (const subject of candidates) {
    if (subject !== best && subject.judged !== null) {
      discarded(draft, index, subject.bound, whyNot(subject, best));
    }
  }
  if (best === null || best.judged === null) {
    discarded(draft, index, null, 'nothing-known');
    return;
  }
  if (mustWait(best, best.judged, facts)) {
    discarded(draft, index, best.bound, 'waits-for-unheard');
    return;
  }
  if (isOvertaken(best, rule, facts, draft)) {
    discarded(draft, index, best.bound, 'call-out-of-sight');
    return;
  }
  decidePair(draft, pairAsJudged(best.judged, best));
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

/**
 * A call may go on out of sight: what a system showed before our own write is no longer true then, and that it shows
 * nothing of the call makes nobody free. For how long is bounded, since a PBX may stay away for hours.
 */
function isOvertaken(best: SubjectState, rule: WinningTechnologyRule, facts: Facts, draft: Draft): boolean {
  const lost = facts.ranked.filter(isCallOutOfSight);
  const isMasked = best.claim?.masked === true;
  const until = Math.max(...lost.map(({ call }) => (call?.since ?? Number.NEGATIVE_INFINITY) + rule.callOutOfSightMs));
  if (best.judged === null || !looksFree(best.judged) || facts.now >= until) {
    return isMasked && lost.length > 0;
  }
  revisit(draft, until);
  return true;
}

function mustWait(best: SubjectState, look: SubjectLook, facts: Facts): boolean {
  const place = facts.ranked.indexOf(best);
  return facts.ranked.some(
    (subject, index) => subject.freshness === 'pending' && isCounted(subject) && (index < place || looksFree(look)),
  );
}

/** A lamp that says so, or one that a platform's own table holds back for somebody who is available. */
function looksFree({ tone, availability }: SubjectLook): boolean {
  return tone === 'available' || (tone === 'neutral' && FREE.includes(availability));
}

function isCounted(subject: SubjectState): boolean {
  return !subject.leftOut.includes('presence');
}

function whyNot(subject: SubjectState, best: SubjectState | null): ReasonId {
  if (subject.freshness === 'pending') {
    return 'not-heard-yet';
  }
  if (weightOf(subject, subject.judged) === null) {
    return 'unknown-never-wins';
  }
  return subject.freshness === 'stale' && best?.freshness === 'fresh' ? 'shown-only-fresh' : 'outranked';
}
