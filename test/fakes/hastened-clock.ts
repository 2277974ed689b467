import { type Clock, systemClock, type Timer } from '@lamplight/runtime';

interface Pending {
  readonly dueAt: number;
  readonly action: () => void;
  real: Timer;
}

/**
 * The machine's clock, which can be put forward: for tests over real sockets of what takes minutes. Time goes on by
 * itself; {@link hasten} runs whatever falls due, each at its own instant, without waiting for answers from the network.
 */
export class HastenedClock implements Clock {
  readonly #machine = systemClock();
  readonly #pending = new Set<Pending>();
  #ahead = 0;

  now(): number {
    return this.#machine.now() + this.#ahead;
  }

  monotonic(): number {
    return this.#machine.monotonic() + this.#ahead;
  }

  after(delayMs: number, action: () => void): Timer {
    const entry: Pending = {
      dueAt: this.monotonic() + Math.max(0, delayMs),
      action,
      real: this.#machine.after(delayMs, () => this.#run(entry)),
    };
    this.#pending.add(entry);
    return { cancel: () => this.#drop(entry) };
  }

  /** Puts the clock forward by that much. */
  async hasten(ms: number): Promise<void> {
    const end = this.monotonic() + ms;
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.dueAt > end) {
        break;
      }
      this.#ahead += Math.max(0, next.dueAt - this.monotonic());
      this.#run(next);
      await turn();
    }
    this.#ahead += Math.max(0, end - this.monotonic());
    for (const entry of this.#pending) {
      entry.real.cancel();
      entry.real = this.#machine.after(entry.dueAt - this.monotonic(), () => this.#run(entry));
    }
  }

  #next(): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.#pending) {
      if (first === undefined || entry.dueAt < first.dueAt) {
        first = entry;
      }
    }
    return first;
  }

  #run(entry: Pending): void {
    if (this.#pending.has(entry)) {
      this.#drop(entry);
      entry.action();
    }
  }

  #drop(entry: Pending): void {
    this.#pending.delete(entry);
    entry.real.cancel();
  }
}

/** Lets whatever is due or has arrived go on. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
