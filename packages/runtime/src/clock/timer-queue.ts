import type { Clock, Timer } from './clock.ts';

interface Entry<Key> {
  readonly key: Key;
  readonly dueAt: number;
}

/**
 * Many keyed deadlines behind one timer of the clock: a binary heap with lazy deletion, so that a hundred thousand
 * people with a `revisitAt` cost one timer. Setting a key again replaces its deadline.
 */
export class TimerQueue<Key> {
  readonly #clock: Clock;
  readonly #onDue: (key: Key) => void;
  readonly #heap: Entry<Key>[] = [];
  readonly #current = new Map<Key, Entry<Key>>();
  #timer: { readonly dueAt: number; readonly handle: Timer } | undefined;

  constructor(clock: Clock, onDue: (key: Key) => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** How many keys have a deadline. */
  get size(): number {
    return this.#current.size;
  }

  /** Sets or replaces the deadline of `key`, in monotonic milliseconds. */
  set(key: Key, dueAt: number): void {
    if (this.#current.get(key)?.dueAt === dueAt) {
      return;
    }
    const entry = { key, dueAt };
    this.#current.set(key, entry);
    this.#push(entry);
    this.#arm();
  }

  /** Removes the deadline of `key`; without effect if it has none. */
  delete(key: Key): void {
    this.#current.delete(key);
    this.#arm();
  }

  /** Removes all deadlines and the timer. */
  clear(): void {
    this.#current.clear();
    this.#heap.length = 0;
    this.#arm();
  }

  #arm(): void {
    this.#dropReplaced();
    const dueAt = this.#heap[0]?.dueAt;
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
      this.#dropReplaced();
      const entry = this.#heap[0];
      if (entry === undefined || entry.dueAt > now) {
        break;
      }
      this.#pop();
      this.#current.delete(entry.key);
      this.#onDue(entry.key);
    }
    this.#arm();
  }

  #dropReplaced(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.key) !== top; top = this.#heap[0]) {
      this.#pop();
    }
  }

  #push(entry: Entry<Key>): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || parent.dueAt <= entry.dueAt) {
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
      if (childIndex === undefined || child === undefined || child.dueAt >= last.dueAt) {
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
    return right !== undefined && right.dueAt < left.dueAt ? 2 * index + 2 : 2 * index + 1;
  }
}
