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
 *
 * What we write is a session, or a preferred status in place of the one that the person chooses by hand. Both are one
 * machine with the way of writing as a parameter, and one of them stands at a time. What differs: Graph tells sessions
 * apart by application and preferred statuses not at all. So a preferred status that shows another pair has been
 * replaced by hand ("overtaken") and is neither cleared nor set again until something else is wanted, and one that a
 * process before this one left is taken for the person's own until its lease is over, unless it is still wanted.
 */
import type {
  AttributedView,
  AttributionEffect,
  AttributionInput,
  AttributionState,
  AttributionStep,
  Own,
} from './attribution-state.ts';
import type { AttributionTiming } from './attribution-timing.ts';
import { intend, want } from './intention.ts';
import { judgeRead } from './judge-read.ts';
import { blockedUntil, isShownByOurs, isSignedOut, sameIntention } from './teams-state.ts';
import {
  endedBy,
  inheritedWindows,
  type OwnWrite,
  sameWrite,
  type Way,
  withoutWrite,
  withSentWrite,
  withWriteUntil,
} from './write-window.ts';

/** When a person whose call ended is read again, after the clear was accepted. */
const READS_AFTER_CLEAR_MS = [500, 1000, 2000, 3000] as const;

/** A person nobody has read or written: nothing is wanted until the gateway has said so. */
export const UNKNOWN_PERSON: AttributionState = Object.freeze({
  wanted: Object.freeze({ kind: 'leave' }),
  intention: Object.freeze({ kind: 'rest' }),
  own: Object.freeze({ kind: 'none' }),
  windows: Object.freeze([]),
  mayLandUntil: null,
  formerMayLandUntil: null,
  unseenEnd: Object.freeze([]),
  independent: null,
  inferred: null,
  echoOf: null,
  restore: null,
  coversUnknown: false,
  setOverSignedOut: false,
  overtaken: null,
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
  const moved = forget(lapse(apply(lapse(state, now, timing), input, now, timing, effects), now, timing), now);
  const intention = intend(moved, now, timing);
  if (sameIntention(intention, moved.intention)) {
    return { state: moved, effects };
  }
  return { state: { ...moved, intention }, effects: [...effects, { kind: 'intend', intention }] };
}

export function viewOf(state: AttributionState): AttributedView {
  return {
    independent: state.independent,
    masked: state.echoOf !== null,
    unconfirmedCall: state.inferred !== null && !state.inferred.confirmed,
    shownByOurs: isShownByOurs(state),
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
      return want(state, input.wanted);
    case 'set-sent':
      return setSent(state, { way: input.way, pair: input.pair }, now);
    case 'set-answered':
      return setAnswered(state, input, now, timing, effects);
    case 'clear-sent':
      return { ...state, own: { kind: 'clearing', way: input.way, sentAt: now, before: state.own } };
    case 'clear-answered':
      return input.outcome === 'cleared' || input.outcome === 'not-found'
        ? cleared(state, { way: input.way, outcome: input.outcome }, now, timing, effects)
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
  const unseen = state.echoOf !== null || state.lastRead === null || state.lastRead.begunAt < first;
  return {
    ...kept,
    own: { kind: 'none' },
    mayLandUntil: null,
    unseenEnd: ours && unseen ? joined(state.unseenEnd, state.windows) : state.unseenEnd,
  };
}

/** What is of no interest any more: what a write of ours covered once none stands, and what can land no more. */
function forget(state: AttributionState, now: number): AttributionState {
  const { own, formerMayLandUntil } = state;
  const underWay = own.kind === 'setting' || own.kind === 'clearing';
  const idle = own.kind === 'none' && state.wanted.kind !== 'preferred';
  const session = (underWay || own.kind === 'live') && own.way === 'session';
  const landed = formerMayLandUntil !== null && formerMayLandUntil < now && !underWay;
  const covers = idle && (state.restore !== null || state.coversUnknown);
  return covers || landed || (state.setOverSignedOut && !session)
    ? {
        ...state,
        restore: idle ? null : state.restore,
        coversUnknown: state.coversUnknown && !idle,
        formerMayLandUntil: landed ? null : formerMayLandUntil,
        setOverSignedOut: state.setOverSignedOut && session,
      }
    : state;
}

function joined(known: readonly OwnWrite[], more: readonly OwnWrite[]): readonly OwnWrite[] {
  const added = more.filter((write) => !known.some((other) => sameWrite(other, write)));
  return [...known, ...added.map(({ way, pair }) => ({ way, pair }))];
}

function inherit(state: AttributionState, now: number, timing: AttributionTiming): AttributionState {
  const formerMayLandUntil = now + timing.landingMs;
  const until = formerMayLandUntil + timing.leaseMs + timing.visibilityMs + timing.settleMs;
  return {
    ...state,
    formerMayLandUntil,
    own: state.own.kind === 'none' || state.own.kind === 'settling' ? { kind: 'inherited', until } : state.own,
    windows: [...state.windows, ...inheritedWindows(until)],
  };
}

function setSent(state: AttributionState, write: OwnWrite, now: number): AttributionState {
  const { own } = state;
  const renews = own.kind === 'live' && own.way === write.way;
  // What settled until now is no longer watched for its end.
  const unsettled = own.kind === 'settling' && own.way !== write.way && own.wasOurs ? state.windows : [];
  return {
    ...state,
    own: { kind: 'setting', ...write, sentAt: now, before: own },
    windows: withSentWrite(state.windows, write, now),
    coversUnknown: write.way === 'preferred' && !renews ? state.independent === null : state.coversUnknown,
    setOverSignedOut: renews
      ? state.setOverSignedOut
      : state.independent !== null && isSignedOut(state.independent.pair),
    unseenEnd: joined(state.unseenEnd, unsettled),
  };
}

function setAnswered(
  state: AttributionState,
  answer: Extract<AttributionInput, { kind: 'set-answered' }>,
  now: number,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  const { way, pair, sentAt, outcome } = answer;
  const write = { way, pair };
  if (outcome === 'failed') {
    const own: Own = state.own.kind === 'setting' ? state.own.before : state.own;
    return { ...state, own, windows: withoutWrite(state.windows, write, sentAt) };
  }
  const gone = timing.visibilityMs + timing.settleMs;
  if (outcome === 'unknown') {
    const until = now + timing.landingMs + timing.leaseMs + gone;
    return {
      ...state,
      own: { kind: 'live', ...write, until, showsFrom: now + timing.landingMs + gone },
      mayLandUntil: now + timing.landingMs,
      windows: withWriteUntil(state.windows, write, sentAt, until),
    };
  }
  const until = now + timing.leaseMs + gone;
  // One write stands at a time: what was written before is replaced, unless it may have landed after this one did.
  const replaces = mayLandUntil(state, way) < sentAt;
  const replaced = replaces ? endedBy(state.windows, way, now + gone) : state.windows;
  const showsFrom = now + gone;
  if (way === 'preferred') {
    // Whether it shows at all: without a session of the person it does not.
    effects.push({ kind: 'read-at', times: [showsFrom + 1] });
  }
  return {
    ...state,
    own: { kind: 'live', ...write, until, showsFrom },
    mayLandUntil: state.mayLandUntil !== null && state.mayLandUntil < sentAt ? null : state.mayLandUntil,
    windows: withWriteUntil(replaced, write, sentAt, until),
  };
}

function cleared(
  state: AttributionState,
  { way, outcome }: { readonly way: Way; readonly outcome: 'cleared' | 'not-found' },
  now: number,
  timing: AttributionTiming,
  effects: AttributionEffect[],
): AttributionState {
  const before: Own = state.own.kind === 'clearing' ? state.own.before : state.own;
  const wasOurs = outcome === 'cleared' || (before.kind === 'settling' ? before.wasOurs : before.kind !== 'inherited');
  if (before.kind === 'live' && way === 'session' && state.wanted.kind === 'nothing') {
    effects.push({ kind: 'hung-up' });
  }
  const sentAt = state.own.kind === 'clearing' ? state.own.sentAt : now;
  const landsUntil = mayLandUntil(state, way);
  if (landsUntil >= sentAt) {
    // The clear may have overtaken the set, at whatever instant between its sending and its answer it took effect:
    // what shows is ours to doubt until a clear that was sent later is answered.
    const until = landsUntil + timing.leaseMs + timing.visibilityMs + timing.settleMs;
    effects.push({ kind: 'read-at', times: READS_AFTER_CLEAR_MS.map((ms) => now + ms) });
    return {
      ...state,
      own: {
        kind: 'settling',
        way,
        clearedAt: now,
        until,
        clearAgainAt: Math.max(landsUntil, now) + 1,
        wasOurs,
      },
    };
  }
  if (way === 'preferred' && state.restore === null && (state.coversUnknown || before.kind === 'inherited')) {
    effects.push({ kind: 'choice-lost' });
  }
  // Graph knew of no session: at most one that had just lapsed can still be seen, and that needs no margin.
  const until = now + timing.visibilityMs + (wasOurs ? timing.settleMs : 0);
  effects.push({ kind: 'read-at', times: [...READS_AFTER_CLEAR_MS.map((ms) => now + ms), until + 1] });
  return {
    ...state,
    own: { kind: 'settling', way, clearedAt: now, until, clearAgainAt: null, wasOurs },
    mayLandUntil: null,
    windows: endedBy(state.windows, way, until),
  };
}

/**
 * Until when a set that nobody answered for may take effect; -Infinity: none can. Of a process before this one only a
 * session: a second clear of a preferred status could take what the person has chosen meanwhile.
 */
function mayLandUntil(state: AttributionState, way: Way): number {
  const former = way === 'session' ? state.formerMayLandUntil : null;
  return Math.max(state.mayLandUntil ?? -Infinity, former ?? -Infinity);
}
