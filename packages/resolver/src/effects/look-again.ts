/**
 * A session of ours hides that somebody signed out, so it stays away for a while from time to time. When is decided by
 * the address alone, which spreads people over the period: no state is kept, and every process comes to the same.
 */
export interface LookAgain {
  /** Nothing of ours is to stand at the account now. */
  readonly away: boolean;
  /** Wall time in ms at which that changes. */
  readonly until: number;
}

/** @param now wall time in ms. */
export function lookAgain(now: number, address: string, everyMs: number, forMs: number): LookAgain {
  const since = positiveRemainder(now - (hashOf(address) % everyMs), everyMs);
  const away = since < forMs;
  return { away, until: now - since + (away ? forMs : everyMs) };
}

function positiveRemainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  return hash >>> 0;
}
