/**
 * Reads that notifications trigger: the first at once, those that follow together, so that a flood of notifications costs
 * ten requests a second at the most, whoever sends it. A read that was begun before a notification came is no answer to it.
 */
import type { Clock, Timer } from '@lamplight/runtime';

/** Between two reads that are triggered; ms. */
const APART_MS = 100;

export class TriggeredReads {
  readonly #clock: Clock;
  readonly #read: (ids: readonly string[]) => void;
  readonly #waiting = new Set<string>();
  #lastAt = -Infinity;
  #timer: Timer | undefined;

  /** @param read has these people read now, in requests of as many as fit */
  constructor(clock: Clock, read: (ids: readonly string[]) => void) {
    this.#clock = clock;
    this.#read = read;
  }

  add(id: string): void {
    this.#waiting.add(id);
    this.#timer ??= this.#clock.after(this.#lastAt + APART_MS - this.#clock.monotonic(), () => this.#flush());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #flush(): void {
    this.#timer = undefined;
    this.#lastAt = this.#clock.monotonic();
    const ids = [...this.#waiting];
    this.#waiting.clear();
    this.#read(ids);
  }
}
