/** Ids that Graph refuses: each is asked for alone, now and then, so that it spoils nobody else's answer. */
import { KeyedHeap } from '@lamplight/runtime';

/** At most one is asked for in this time, however many there are; ms. */
const SPACING_MS = 1_000;
/** Pause after a request for one that failed for another reason; ms. */
const RETRY_MS = 30_000;

export class SetAside {
  readonly #ids = new Set<string>();
  /** Those that are not being asked for, by when they are next; monotonic ms. */
  readonly #dueAt = new KeyedHeap<string>();
  readonly #everyMs: number;
  #lastAt = -Infinity;

  /** @param everyMs how often each is asked for */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Graph refused the id, for the first time or again. */
  put(id: string, now: number): void {
    this.#ids.add(id);
    this.#dueAt.set(id, now + this.#everyMs);
  }

  /** Graph answered for it, or nobody asks for it any more. */
  remove(id: string): void {
    this.#ids.delete(id);
    this.#dueAt.delete(id);
  }

  /** Somebody says that it may be known now. */
  hurry(id: string, now: number): void {
    if (this.#ids.has(id)) {
      this.#dueAt.set(id, now);
    }
  }

  hurryAll(now: number): void {
    for (const id of this.#ids) {
      this.#dueAt.set(id, now);
    }
  }

  /** The request for it failed for a reason that is not the id. */
  failed(id: string, now: number): void {
    if (this.#ids.has(id)) {
      this.#dueAt.set(id, now + RETRY_MS);
    }
  }

  /** When the next one may be asked for; Infinity: none. */
  get wakeAt(): number {
    const rank = this.#dueAt.first?.rank;
    return rank === undefined ? Infinity : Math.max(rank, this.#lastAt + SPACING_MS);
  }

  /** The next one, which is then being asked for; undefined: none is due. */
  next(now: number): string | undefined {
    const id = this.wakeAt <= now ? this.#dueAt.first?.key : undefined;
    if (id !== undefined) {
      this.#dueAt.delete(id);
      this.#lastAt = now;
    }
    return id;
  }
}
