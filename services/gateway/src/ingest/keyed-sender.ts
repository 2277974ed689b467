/** One message's worth of a keyed feed. */
export interface KeyedBatch<Item> {
  readonly items: readonly Item[];
  /** Keys that were marked and have no item any more. */
  readonly missing: readonly string[];
  /** The snapshot ends with this batch. */
  readonly complete: boolean;
}

export interface KeyedSenderOptions<Item> {
  /** The current item of a key; undefined: there is none. */
  readonly read: (key: string) => Item | undefined;
  readonly send: (batch: KeyedBatch<Item>) => void;
  /** Items and missing keys of one batch. */
  readonly maxItems: number;
}

/**
 * Sends keyed desired state over one stream: a snapshot, then changes. What waits to be sent is a set of keys, never
 * a queue of messages; each key is read when it is sent, so a slow stream skips middle states and costs memory by the
 * number of subjects.
 */
export class KeyedSender<Item> {
  readonly #options: KeyedSenderOptions<Item>;
  readonly #marked: Set<string>;
  #snapshotOpen = true;

  /** @param keys what the snapshot names */
  constructor(options: KeyedSenderOptions<Item>, keys: Iterable<string>) {
    this.#options = options;
    this.#marked = new Set(keys);
  }

  /** How many keys wait to be sent. */
  get waiting(): number {
    return this.#marked.size;
  }

  mark(key: string): void {
    this.#marked.add(key);
  }

  /** Sends until nothing waits or `blocked` answers true. */
  flush(blocked: () => boolean): void {
    while ((this.#snapshotOpen || this.#marked.size > 0) && !blocked()) {
      const items: Item[] = [];
      const missing: string[] = [];
      for (const key of this.#marked) {
        if (items.length + missing.length >= this.#options.maxItems) {
          break;
        }
        this.#marked.delete(key);
        const item = this.#options.read(key);
        if (item === undefined) {
          missing.push(key);
        } else {
          items.push(item);
        }
      }
      const complete = this.#snapshotOpen && this.#marked.size === 0;
      this.#snapshotOpen = this.#snapshotOpen && !complete;
      this.#options.send({ items, missing, complete });
    }
  }
}
