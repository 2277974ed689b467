import type { Clock, Timer } from './clock.ts';

/** The longest delay that setTimeout takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's clocks and timers. A pending timer keeps the process alive until it runs or is cancelled. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (delayMs, action) => start(delayMs, action),
  };
}

function start(delayMs: number, action: () => void): Timer {
  const dueAt = performance.now() + Math.max(0, delayMs);
  let handle: NodeJS.Timeout;
  const arm = (): void => {
    const left = Math.max(0, dueAt - performance.now());
    handle = left > LONGEST_TIMEOUT_MS ? setTimeout(arm, LONGEST_TIMEOUT_MS) : setTimeout(action, left);
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}
