import type { Random } from '../random/random.ts';

export interface BackoffOptions {
  /** The first delay, in milliseconds, before jitter; default 1000. */
  readonly firstMs?: number;
  /** What each delay is multiplied by for the next; default 1.6. */
  readonly factor?: number;
  /** The largest delay, in milliseconds, before jitter; default 60000. */
  readonly maximumMs?: number;
  /** Share by which a delay may be shorter or longer, so that many do not return at once; default 0.2. */
  readonly jitter?: number;
}

/**
 * How long to wait before trying again (the connection backoff of gRPC, doc/connection-backoff.md, with a cap of a
 * minute). Reset it on progress, such as a snapshot received, and not on a mere connection: a server that accepts and
 * then fails at once would else be asked without pause.
 */
export class Backoff {
  readonly #random: Random;
  readonly #firstMs: number;
  readonly #factor: number;
  readonly #maximumMs: number;
  readonly #jitter: number;
  #delayMs: number;

  constructor(random: Random, options: BackoffOptions = {}) {
    this.#random = random;
    this.#firstMs = options.firstMs ?? 1000;
    this.#factor = options.factor ?? 1.6;
    this.#maximumMs = options.maximumMs ?? 60_000;
    this.#jitter = options.jitter ?? 0.2;
    this.#delayMs = this.#firstMs;
  }

  /** The delay before the next attempt, in whole milliseconds; the one after it will be longer. */
  next(): number {
    const delayMs = Math.min(this.#delayMs, this.#maximumMs);
    this.#delayMs = Math.min(delayMs * this.#factor, this.#maximumMs);
    return Math.round(delayMs * (1 + this.#jitter * (2 * this.#random.next() - 1)));
  }

  /** The next delay is the first again. */
  reset(): void {
    this.#delayMs = this.#firstMs;
  }

  /** The next delay is the largest: the other side said that it has too much to do. */
  toMaximum(): void {
    this.#delayMs = this.#maximumMs;
  }
}
