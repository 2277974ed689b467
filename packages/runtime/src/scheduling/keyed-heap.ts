interface Entry<Key> {
  readonly key: Key;
  readonly rank: number;
  /** Of equal ranks the one set first comes first. */
  readonly turn: number;
}

/**
 * Keys in the order of a number, each at most once: a binary heap with lazy deletion, so that setting, removing and
 * taking the first cost the logarithm of how many there are.
 */
export class KeyedHeap<Key> {
  readonly #current = new Map<Key, Entry<Key>>();
  #heap: Entry<Key>[] = [];
  #turns = 0;

  get size(): number {
    return this.#current.size;
  }

  /** The key of lowest rank; undefined: none. */
  get first(): { readonly key: Key; readonly rank: number } | undefined {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.key) !== top; top = this.#heap[0]) {
      this.#pop();
    }
    return this.#heap[0];
  }

  /** Sets or replaces the rank of `key`. */
  set(key: Key, rank: number): void {
    if (this.#current.get(key)?.rank === rank) {
      return;
    }
    this.#turns += 1;
    const entry = { key, rank, turn: this.#turns };
    this.#current.set(key, entry);
    if (this.#heap.length > 2 * this.#current.size + LEAST_TO_TIDY) {
      this.#tidy();
    } else {
      this.#push(entry);
    }
  }

  /** Removes `key`; without effect if it is not there. */
  delete(key: Key): void {
    this.#current.delete(key);
  }

  clear(): void {
    this.#current.clear();
    this.#heap = [];
  }

  /** Drops what was replaced or removed: otherwise it would be kept until it came first. */
  #tidy(): void {
    this.#heap = [...this.#current.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #push(entry: Entry<Key>): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) {
        break;
      }
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return;
    }
    let index = 0;
    for (;;) {
      const childIndex = this.#earlierChild(index);
      const child = childIndex === undefined ? undefined : heap[childIndex];
      if (childIndex === undefined || child === undefined || !isBefore(child, last)) {
        break;
      }
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }

  #earlierChild(index: number): number | undefined {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    if (left === undefined) {
      return undefined;
    }
    return right !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
  }
}

const LEAST_TO_TIDY = 64;

function isBefore(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.turn < b.turn);
}
