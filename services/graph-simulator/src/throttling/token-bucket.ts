export interface BucketLimit {
  /** How many requests the bucket holds when full, */
  readonly limit: number;
  /** and in how many milliseconds an empty one fills up. */
  readonly windowMs: number;
}

/**
 * A token bucket. A request that finds it empty is refused and counts all the same ("calls made while throttled still
 * count"): the bucket goes into debt, at most by one window.
 */
export class TokenBucket {
  readonly #limit: BucketLimit;
  #tokens: number;
  #filledAt: number;

  /** @param now monotonic milliseconds. */
  constructor(limit: BucketLimit, now: number) {
    this.#limit = limit;
    this.#tokens = limit.limit;
    this.#filledAt = now;
  }

  /** Takes one token. 0 when there was one, else in how many whole seconds there will be one again: `Retry-After`. */
  take(now: number): number {
    const { limit, windowMs } = this.#limit;
    const perMs = limit / windowMs;
    this.#tokens = Math.min(limit, this.#tokens + (now - this.#filledAt) * perMs);
    this.#filledAt = now;
    const granted = this.#tokens >= 1;
    this.#tokens = Math.max(-limit, this.#tokens - 1);
    return granted ? 0 : Math.max(1, Math.ceil((1 - this.#tokens) / perMs / 1000));
  }
  /** How many requests it holds at `now`; below 0: how far it is in debt. */
  level(now: number): number {
    const { limit, windowMs } = this.#limit;
    return Math.min(limit, this.#tokens + ((now - this.#filledAt) * limit) / windowMs);
  }
}
