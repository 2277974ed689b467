/**
 * At most so many requests in any window of time. Every operation costs the same however many there were: the instants
 * of the last window stand in a ring.
 */
export class SlidingWindow {
  readonly most: number;
  readonly windowMs: number;
  #sentAt: Float64Array;
  /** Where the oldest stands. */
  #first = 0;
  #count = 0;

  constructor(most: number, windowMs: number) {
    this.most = most;
    this.windowMs = windowMs;
    this.#sentAt = new Float64Array(Math.min(most, 1024));
  }

  /** How many requests may be sent at `now` (monotonic ms, never less than before). */
  available(now: number): number {
    this.#forget(now);
    return this.most - this.#count;
  }

  /** Counts one request. */
  spend(now: number): void {
    this.#forget(now);
    if (this.#count === this.#sentAt.length) {
      this.#grow();
    }
    this.#sentAt[(this.#first + this.#count) % this.#sentAt.length] = now;
    this.#count += 1;
  }

  /** Takes back one request that was counted at `sentAt`: it was not sent. */
  giveBack(sentAt: number): void {
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      if (this.#at(index) === sentAt) {
        for (let later = index; later < this.#count - 1; later += 1) {
          this.#sentAt[(this.#first + later) % this.#sentAt.length] = this.#at(later + 1);
        }
        this.#count -= 1;
        return;
      }
    }
  }

  /** When at least `count` requests may be sent; monotonic ms, `now` if at once. */
  availableAt(now: number, count = 1): number {
    this.#forget(now);
    const missing = this.#count + Math.min(count, this.most) - this.most;
    if (missing <= 0) {
      return now;
    }
    return (this.#sentAt[(this.#first + missing - 1) % this.#sentAt.length] ?? now) + this.windowMs;
  }

  #forget(now: number): void {
    while (this.#count > 0 && (this.#sentAt[this.#first] ?? 0) + this.windowMs <= now) {
      this.#first = (this.#first + 1) % this.#sentAt.length;
      this.#count -= 1;
    }
  }

  #at(index: number): number {
    return this.#sentAt[(this.#first + index) % this.#sentAt.length] ?? 0;
  }

  #grow(): void {
    const grown = new Float64Array(this.#sentAt.length * 2);
    for (let index = 0; index < this.#count; index += 1) {
      grown[index] = this.#at(index);
    }
    this.#sentAt = grown;
    this.#first = 0;
  }
}
