import type { ManualClock } from '@lamplight/runtime';

/** One step of the clock: small, so that the traffic of real sockets keeps up with it. */
const STEP_MS = 1;
const DEFAULT_LIMIT_MS = 60_000;

/**
 * Moves the clock in small steps, each with a turn of the event loop, until the predicate holds.
 * @throws Error that names `what` after `limitMs` (default 60000) of the clock.
 */
export async function until(
  clock: ManualClock,
  what: string,
  predicate: () => boolean,
  limitMs: number = DEFAULT_LIMIT_MS,
): Promise<void> {
  const end = clock.monotonic() + limitMs;
  while (!predicate()) {
    if (clock.monotonic() >= end) {
      throw new Error(`waited ${limitMs} ms of the clock in vain for ${what}`);
    }
    await clock.advanceAsync(STEP_MS);
  }
}
