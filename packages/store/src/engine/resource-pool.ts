/** A few resources that are opened when first needed and lent to one borrower at a time, in the order of asking. */
export class ResourcePool<Resource> {
  readonly #limit: number;
  readonly #open: () => Promise<Resource>;
  readonly #idle: Resource[] = [];
  readonly #waiting: { resolve(resource: Resource): void; reject(failure: unknown): void }[] = [];
  #all: Promise<Resource>[] = [];

  constructor(limit: number, open: () => Promise<Resource>) {
    this.#limit = limit;
    this.#open = open;
  }

  async take(): Promise<{ readonly resource: Resource; readonly release: () => void }> {
    const resource = await this.#next();
    return { resource, release: () => this.#giveBack(resource) };
  }

  /** Resolves with everything that was opened, once nobody has borrowed it any more. */
  async close(): Promise<readonly Resource[]> {
    const opened = await Promise.allSettled(this.#all);
    const count = opened.filter(({ status }) => status === 'fulfilled').length;
    const taken: Resource[] = [];
    while (taken.length < count) {
      taken.push((await this.take()).resource);
    }
    this.#all = [];
    return taken;
  }

  #next(): Promise<Resource> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      return Promise.resolve(idle);
    }
    if (this.#all.length < this.#limit) {
      const opening = this.#open();
      this.#all.push(opening);
      opening.catch(() => {
        this.#all = this.#all.filter((other) => other !== opening);
        // Whoever waits for one to come back would wait for ever when none is left.
        const next = this.#waiting.shift();
        if (next !== undefined) {
          this.#next().then(next.resolve, next.reject);
        }
      });
      return opening;
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #giveBack(resource: Resource): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(resource);
    } else {
      next.resolve(resource);
    }
  }
}
