/** What one answer of Graph says about a person: an older one nothing, an echo little, an independent one all. */
import { type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionEffect, AttributionState, PresenceRead } from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';
import { isCall, isSignedOut } from './teams-state.ts';
import { canShowAs, echoOf, endedBy, type OwnWrite } from './write-window.ts';

/** The state after the read; effects are added to `effects`. */
export function judgeRead(
  state: AttributionState,
  read: PresenceRead,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  return isOlder(state, read, timing)
    ? { ...state, droppedSince: state.droppedSince ?? read.begunAt }
    : readAnswered(state, read, timing, effects);
}

/** Whether the read shows what was before the last one, so that it counts for nothing. */
export function isOlder(state: AttributionState, read: PresenceRead, timing: AttributionTiming): boolean {
  const last = state.lastRead;
  if (last === null) {
    return false;
  }
  if (last.sequenceNumber === null || read.sequenceNumber === null || last.sequenceNumber === read.sequenceNumber) {
    return read.begunAt < last.begunAt;
  }
  if (read.sequenceNumber > last.sequenceNumber) {
    return false;
  }
  return state.droppedSince === null || read.begunAt - state.droppedSince < timing.sequenceTrustMs;
}

function readAnswered(
  state: AttributionState,
  read: PresenceRead,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  const lastRead = {
    begunAt: Math.max(read.begunAt, state.lastRead?.begunAt ?? read.begunAt),
    sequenceNumber: read.sequenceNumber,
  };
  const echo = echoOf(state.windows, read.pair, read.begunAt, read.endedAt);
  if (echo !== null) {
    return { ...state, lastRead, droppedSince: null, echoOf: echo };
  }
  const began = !canShowOurs(state.unseenEnd, read.pair);
  const independent = nextIndependent(state, read, began);
  const inferred = nextInferred(state, read, timing, began, effects);
  const judged = { ...state, lastRead, droppedSince: null, echoOf: null, independent, inferred, unseenEnd: [] };
  const { own } = state;
  if (own.kind === 'settling' && endsSettling(state, read, timing)) {
    return { ...judged, own: { kind: 'none' }, windows: endedBy(state.windows, own.way, read.begunAt) };
  }
  if (own.kind === 'live' && own.way === 'preferred' && read.begunAt >= own.showsFrom && isShown(read.pair)) {
    return {
      ...judged,
      own: { kind: 'none' },
      mayLandUntil: null,
      // Replaced at the latest when the read ended; a replica that lags may still show it.
      windows: endedBy(state.windows, own.way, read.endedAt + timing.visibilityMs + timing.settleMs),
      // A set without an answer has not landed: it is tried again. One that Graph accepted was replaced by hand.
      overtaken: state.mayLandUntil === null ? own.pair : state.overtaken,
    };
  }
  return judged;
}

/**
 * Whether a pair says that a status chosen by hand would show: not where Graph shows nobody signed in, since none takes
 * effect without a session (Graph, presence: setUserPreferredPresence).
 */
function isShown(pair: PresencePair): boolean {
  return pair.availability !== 'PresenceUnknown' && !isSignedOut(pair);
}

function nextIndependent(state: AttributionState, read: PresenceRead, began: boolean): AttributionState['independent'] {
  const { pair, begunAt, endedAt } = read;
  const known = state.independent;
  if (known !== null && samePair(known.pair, pair)) {
    return { ...known, begunAt, endedAt };
  }
  const previous = known?.pair ?? null;
  return { pair, begunAt, endedAt, since: began ? read.seenAt : null, previous };
}

function nextInferred(
  state: AttributionState,
  read: PresenceRead,
  timing: AttributionTiming,
  began: boolean,
  effects: AttributionEffect[],
): AttributionState['inferred'] {
  const { inferred } = state;
  if (!isCall(read.pair)) {
    if (inferred !== null) {
      effects.push({ kind: 'inferred-call-over' });
    }
    return null;
  }
  if (inferred !== null) {
    const confirms = read.begunAt >= inferred.firstBegunAt + timing.visibilityMs;
    return confirms && !inferred.confirmed ? { ...inferred, confirmed: true } : inferred;
  }
  if (began || (state.independent !== null && samePair(state.independent.pair, read.pair))) {
    return null;
  }
  effects.push({ kind: 'call-inferred' }, { kind: 'read-at', times: [read.begunAt + timing.visibilityMs + 1] });
  return { firstBegunAt: read.begunAt, confirmed: false };
}

function endsSettling(state: AttributionState, read: PresenceRead, timing: AttributionTiming): boolean {
  return (
    state.own.kind === 'settling' &&
    state.own.clearAgainAt === null &&
    read.begunAt >= state.own.clearedAt + timing.visibilityMs &&
    read.pair.availability !== 'PresenceUnknown' &&
    !canShowOurs(state.windows, read.pair)
  );
}

function canShowOurs(ours: readonly OwnWrite[], shown: PresencePair): boolean {
  return ours.some((write) => canShowAs(write, shown));
}
