/** When a subscription that failed is tried again. Pure tables. */

/** Longest back-off between tries that may succeed at any time. */
const LONGEST_BACK_OFF_MS = 60_000;
/** How long a line rests that the PBX does not know or does not let us watch. */
export const SLOW_RETRY_MS = 600_000;
/** A subscription that lived this long did not fail at once: the back-off begins anew. */
export const PROVEN_AFTER_MS = 30_000;

export type Retry =
  /** At once the first time, then with back-off. */
  | { readonly kind: 'at-once' }
  | { readonly kind: 'back-off' }
  /** Only in case somebody changes the PBX. */
  | { readonly kind: 'slow' };

/** Answers to a SUBSCRIBE that may be different a moment later. */
const PASSING = new Set([408, 480, 500, 502, 503, 504, 600]);

/** Answers to a refresh that end the subscription (RFC 6665, 4.1.2.2; RFC 5057, 5.1); others leave it to its expiry. */
const ENDING = new Set([404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);

/** How a SUBSCRIBE answered with a failure is tried again. */
export function retryAfterStatus(status: number): Retry {
  if (status === 481) {
    return { kind: 'at-once' };
  }
  return PASSING.has(status) ? { kind: 'back-off' } : { kind: 'slow' };
}

export function endsSubscription(status: number): boolean {
  return ENDING.has(status);
}

/** How a subscription that the PBX terminated is tried again (RFC 6665, 4.1.3). */
export function retryAfterReason(reason: string | undefined): Retry {
  switch (reason) {
    case 'rejected':
    case 'noresource':
    case 'invariant':
      return { kind: 'slow' };
    case 'probation':
    case 'giveup':
      return { kind: 'back-off' };
    default:
      // deactivated, timeout, none and words that are not known: subscribe anew immediately.
      return { kind: 'at-once' };
  }
}

/**
 * Milliseconds to wait.
 * @param failures failures before this one without a proven subscription in between
 * @param retryAfterSeconds what the PBX asked for; decides where given
 * @param jitter in [0, 1): spreads lines that failed together
 */
export function retryDelayMs(
  retry: Retry,
  failures: number,
  retryAfterSeconds: number | undefined,
  jitter: number,
): number {
  if (retryAfterSeconds !== undefined && retryAfterSeconds > 0) {
    return retryAfterSeconds * 1_000 + jitter * 1_000;
  }
  switch (retry.kind) {
    case 'slow':
      return SLOW_RETRY_MS * (0.75 + 0.5 * jitter);
    case 'at-once':
      return failures === 0 ? 0 : backOffMs(failures - 1, jitter);
    case 'back-off':
      return backOffMs(failures, jitter);
  }
}

/** 1, 2, 4, … to 60 seconds, of which at least half is waited. */
export function backOffMs(failures: number, jitter: number): number {
  return Math.min(LONGEST_BACK_OFF_MS, 1_000 * 2 ** Math.min(failures, 16)) * (0.5 + 0.5 * jitter);
}
