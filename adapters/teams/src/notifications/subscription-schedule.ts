/** When the next request about a subscription is due, and which. Times are monotonic milliseconds. */
import type { Difference, LifeEffect, LifeState, LiveSubscription } from './subscription-state.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Roster changes come in bits: waited for, at most for that long, before the first subscription. */
const FIRST_SETTLE_MS = 2 * SECOND;
const FIRST_LONGEST_MS = 10 * SECOND;
/** Others are polled meanwhile, so a subscription is not replaced for each of them. */
const SETTLE_MS = 30 * SECOND;
const LONGEST_MS = 5 * MINUTE;
/** Who has only left costs nothing. */
const ONLY_LEFT_MS = 60 * MINUTE;
/** No subscription is replaced sooner for another set of people. */
const YOUNGEST_MS = MINUTE;
/** Without anybody to notify, what an earlier process left is looked for that long after the start. */
const LOOK_ONCE_AFTER_MS = 30 * SECOND;
/** Between a PATCH and the next one that is not needed for the expiry. */
export const PATCH_APART_MS = 10 * MINUTE;

export interface Move {
  /** From when on it may be sent. */
  readonly at: number;
  readonly effect: LifeEffect;
}

/** The next request, and from when on it may be sent; null: none. */
export function nextMove(state: LifeState): Move | null {
  const { live, people, certificateId, pausedUntil, mustList } = state;
  if (state.underWay !== null) {
    return null;
  }
  if (state.stopped) {
    return live === null ? null : { at: 0, effect: { kind: 'delete', id: live.id } };
  }
  const [leftover] = state.leftovers;
  if (leftover !== undefined) {
    return { at: pausedUntil, effect: { kind: 'delete', id: leftover } };
  }
  if (mustList === 'conflict') {
    return { at: pausedUntil, effect: { kind: 'list' } };
  }
  if (live !== null) {
    return nextChange(state, live);
  }
  if (people.length > 0) {
    const effect: LifeEffect = { kind: 'create', people: state.search?.tried ?? people, certificateId };
    return { at: Math.max(pausedUntil, createAt(state)), effect };
  }
  const at = Math.max(pausedUntil, (state.bornAt ?? 0) + LOOK_ONCE_AFTER_MS);
  return mustList === 'once' ? { at, effect: { kind: 'list' } } : null;
}

function nextChange(state: LifeState, live: LiveSubscription): Move | null {
  const { difference, pausedUntil } = state;
  const remove: LifeEffect = { kind: 'delete', id: live.id };
  if (live.condemned || state.people.length === 0) {
    return { at: pausedUntil, effect: remove };
  }
  const replace = difference === null ? Infinity : Math.max(pausedUntil, replaceAt(live, difference));
  const renew = Math.max(pausedUntil, renewDueAt(state, live));
  if (replace <= renew) {
    return { at: replace, effect: remove };
  }
  if (renew < state.patchRefusedUntil) {
    return { at: renew, effect: remove };
  }
  const certificateId = state.certificateId === live.certificateId ? null : state.certificateId;
  return { at: renew, effect: { kind: 'renew', id: live.id, certificateId } };
}

/** The first one waits until the roster has settled; a replacement is made at once. */
function createAt({ difference }: LifeState): number {
  return difference === null
    ? -Infinity
    : Math.min(difference.changedAt + FIRST_SETTLE_MS, difference.since + FIRST_LONGEST_MS);
}

function replaceAt(live: LiveSubscription, { since, changedAt, joined }: Difference): number {
  const settled = joined ? Math.min(changedAt + SETTLE_MS, since + LONGEST_MS) : since + ONLY_LEFT_MS;
  return Math.max(settled, live.createdAt + YOUNGEST_MS);
}

function renewDueAt(state: LifeState, live: LiveSubscription): number {
  const times = [live.renewAt];
  if (live.reauthorizeAt !== null) {
    times.push(live.reauthorizeAt);
  }
  if (state.certificateId !== live.certificateId) {
    times.push((live.patchedAt ?? -Infinity) + PATCH_APART_MS);
  }
  return Math.min(...times);
}

/** When a tick is due without any input; null: never. */
export function nextLifeTickAt(state: LifeState): number | null {
  if (state.underWay !== null) {
    return null;
  }
  const expiresAt = state.live?.expiresAt ?? Infinity;
  const at = Math.min(nextMove(state)?.at ?? Infinity, expiresAt);
  return Number.isFinite(at) ? at : null;
}
