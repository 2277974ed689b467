/**
 * When the next change of a person may be sent: the first at once, later ones gathered for the update interval. Holds
 * the people sent within the last interval, in the order of sending; since the interval is one per stream, that is also
 * the order in which they become free.
 */
export class Pacing<Key> {
  readonly #freeAt = new Map<Key, number>();
  #intervalMs: number;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** Before anything was sent. */
  setInterval(intervalMs: number): void {
    this.#intervalMs = intervalMs;
  }

  /** How many are remembered: never more than the watch set. */
  get size(): number {
    return this.#freeAt.size;
  }

  isHeld(key: Key, now: number): boolean {
    return (this.#freeAt.get(key) ?? now) > now;
  }

  sent(key: Key, now: number): void {
    this.#freeAt.delete(key);
    if (this.#intervalMs > 0) {
      this.#freeAt.set(key, now + this.#intervalMs);
    }
  }

  forget(key: Key): void {
    this.#freeAt.delete(key);
  }

  /** Forgets and returns those whose interval is over, in order. */
  release(now: number): Key[] {
    const released: Key[] = [];
    for (const [key, freeAt] of this.#freeAt) {
      if (freeAt > now) {
        break;
      }
      this.#freeAt.delete(key);
      released.push(key);
    }
    return released;
  }

  /** When the next one becomes free; null: nobody is held. */
  get nextAt(): number | null {
    const next = this.#freeAt.values().next();
    return next.done === true ? null : next.value;
  }
}
