/** What a subject says by itself, as a rule fills it in. */
import type { DecidedLamp, DecidedPair } from './draft.ts';
import type { SubjectState } from './subject-state.ts';
import type { SubjectLook } from './view.ts';

export function pairAsJudged(judged: SubjectLook, subject: SubjectState): DecidedPair {
  const { availability, activity, since } = judged;
  return { availability, activity, since, subject, lamp: judged, status: statusOf(judged, subject) };
}

export function lampAsJudged(judged: SubjectLook, subject: SubjectState): DecidedLamp {
  const { tone, labelId } = judged;
  return { tone, labelId, subject, status: statusOf(judged, subject), onACall: false, yields: false };
}

/**
 * The status that a look shows; null: what it shows is a phone's own, which has its own words. An idle phone says of the
 * person no more than that they are available.
 */
export function statusOf(judged: SubjectLook, subject: SubjectState): SubjectLook | null {
  const { inWords, availability } = judged;
  const isIdle = subject.call?.state === 'idle' && availability === 'Available';
  return inWords || isIdle ? judged : null;
}
