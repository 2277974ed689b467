/**
 * Attribution: whose state does Graph show? Graph shows an aggregate of all sessions and no author, so a Teams call
 * under our own Busy/InACall looks like our echo and our echo looks like a Teams call. One pure state machine per
 * person remembers when a write of ours could be seen (windows) and believes a read only where it cannot be one.
 *
 * Invariant: a Teams call is claimed only on a read begun when no write of ours could be in force.
 *
 * Settling ends early by a read that shows another pair, once it began at least the visibility delay after the clear
 * was accepted. A read begun sooner may come from a replica that has not seen the clear: somebody who stops presenting
 * in the second before the hang-up shows Presenting first and our own pair after it. It is independent all the same,
 * so nobody waits longer for the new state; only a pair equal to ours is doubted until then.
 */
import type { PresencePair } from '@lamplight/domain';
import type {
  AttributedView,
  AttributionEffect,
  AttributionInput,
  AttributionState,
  AttributionStep,
  Intention,
  Own,
} from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';
import { judgeRead } from './judge-read.ts';
import { blockedUntil, blocksWriting, sameIntention } from './teams-state.ts';
import { endedBy, inheritedWindows, withoutWrite, withSentWrite, withWriteUntil } from './write-window.ts';

/** When a person whose call ended is read again, after the clear was accepted. */
const READS_AFTER_CLEAR_MS = [500, 1000, 2000, 3000] as const;

/** A person nobody has read or written: nothing is wanted until the gateway has said so. */
export const UNKNOWN_PERSON: AttributionState = Object.freeze({
  wanted: Object.freeze({ kind: 'leave' }),
  intention: Object.freeze({ kind: 'rest' }),
  own: Object.freeze({ kind: 'none' }),
  windows: Object.freeze([]),
  mayLandUntil: null,
  unseenEnd: Object.freeze([]),
  independent: null,
  inferred: null,
  masked: false,
  lastRead: null,
  droppedSince: null,
});

/** One step. `now` is monotonic ms. */
export function attribute(
  state: AttributionState,
  input: AttributionInput,
  now: number,
  timing: AttributionTiming,
): AttributionStep {
  const effects: AttributionEffect[] = [];
  const moved = lapse(apply(lapse(state, now, timing), input, now, timing, effects), now, timing);
  const intention = intend(moved, now, timing);
  if (sameIntention(intention, moved.intention)) {
    return { state: moved, effects };
  }
  return { state: { ...moved, intention }, effects: [...effects, { kind: 'intend', intention }] };
}

export function viewOf(state: AttributionState): AttributedView {
  return {
    independent: state.independent,
    masked: state.masked,
    unconfirmedCall: state.inferred !== null && !state.inferred.confirmed,
  };
}

/** When the next `tick` is due after the step at `now`, in monotonic ms; null: never by itself. */
export function nextTickAt(state: AttributionState, now: number, timing: AttributionTiming): number | null {
  const times: number[] = [];
  if (state.own.kind === 'live' || state.own.kind === 'inherited' || state.own.kind === 'settling') {
    times.push(state.own.until + 1);
  }
  if (state.own.kind === 'settling' && state.own.clearAgainAt !== null) {
    times.push(state.own.clearAgainAt);
  }
  const blocked = blockedUntil(state, timing);
  if (blocked !== null) {
    times.push(blocked + 1);
  }
  const next = Math.min(...times.filter((time) => time > now));
  return next === Infinity ? null : next;
}

function apply(
  state: AttributionState,
  input: AttributionInput,
  now: number,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  switch (input.kind) {
    case 'start':
      return inherit(state, now, timing);
    case 'wanted':
      return { ...state, wanted: input.wanted };
    case 'set-sent':
      return setSent(state, input.pair, now);
    case 'set-answered':
      return setAnswered(state, input, now, timing);
    case 'clear-sent':
      return { ...state, own: { kind: 'clearing', sentAt: now, before: state.own } };
    case 'clear-answered':
      return input.outcome === 'cleared' || input.outcome === 'not-found'
        ? cleared(state, input.outcome, now, timing, effects)
        : { ...state, own: state.own.kind === 'clearing' ? state.own.before : state.own };
    case 'read':
      return judgeRead(state, input.read, timing, effects);
    case 'tick':
      return state;
  }
}

/** What ends by time alone: a session that was not renewed, the settling after a clear, what could be inherited. */
function lapse(state: AttributionState, now: number, timing: AttributionTiming): AttributionState {
  const { own } = state;
  const windows = state.windows.filter((window) => window.until + timing.retentionMs >= now);
  const kept = windows.length === state.windows.length ? state : { ...state, windows };
  if ((own.kind !== 'live' && own.kind !== 'settling' && own.kind !== 'inherited') || now <= own.until) {
    return kept;
  }
  const ours = own.kind !== 'settling' || own.wasOurs;
  const first = Math.min(...state.windows.map((window) => window.sentAt));
  const unseen = state.masked || state.lastRead === null || state.lastRead.begunAt < first;
  return {
    ...kept,
    own: { kind: 'none' },
    mayLandUntil: null,
    unseenEnd: ours && unseen ? state.windows.map((window) => window.pair) : [],
  };
}

