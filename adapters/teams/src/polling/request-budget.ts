/**
 * One budget for everything that is asked of Graph for one tenant, reads and writes together: at most `share` of `limit`
 * requests in any `windowMs`, and nothing at all before a Retry-After is over. Calls made while throttled still count at
 * Graph, so they are not made. Source: Graph, getPresencesByUserId (1,500 requests in 30 s per application and tenant).
 */
export interface BudgetLimits {
  readonly limit: number;
  readonly windowMs: number;
  /** Part of the limit that we allow ourselves: the rest is for whoever shares the registration. */
  readonly share: number;
}

export const PRESENCE_LIMITS: BudgetLimits = Object.freeze({ limit: 1500, windowMs: 30_000, share: 0.7 });

export class RequestBudget {
  readonly #limits: BudgetLimits;
  readonly #most: number;
  /** When the requests of the last window were sent, oldest first; monotonic ms. */
  #sent: number[] = [];
  #closedUntil = 0;

  constructor(limits: BudgetLimits = PRESENCE_LIMITS) {
    this.#limits = limits;
    this.#most = Math.max(1, Math.floor(limits.limit * limits.share));
  }

  /** How many requests may be sent at `now` (monotonic ms). */
  available(now: number): number {
    if (now < this.#closedUntil) {
      return 0;
    }
    this.#forget(now);
    return this.#most - this.#sent.length;
  }

  /** Counts one request. */
  spend(now: number): void {
    this.#sent.push(now);
  }

  /** Graph said to come back after `retryAfterMs`: nothing is sent before. */
  close(now: number, retryAfterMs: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, now + retryAfterMs);
  }

  /** When at least `count` requests may be sent; monotonic ms, `now` if at once. */
  availableAt(now: number, count = 1): number {
    this.#forget(now);
    const missing = this.#sent.length + Math.min(count, this.#most) - this.#most;
    const freed = missing <= 0 ? now : (this.#sent[missing - 1] ?? now) + this.#limits.windowMs;
    return Math.max(freed, this.#closedUntil, now);
  }

  /** Requests that may be sent in a second, on average. */
  get perSecond(): number {
    return (this.#most / this.#limits.windowMs) * 1000;
  }

  #forget(now: number): void {
    const kept = this.#sent.findIndex((at) => at + this.#limits.windowMs > now);
    this.#sent = kept === -1 ? [] : kept === 0 ? this.#sent : this.#sent.slice(kept);
  }
}
