/**
 * The calls of one person as each side saw them: (state, seen, now) -> state. A call counts only if both sides could be
 * seen for the whole of it, so that a call without a twin says that there was none and not that nobody looked.
 */

export type Side = 'pbx' | 'teams';

/** What one side shows at an instant. Wall time in ms; null: not known, so the instant of the look. */
export type Seen =
  | { readonly kind: 'live'; readonly since: number | null }
  | { readonly kind: 'idle'; readonly since: number | null }
  /** Nobody can tell, or what is shown may be our own write. */
  | { readonly kind: 'unseen' };

export interface BothSeen {
  readonly pbx: Seen;
  readonly teams: Seen;
}

/** A call that is over, seen from beginning to end, while the other side was seen too. */
export interface CallInterval {
  readonly side: Side;
  /** Wall time in ms. */
  readonly from: number;
  readonly to: number;
}

type SideState = { readonly kind: 'unseen' } | { readonly kind: 'idle' } | OpenCall;

interface OpenCall {
  readonly kind: 'live';
  readonly from: number;
  /** Both sides have been seen since it began. */
  readonly counts: boolean;
}

export interface CallsState {
  readonly pbx: SideState;
  readonly teams: SideState;
  /** The latest calls, in the order in which they ended. */
  readonly calls: readonly CallInterval[];
}

const UNSEEN = Object.freeze({ kind: 'unseen' });
const IDLE = Object.freeze({ kind: 'idle' });

export const NO_CALLS: CallsState = Object.freeze({ pbx: UNSEEN, teams: UNSEEN, calls: Object.freeze([]) });

/**
 * @param kept how many calls are remembered
 * @returns the state itself where nothing has changed
 */
export function stepCalls(state: CallsState, seen: BothSeen, now: number, kept: number): CallsState {
  const bothSeen = seen.pbx.kind !== 'unseen' && seen.teams.kind !== 'unseen';
  const pbx = stepSide(state.pbx, seen.pbx, bothSeen, now);
  const teams = stepSide(state.teams, seen.teams, bothSeen, now);
  if (pbx === state.pbx && teams === state.teams) {
    return state;
  }
  const over = [
    ended('pbx', state.pbx, seen.pbx, bothSeen, now),
    ended('teams', state.teams, seen.teams, bothSeen, now),
  ].filter((call) => call !== null);
  return { pbx, teams, calls: over.length === 0 ? state.calls : [...state.calls, ...over].slice(-kept) };
}

function stepSide(before: SideState, seen: Seen, bothSeen: boolean, now: number): SideState {
  switch (seen.kind) {
    case 'unseen':
      return before.kind === 'unseen' ? before : UNSEEN;
    case 'idle':
      return before.kind === 'idle' ? before : IDLE;
    case 'live':
      if (before.kind !== 'live') {
        return { kind: 'live', from: timeOf(seen, now), counts: bothSeen && before.kind === 'idle' };
      }
      return before.counts && !bothSeen ? { ...before, counts: false } : before;
  }
}

function ended(side: Side, before: SideState, seen: Seen, bothSeen: boolean, now: number): CallInterval | null {
  return before.kind === 'live' && before.counts && seen.kind === 'idle' && bothSeen
    ? { side, from: before.from, to: Math.max(before.from, timeOf(seen, now)) }
    : null;
}

/** A source's clock may be ahead of ours. */
function timeOf(seen: { readonly since: number | null }, now: number): number {
  return Math.min(now, seen.since ?? now);
}
