/** What is wanted for a person, and what the write queue should do about it now: the one place that decides it. */
import { type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionState, Intention, Wanted } from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';
import { blocksWriting } from './teams-state.ts';
import { inheritedWindow, type Way } from './write-window.ts';

const REST: Intention = Object.freeze({ kind: 'rest' });

/** What is wanted has changed, or is said once more. */
export function want(state: AttributionState, wanted: Wanted): AttributionState {
  switch (wanted.kind) {
    case 'leave':
      return { ...state, wanted };
    case 'nothing':
    case 'session':
      return { ...state, wanted, overtaken: null };
    case 'preferred': {
      const { overtaken } = state;
      const next = {
        ...state,
        wanted,
        restore: wanted.restore ?? state.restore,
        overtaken: overtaken !== null && samePair(overtaken, wanted.pair) ? overtaken : null,
      };
      // Wanted from the start on: what a process before this one wrote, which may be what shows.
      return state.own.kind === 'inherited' && state.wanted.kind === 'leave'
        ? inheritPreferred(next, wanted.pair, state.own.until)
        : next;
    }
  }
}

function inheritPreferred(state: AttributionState, pair: PresencePair, until: number): AttributionState {
  const { independent } = state;
  const windows = [...state.windows, inheritedWindow({ way: 'preferred', pair }, until)];
  return independent !== null && state.echoOf === null && samePair(independent.pair, pair)
    ? { ...state, windows, independent: null, echoOf: 'preferred' }
    : { ...state, windows };
}

/** What is to be sent now. */
export function intend(state: AttributionState, now: number, timing: AttributionTiming): Intention {
  const { wanted, own } = state;
  const standing = standingWay(state, now);
  switch (wanted.kind) {
    case 'leave':
      return REST;
    case 'nothing':
      return standing === null ? REST : clear(state, standing);
    case 'session':
    case 'preferred':
      break;
  }
  if (standing !== null && standing !== wanted.kind) {
    // One way after the other: the former is cleared first, so that only one write of ours stands at a time.
    return clear(state, standing);
  }
  const otherMayLand = own.kind === 'settling' && own.way !== wanted.kind && own.clearAgainAt !== null;
  // Nobody has looked yet: a Teams call that goes on must not be covered.
  const unseen = own.kind === 'inherited' && state.lastRead === null;
  // What a former process left was cleared before anything independent was read: the same may show for a Teams call.
  const gone = own.kind === 'settling' || own.kind === 'none';
  const undecided = gone && state.independent === null && state.echoOf === 'session';
  if (otherMayLand || unseen || undecided) {
    return REST;
  }
  return wanted.kind === 'session' ? intendSession(state, now, timing) : intendPreferred(state, now, timing);
}

function intendSession(state: AttributionState, now: number, timing: AttributionTiming): Intention {
  const { wanted } = state;
  if (wanted.kind === 'session' && !blocksWriting(state, now, timing)) {
    return { kind: 'keep', way: 'session', pair: wanted.pair };
  }
  return standingWay(state, now) === null ? REST : clear(state, 'session');
}

/**
 * A preferred status goes before every session at Graph, so a read that shows another state means that ours is not in
 * force: it is not cleared for that, since clearing would take what the person has chosen meanwhile.
 */
function intendPreferred(state: AttributionState, now: number, timing: AttributionTiming): Intention {
  const { wanted, overtaken } = state;
  if (overtaken !== null) {
    return { kind: 'forget' };
  }
  if (wanted.kind !== 'preferred' || (state.echoOf !== 'preferred' && blocksWriting(state, now, timing))) {
    return REST;
  }
  return { kind: 'keep', way: 'preferred', pair: wanted.pair };
}

function clear(state: AttributionState, way: Way): Intention {
  return { kind: 'clear', way, restore: way === 'preferred' ? state.restore : null };
}

/** The way of what is, or may be, there to be cleared; null: nothing. */
function standingWay(state: AttributionState, now: number): Way | null {
  const { own } = state;
  switch (own.kind) {
    case 'none':
      return null;
    case 'setting':
    case 'live':
    case 'clearing':
      return own.way;
    case 'settling':
      return own.clearAgainAt !== null && now >= own.clearAgainAt ? own.way : null;
    case 'inherited':
      return state.echoOf;
  }
}
