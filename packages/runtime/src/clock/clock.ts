/**
 * Time as an argument. Wall time says when something happened (`since`); monotonic time measures leases and
 * settle times, since it never jumps. Only this package reads the machine's clocks.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Monotonic time in milliseconds from an arbitrary start. Compare only with readings of the same clock. */
  monotonic(): number;
  /** Calls `action` once, `delayMs` (at least 0) of monotonic time from now, unless cancelled before. */
  after(delayMs: number, action: () => void): Timer;
}

/** A pending call of {@link Clock.after}. */
export interface Timer {
  /** Cancels the call; without effect once it has run or was cancelled. */
  cancel(): void;
}

/** Resolves after `delayMs` on the given clock; rejects with the signal's reason when it is aborted first. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
