/** The calls of a person over all lines that count. */
import { type Call, isLive } from '@lamplight/domain';
import { CALL_RANK } from './line-state.ts';
import type { Facts, SubjectState } from './subject-state.ts';

/**
 * The strongest live, ringing or dialling call over `lines`; null when there is none. While any of them is fresh and
 * known, only fresh ones decide: a stale one never adds a call to them.
 */
export function strongestCall(lines: readonly SubjectState[]): Call | null {
  const fresh = lines.some((line) => line.freshness === 'fresh' && callRank(line) > CALL_RANK.unknown);
  const strongest = strongestOf(
    lines,
    (line) => fresh === (line.freshness === 'fresh') && callRank(line) >= CALL_RANK.dialling,
  );
  return strongest?.call ?? null;
}

/** The strongest of the person's own lines that pass: by call state, then primary, then the longer call, then the order. */
export function strongestLine(facts: Facts, passes: (subject: SubjectState) => boolean): SubjectState | null {
  return strongestOf(facts.ranked, passes);
}

function strongestOf(lines: readonly SubjectState[], passes: (subject: SubjectState) => boolean): SubjectState | null {
  let best: SubjectState | null = null;
  for (const subject of lines) {
    if (subject.call !== null && passes(subject)) {
      if (best === null || isStrongerLine(subject, best)) {
        best = subject;
      }
    }
  }
  return best;
}

function isStrongerLine(a: SubjectState, b: SubjectState): boolean {
  const difference = callRank(a) - callRank(b);
  if (difference !== 0) {
    return difference > 0;
  }
  if (a.bound.primary !== b.bound.primary) {
    return a.bound.primary;
  }
  return (a.call?.since ?? Number.POSITIVE_INFINITY) < (b.call?.since ?? Number.POSITIVE_INFINITY);
}

function callRank(subject: SubjectState): number {
  return subject.call === null ? -1 : CALL_RANK[subject.call.state];
}

export function hasLiveCall(subject: SubjectState): boolean {
  return subject.call !== null && isLive(subject.call.state);
}

/** A live call of the person that is proved now: fresh, at a line of the person, and not something that we put there. */
export function isProvedCall(subject: SubjectState): boolean {
  return subject.freshness === 'fresh' && causesEffects(subject);
}

/** A live call of the person that was proved when its source lapsed. */
export function isStaleCall(subject: SubjectState): boolean {
  return subject.freshness === 'stale' && causesEffects(subject);
}

function causesEffects(subject: SubjectState): boolean {
  return subject.standing === 'own' && hasLiveCall(subject) && subject.claim?.masked !== true;
}

/** A line of the person that was in a call when its source could not see it any more: the call may go on. */
export function isCallOutOfSight(subject: SubjectState): boolean {
  const before = subject.claim?.previous?.callState ?? null;
  return (
    subject.standing === 'own' &&
    subject.freshness === 'fresh' &&
    subject.call?.state === 'unknown' &&
    before !== null &&
    isLive(before)
  );
}

/** A line of the person that has not answered yet: it may carry a call. */
export function isPendingLine(subject: SubjectState): boolean {
  return subject.standing === 'own' && subject.isLine && subject.freshness === 'pending';
}
