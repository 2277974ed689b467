import { PREFERRED_PAIRS, type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionState, Intention } from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';
import { sameWrite } from './write-window.ts';

/** Whether a pair means that the person is in a Teams call. */
export function isCall(pair: PresencePair): boolean {
  return pair.activity === 'InACall' || pair.activity === 'InAConferenceCall';
}

/** Whether a pair means do-not-disturb: chosen, presenting or focusing. */
export function isDoNotDisturb(pair: PresencePair): boolean {
  return pair.availability === 'DoNotDisturb' || pair.activity === 'Presenting';
}

/** Whether a pair says that the person is signed in nowhere; who chose to appear offline shows OffWork. */
export function isSignedOut({ availability, activity }: PresencePair): boolean {
  return availability === 'Offline' && activity === 'Offline';
}

/**
 * Whether a status chosen by hand shows only because of our session: none shows of somebody who is signed in nowhere,
 * and our session makes them count as signed in. Available is left out: it forbids nothing, and it is what shows of
 * somebody who signs in just when we write.
 */
export function isShownByOurs({ setOverSignedOut, independent }: AttributionState): boolean {
  return (
    setOverSignedOut &&
    independent !== null &&
    PREFERRED_PAIRS.some((pair) => pair.availability !== 'Available' && samePair(pair, independent.pair))
  );
}

/**
 * Until when the independent state keeps us from writing unless it is read again; null: it does not. A preferred status
 * that the person already shows is not written either: clearing it afterwards would take their own choice. A session
 * does not give way to what only it brings to light: it would be hidden again, the session set again, and so on.
 */
export function blockedUntil(state: AttributionState, timing: AttributionTiming): number | null {
  const { independent, wanted } = state;
  if (independent === null || isShownByOurs(state)) {
    return null;
  }
  const { pair, endedAt } = independent;
  const shown = wanted.kind === 'preferred' && samePair(wanted.pair, pair);
  return isCall(pair) || isDoNotDisturb(pair) || shown ? endedAt + timing.freshMs : null;
}

/** A known Teams call or do-not-disturb is never covered by a write of ours. */
export function blocksWriting(state: AttributionState, now: number, timing: AttributionTiming): boolean {
  const until = blockedUntil(state, timing);
  return until !== null && now <= until;
}

export function sameIntention(a: Intention, b: Intention): boolean {
  switch (a.kind) {
    case 'keep':
      return b.kind === 'keep' && sameWrite(a, b);
    case 'clear':
      return b.kind === 'clear' && a.way === b.way && sameRestore(a.restore, b.restore);
    case 'rest':
    case 'forget':
      return a.kind === b.kind;
  }
}

function sameRestore(a: PresencePair | null, b: PresencePair | null): boolean {
  return a === null || b === null ? a === b : samePair(a, b);
}
