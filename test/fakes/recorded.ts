import { type Clock, systemClock } from '@lamplight/runtime';

/** What happened so far, in order; tests wait on it instead of on time. */
export class Recorded<Item> {
  readonly #items: Item[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock()) {
    this.#clock = clock;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    this.#items.push(item);
    for (const look of [...this.#waiting]) {
      look();
    }
  }

  /** Forgets everything; whoever waits goes on waiting. */
  clear(): void {
    this.#items.length = 0;
  }

  /**
   * Resolves when what happened satisfies `isEnough`, which may be so already.
   * @throws Error saying what was waited for and everything that happened instead
   */
  until(what: string, isEnough: (items: readonly Item[]) => boolean, timeoutMs = 30_000): Promise<void> {
    if (isEnough(this.#items)) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (isEnough(this.#items)) {
          timer.cancel();
          this.#waiting.delete(look);
          resolve();
        }
      };
      const timer = this.#clock.after(timeoutMs, () => {
        this.#waiting.delete(look);
        const happened = this.#items.slice(-40).map((item) => `  ${JSON.stringify(item)}`);
        reject(new Error(`waited ${timeoutMs} ms for ${what}; what happened instead:\n${happened.join('\n')}`));
      });
      this.#waiting.add(look);
    });
  }

  /** Resolves when something has been added from now on that satisfies `isIt`. */
  next(what: string, isIt: (item: Item) => boolean, timeoutMs?: number): Promise<void> {
    const from = this.#items.length;
    return this.until(what, (items) => items.slice(from).some(isIt), timeoutMs);
  }
}
