import { systemClock } from '@lamplight/runtime';

const clock = systemClock();

/** Waits for things that come by key and measures how long they took, in ms. */
export class Stopwatch {
  readonly #waiting = new Map<string, { readonly startedAt: number; readonly done: (ms: number) => void }>();

  /** Starts the watch, does `work`, and resolves when {@link arrived} is called with the key. */
  measure(key: string, work: () => void): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.set(key, { startedAt: clock.monotonic(), done: resolve });
      work();
    });
  }

  arrived(key: string): void {
    const entry = this.#waiting.get(key);
    if (entry !== undefined) {
      this.#waiting.delete(key);
      entry.done(clock.monotonic() - entry.startedAt);
    }
  }
}
