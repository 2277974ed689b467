import { KeyedHeap } from '../scheduling/keyed-heap.ts';
import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly action: () => void;
}

/**
 * A clock that moves only when told: for tests and for simulation. Timers due at the same instant run in the order
 * in which they were set.
 */
export class ManualClock implements Clock {
  /** By when they are due; simulations keep thousands. */
  readonly #pending = new KeyedHeap<Pending>();
  readonly #wallStart: number;
  #elapsed = 0;

  /** @param wallStart wall time at the start, in milliseconds since 1970; default 2026-01-05T08:00:00Z, a Monday. */
  constructor(wallStart: number = Date.UTC(2026, 0, 5, 8)) {
    this.#wallStart = wallStart;
  }

  now(): number {
    return this.#wallStart + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry: Pending = { action };
    this.#pending.set(entry, this.#elapsed + Math.max(0, delayMs));
    return { cancel: () => this.#pending.delete(entry) };
  }

  /** How many timers are pending: 0 after everything was stopped, or something leaks. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** When the next timer is due, in milliseconds from now; undefined when none is pending. */
  get nextDueIn(): number | undefined {
    const next = this.#pending.first;
    return next === undefined ? undefined : next.rank - this.#elapsed;
  }

  /** Moves time forward by `ms`, running each timer that falls due, at its own instant. */
  advance(ms: number): void {
    const end = this.#elapsed + ms;
    for (;;) {
      const next = this.#pending.first;
      if (next === undefined || next.rank > end) {
        break;
      }
      this.#run(next);
    }
    this.#elapsed = end;
  }

  /** As {@link advance}, and lets promises settle after every timer, for code that awaits between timers. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (;;) {
      const next = this.#pending.first;
      if (next === undefined || next.rank > end) {
        break;
      }
      this.#run(next);
      await settle();
    }
    this.#elapsed = end;
    await settle();
  }

  #run({ key, rank }: { readonly key: Pending; readonly rank: number }): void {
    this.#pending.delete(key);
    this.#elapsed = rank;
    key.action();
  }
}

/** Lets every promise reaction that is already due run. */
async function settle(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
