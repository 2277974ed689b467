import type { Clock } from '@lamplight/runtime';
import type { RequestCounts } from '../record/request-counts.ts';

/** By second, oldest first; the last is the one that has just passed. */
export interface LastMinute {
  readonly requests: readonly number[];
  readonly throttled: readonly number[];
  /** Other answers of 400 and above, and requests that were never answered. */
  readonly failed: readonly number[];
}

interface RateSecond {
  readonly requests: number;
  readonly throttled: number;
  readonly failed: number;
}

const EMPTY: RateSecond = Object.freeze({ requests: 0, throttled: 0, failed: 0 });
const SECONDS = 60;

/** How many requests there were in each of the last 60 seconds. */
export class RequestRate {
  readonly #clock: Clock;
  readonly #seconds = new Map<number, RateSecond>();

  constructor(clock: Clock, counts: RequestCounts) {
    this.#clock = clock;
    counts.onRequest(({ status }) => this.#count(status));
  }

  get lastMinute(): LastMinute {
    const now = this.#second();
    const seconds = Array.from({ length: SECONDS }, (_, index) => this.#seconds.get(now - SECONDS + index) ?? EMPTY);
    return {
      requests: seconds.map(({ requests }) => requests),
      throttled: seconds.map(({ throttled }) => throttled),
      failed: seconds.map(({ failed }) => failed),
    };
  }

  #count(status: number): void {
    const now = this.#second();
    const so = this.#seconds.get(now) ?? EMPTY;
    const isThrottled = status === 429;
    const hasFailed = !isThrottled && (status === 0 || status >= 400);
    this.#seconds.set(now, {
      requests: so.requests + 1,
      throttled: so.throttled + (isThrottled ? 1 : 0),
      failed: so.failed + (hasFailed ? 1 : 0),
    });
    for (const second of this.#seconds.keys()) {
      if (second >= now - SECONDS) {
        break;
      }
      this.#seconds.delete(second);
    }
  }

  #second(): number {
    return Math.floor(this.#clock.monotonic() / 1000);
  }
}
