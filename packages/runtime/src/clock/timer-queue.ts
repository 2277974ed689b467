import { KeyedHeap } from '../scheduling/keyed-heap.ts';
import type { Clock, Timer } from './clock.ts';

/**
 * Many keyed deadlines behind one timer of the clock, so that a hundred thousand people with a `revisitAt` cost one
 * timer. Setting a key again replaces its deadline.
 */
export class TimerQueue<Key> {
  readonly #clock: Clock;
  readonly #onDue: (key: Key) => void;
  readonly #deadlines = new KeyedHeap<Key>();
  #timer: { readonly dueAt: number; readonly handle: Timer } | undefined;

  constructor(clock: Clock, onDue: (key: Key) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** How many keys have a deadline. */
  get size(): number {
    return this.#deadlines.size;
  }

  /** Sets or replaces the deadline of `key`, in monotonic milliseconds. */
  set(key: Key, dueAt: number): void {
    this.#deadlines.set(key, dueAt);
    this.#arm();
  }

  /** Removes the deadline of `key`; without effect if it has none. */
  delete(key: Key): void {
    this.#deadlines.delete(key);
    this.#arm();
  }

  /** Removes all deadlines and the timer. */
  clear(): void {
    this.#deadlines.clear();
    this.#arm();
  }

  #arm(): void {
    const dueAt = this.#deadlines.first?.rank;
    if (this.#timer?.dueAt === dueAt) {
      return;
    }
    this.#timer?.handle.cancel();
    this.#timer =
      dueAt === undefined
        ? undefined
        : { dueAt, handle: this.#clock.after(dueAt - this.#clock.monotonic(), () => this.#fire()) };
  }

  #fire(): void {
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    for (;;) {
      const next = this.#deadlines.first;
      if (next === undefined || next.rank > now) {
        break;
      }
      this.#deadlines.delete(next.key);
      this.#onDue(next.key);
    }
    this.#arm();
  }
}