function inherit(state: AttributionState, now: number, timing: AttributionTiming): AttributionState {
  const until = now + timing.sessionMs + timing.visibilityMs + timing.settleMs;
  return {
    ...state,
    own: state.own.kind === 'none' || state.own.kind === 'settling' ? { kind: 'inherited', until } : state.own,
    windows: [...state.windows, ...inheritedWindows(until)],
  };
}

function setSent(state: AttributionState, pair: PresencePair, now: number): AttributionState {
  return {
    ...state,
    own: { kind: 'setting', pair, sentAt: now, before: state.own },
    windows: withSentWrite(state.windows, pair, now),
  };
}

function setAnswered(
  state: AttributionState,
  answer: Extract<AttributionInput, { kind: 'set-answered' }>,
  now: number,
  timing: AttributionTiming,
): AttributionState {
  const { pair, sentAt, outcome } = answer;
  if (outcome === 'failed') {
    const own: Own = state.own.kind === 'setting' ? state.own.before : state.own;
    return { ...state, own, windows: withoutWrite(state.windows, pair, sentAt) };
  }
  const gone = timing.visibilityMs + timing.settleMs;
  if (outcome === 'unknown') {
    const until = now + timing.landingMs + timing.sessionMs + gone;
    return {
      ...state,
      own: { kind: 'live', pair, until },
      mayLandUntil: now + timing.landingMs,
      windows: withWriteUntil(state.windows, pair, sentAt, until),
    };
  }
  const until = now + timing.sessionMs + gone;
  // One session per application: what was written before is replaced, unless it may have landed after this one did.
  const replaces = state.mayLandUntil === null || state.mayLandUntil < sentAt;
  const replaced = replaces ? endedBy(state.windows, now + gone) : state.windows;
  return {
    ...state,
    own: { kind: 'live', pair, until },
    mayLandUntil: replaces ? null : state.mayLandUntil,
    windows: withWriteUntil(replaced, pair, sentAt, until),
  };
}

function cleared(
  state: AttributionState,
  outcome: 'cleared' | 'not-found',
  now: number,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  const before: Own = state.own.kind === 'clearing' ? state.own.before : state.own;
  const wasOurs = outcome === 'cleared' || before.kind !== 'inherited';
  if (before.kind === 'live' && state.wanted.kind === 'nothing') {
    effects.push({ kind: 'hung-up' });
  }
  const sentAt = state.own.kind === 'clearing' ? state.own.sentAt : now;
  if (state.mayLandUntil !== null && state.mayLandUntil >= sentAt) {
    // The clear may have overtaken the set, at whatever instant between its sending and its answer it took effect:
    // what shows is ours to doubt until a clear that was sent later is answered.
    const until = state.mayLandUntil + timing.sessionMs + timing.visibilityMs + timing.settleMs;
    effects.push({ kind: 'read-at', times: READS_AFTER_CLEAR_MS.map((ms) => now + ms) });
    return {
      ...state,
      own: { kind: 'settling', clearedAt: now, until, clearAgainAt: Math.max(state.mayLandUntil, now) + 1, wasOurs },
    };
  }
  // Graph knew of no session: at most one that had just lapsed can still be seen, and that needs no margin.
  const until = now + timing.visibilityMs + (wasOurs ? timing.settleMs : 0);
  effects.push({ kind: 'read-at', times: [...READS_AFTER_CLEAR_MS.map((ms) => now + ms), until + 1] });
  return {
    ...state,
    own: { kind: 'settling', clearedAt: now, until, clearAgainAt: null, wasOurs },
    mayLandUntil: null,
    windows: endedBy(state.windows, until),
  };
}

/** What the queue should do now: the one place that decides it. */
function intend(state: AttributionState, now: number, timing: AttributionTiming): Intention {
  switch (state.wanted.kind) {
    case 'leave':
      return { kind: 'rest' };
    case 'nothing':
      return ownsSession(state, now) ? { kind: 'clear' } : { kind: 'rest' };
    case 'session': {
      if (state.own.kind === 'inherited' && state.lastRead === null) {
        // Nobody has looked yet: a Teams call that goes on must not be covered.
        return { kind: 'rest' };
      }
      if (!blocksWriting(state, now, timing)) {
        return { kind: 'keep', pair: state.wanted.pair };
      }
      return ownsSession(state, now) ? { kind: 'clear' } : { kind: 'rest' };
    }
  }
}

/** Whether something of ours is, or may be, there to be cleared. */
function ownsSession(state: AttributionState, now: number): boolean {
  switch (state.own.kind) {
    case 'none':
      return false;
    case 'setting':
    case 'live':
      return true;
    case 'clearing':
      return true;
    case 'settling':
      return state.own.clearAgainAt !== null && now >= state.own.clearAgainAt;
    case 'inherited':
      return state.masked;
  }
}
