/**
 * The usual read: it shows what the last one showed, and nothing of ours is or was in play. Most reads are such, so what
 * they change is done without the whole machine: from then on the state was last seen at this read's time, which decides
 * what is fresh and what is late. For every other read this says nothing; `attribute` judges it.
 */
import { samePair } from '@lamplight/domain';
import type { AttributionState, PresenceRead } from './attribution-state.ts';

/** The state after the read, the same that `attribute` gives without any effect; null: it has to be asked. */
export function repeatedRead(state: AttributionState, read: PresenceRead): AttributionState | null {
  const { independent, lastRead } = state;
  if (
    independent === null ||
    lastRead === null ||
    lastRead.sequenceNumber !== read.sequenceNumber ||
    read.begunAt < lastRead.begunAt ||
    !samePair(independent.pair, read.pair) ||
    !isUninvolved(state)
  ) {
    return null;
  }
  const { begunAt, endedAt, sequenceNumber } = read;
  return {
    ...state,
    lastRead: { begunAt, sequenceNumber },
    independent: { ...independent, begunAt, endedAt },
  };
}

/** Nothing is wanted at Graph, and nothing that we wrote can show, land or be missed. */
function isUninvolved(state: AttributionState): boolean {
  const { wanted, intention, own, windows, unseenEnd } = state;
  return (
    own.kind === 'none' &&
    windows.length === 0 &&
    unseenEnd.length === 0 &&
    (wanted.kind === 'nothing' || wanted.kind === 'leave') &&
    intention.kind === 'rest' &&
    state.mayLandUntil === null &&
    state.formerMayLandUntil === null &&
    state.inferred === null &&
    state.echoOf === null &&
    state.droppedSince === null
  );
}
