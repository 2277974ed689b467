/**
 * Limits wrong keys per peer, so that nobody fills the log or keeps the gateway busy with guessing. A right key is always
 * let in: 256 random bits are not guessed, and a neighbour behind the same address must not be locked out.
 */
import type { Clock } from '@lamplight/runtime';

export interface FailedAttemptsOptions {
  readonly clock: Clock;
  /** Wrong keys that one peer may send in a row. */
  readonly burst: number;
  /** After which one more is allowed. */
  readonly refillMs: number;
  /** Peers that are remembered; the one heard of longest ago is forgotten first. */
  readonly maxPeers: number;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

export class FailedAttempts {
  readonly #options: FailedAttemptsOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: FailedAttemptsOptions) {
    this.#options = options;
  }

  /** Counts a wrong key; gives the seconds to wait once there were too many, else undefined. */
  note(address: string): number | undefined {
    const { clock, burst, refillMs, maxPeers } = this.#options;
    const peer = networkOf(address);
    const now = clock.monotonic();
    const { left, at } = this.#buckets.get(peer) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + (now - at) / refillMs);
    this.#buckets.delete(peer);
    this.#buckets.set(peer, { left: Math.max(0, filled - 1), at: now });
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > maxPeers && oldest !== undefined) {
      this.#buckets.delete(oldest);
    }
    return filled >= 1 ? undefined : Math.ceil(((1 - filled) * refillMs) / 1000);
  }
}

/** IPv6 gives a household 2^64 addresses: they count as one. */
function networkOf(address: string): string {
  return address.includes(':') && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;
}
