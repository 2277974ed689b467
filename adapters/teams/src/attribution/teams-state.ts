import { type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionState, Intention } from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';

/** Whether a pair means that the person is in a Teams call. */
export function isCall(pair: PresencePair): boolean {
  return pair.activity === 'InACall' || pair.activity === 'InAConferenceCall';
}

/** Whether a pair means do-not-disturb: chosen, presenting or focusing. */
export function isDoNotDisturb(pair: PresencePair): boolean {
  return pair.availability === 'DoNotDisturb' || pair.activity === 'Presenting';
}

/** Until when the independent state keeps us from writing unless it is read again; null: it does not. */
export function blockedUntil(state: AttributionState, timing: AttributionTiming): number | null {
  const { independent } = state;
  if (independent === null || (!isCall(independent.pair) && !isDoNotDisturb(independent.pair))) {
    return null;
  }
  return independent.endedAt + timing.freshMs;
}

/** A known Teams call or do-not-disturb is never covered by a write of ours. */
export function blocksWriting(state: AttributionState, now: number, timing: AttributionTiming): boolean {
  const until = blockedUntil(state, timing);
  return until !== null && now <= until;
}

export function sameIntention(a: Intention, b: Intention): boolean {
  return a.kind === 'keep' ? b.kind === 'keep' && samePair(a.pair, b.pair) : a.kind === b.kind;
}
