import type { Claim } from '@lamplight/domain';

/** How far two readings of one instant may lie apart: ages travel, so each is stamped with its own way's delay. */
export const SINCE_TOLERANCE_MS = 2_000;

/**
 * A source that repeats a claim stamps its `since` anew from an age, some milliseconds off. So that a repeated
 * snapshot changes nobody's presence, the instants of the held claim are kept where the state is the same.
 */
export function steadySince(held: Claim | null, next: Claim): Claim {
  if (held === null) {
    return next;
  }
  const sameState = held.availability === next.availability && held.activity === next.activity;
  const sameCall = held.call?.state === next.call?.state;
  const since = sameState && sameCall && near(held.since, next.since) ? held.since : next.since;
  const call =
    next.call !== null && held.call !== null && sameCall && near(held.call.since, next.call.since)
      ? { ...next.call, since: held.call.since }
      : next.call;
  return since === next.since && call?.since === next.call?.since ? next : { ...next, since, call };
}

function near(a: number | null, b: number | null): boolean {
  return a !== null && b !== null && Math.abs(a - b) <= SINCE_TOLERANCE_MS;
}
