/**
 * One budget for everything that one application asks of Graph for one tenant, reads and writes together: at most `share`
 * of `limit` requests in any `windowMs`, and nothing at all before a Retry-After is over. Calls made while throttled still
 * count at Graph, so none are made. Source: Graph, getPresencesByUserId (1,500 requests in 30 s per application and
 * tenant); throttling (Retry-After in seconds; without it, growing pauses).
 *
 * After a pause the rate grows over {@link RAMP_MS} to what the share allows on average and stays there for one window:
 * what waited would come as a burst into a limit that has just been passed. Requests that were under way when it began tell of the same excess:
 * they may prolong the pause by what they name, and never make it grow.
 */
import { SlidingWindow } from './sliding-window.ts';

export interface BudgetLimits {
  readonly limit: number;
  readonly windowMs: number;
  /** Part of the limit that we allow ourselves: the rest is for whoever shares the registration. */
  readonly share: number;
}

export const PRESENCE_LIMITS: BudgetLimits = Object.freeze({ limit: 1500, windowMs: 30_000, share: 0.7 });

/** How long the rate grows after a pause; ms. */
const RAMP_MS = 5_000;
/** What is due at an instant must be there at it: what is lost in rounding would be asked for in vain at once again; ms. */
const ROUNDING = 1e-3;
/** The longest pause that Graph did not name; ms. */
const LONGEST_GUESS_MS = 600_000;

export interface Throttled {
  /** What Graph said, or the first pause where it said nothing; ms. */
  readonly retryAfterMs: number;
  /** Graph named no time: the pause doubles each time that it was not long enough. */
  readonly guessed: boolean;
  /** When the request that was refused had been sent; monotonic ms. */
  readonly sentAt: number;
}

export class RequestBudget {
  readonly #window: SlidingWindow;
  #closedUntil = -Infinity;
  #closedAt = -Infinity;
  /** Guessed pauses in a row. */
  #guesses = 0;
  /** Requests sent since the last pause ended, while the rate grows. */
  #ramped = 0;

  constructor(limits: BudgetLimits = PRESENCE_LIMITS) {
    this.#window = new SlidingWindow(Math.max(1, Math.floor(limits.limit * limits.share)), limits.windowMs);
  }

  /** How many requests may be sent at `now` (monotonic ms). */
  available(now: number): number {
    if (now < this.#closedUntil) {
      return 0;
    }
    return Math.max(0, Math.min(this.#window.available(now), this.#rampAllows(now) - this.#ramped));
  }

  /** Counts one request. */
  spend(now: number): void {
    this.#window.spend(now);
    this.#ramped += 1;
  }

  /** A request that was counted at `sentAt` (monotonic ms) was not sent. */
  giveBack(sentAt: number): void {
    this.#window.giveBack(sentAt);
    this.#ramped = sentAt >= this.#closedUntil ? Math.max(0, this.#ramped - 1) : this.#ramped;
  }

  /** Graph refused a request because there were too many: nothing is sent before the pause is over. */
  close(now: number, { retryAfterMs, guessed, sentAt }: Throttled): void {
    const isNew = sentAt > this.#closedAt && sentAt >= this.#closedUntil;
    if (guessed && !isNew) {
      return;
    }
    this.#guesses = isNew ? (guessed ? this.#guesses + 1 : 0) : this.#guesses;
    const pauseMs = guessed
      ? Math.min(LONGEST_GUESS_MS, retryAfterMs * 2 ** Math.max(0, this.#guesses - 1))
      : retryAfterMs;
    this.#closedAt = isNew ? now : this.#closedAt;
    this.#closedUntil = Math.max(this.#closedUntil, now + pauseMs);
    this.#ramped = 0;
  }

  /** A request that was sent after the last pause was not refused: a pause that Graph does not name starts anew. */
  accepted(sentAt: number): void {
    this.#guesses = sentAt >= this.#closedUntil ? 0 : this.#guesses;
  }

  /** When at least one request may be sent; monotonic ms, `now` if at once. */
  availableAt(now: number): number {
    const openAt = Math.max(this.#window.availableAt(now), this.#closedUntil, now);
    return Math.max(openAt, this.#rampAt());
  }

  /** Requests that may be sent in a second, on average. */
  get perSecond(): number {
    return (this.#window.most / this.#window.windowMs) * 1000;
  }

  /** How many requests may have been sent since the pause ended. */
  #rampAllows(now: number): number {
    const since = now - this.#closedUntil + ROUNDING;
    if (since >= this.#window.windowMs) {
      return Infinity;
    }
    const fullMs = since < RAMP_MS ? (since * since) / (2 * RAMP_MS) : since - RAMP_MS / 2;
    return 1 + Math.floor((this.perSecond * fullMs) / 1000);
  }

  /** When the ramp allows one more request. */
  #rampAt(): number {
    const fullMs = (this.#ramped * 1000) / this.perSecond;
    const sinceMs = fullMs < RAMP_MS / 2 ? Math.sqrt(2 * RAMP_MS * fullMs) : fullMs + RAMP_MS / 2;
    return this.#closedUntil + Math.min(this.#window.windowMs, Math.ceil(sinceMs));
  }
}
