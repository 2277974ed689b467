/**
 * Finds out that a subscription is dead though Graph says nothing: by changes that polls found and nothing notified. A
 * change is missed when nothing about the person was notified in {@link GRACE_MS} before it was found, nor as long after it:
 * Graph names a minute as the longest. Source: Graph, change notifications (latency); reported: subscriptions fall silent.
 *
 * Times are monotonic milliseconds.
 */

/** How long before and after a poll found a change its notification may come. */
export const GRACE_MS = 90_000;
/** By then it should have come, by what Graph says: one that has not leaves the subscription in doubt. */
export const LATENCY_MS = 60_000;
/** So many missed in a row, with nothing at all notified between: it is silent. */
const SILENT_AFTER = 3;
/** Or so many of the last ones: it loses too much. */
const LOSSY_OF = 20;
const LOSSY_AFTER = 10;

export class MissedChanges {
  readonly #notifiedAt = new Map<string, number>();
  /** When each change that a poll found counts as missed; in the order of finding. */
  readonly #awaited = new Map<string, number>();
  #recent: readonly boolean[] = [];
  #inRow = 0;
  /** Since the start. */
  missed = 0;

  /** A notification about the person came. */
  notified(person: string, now: number): void {
    this.#notifiedAt.set(person, now);
    this.#inRow = 0;
    if (this.#awaited.delete(person)) {
      this.#note(false);
    }
  }

  /** A read found the person changed. */
  found(person: string, now: number): void {
    if (now - (this.#notifiedAt.get(person) ?? -Infinity) <= GRACE_MS) {
      this.#note(false);
    } else if (!this.#awaited.has(person)) {
      this.#awaited.set(person, now + GRACE_MS);
    }
  }

  /** Something has not been notified in time, and nothing at all since. */
  isDoubtful(now: number): boolean {
    const [first] = this.#awaited.values();
    return this.#inRow > 0 || (first !== undefined && now >= first - GRACE_MS + LATENCY_MS);
  }

  /** Counts what is missed by now. @returns whether the subscription is to be replaced */
  isDead(now: number): boolean {
    for (const [person, at] of this.#awaited) {
      if (now < at) {
        break;
      }
      this.#awaited.delete(person);
      this.missed += 1;
      this.#inRow += 1;
      this.#note(true);
    }
    const lost = this.#recent.filter(Boolean).length;
    return this.#inRow >= SILENT_AFTER || lost >= LOSSY_AFTER;
  }

  /** The subscription is another one, or none. */
  reset(): void {
    this.#notifiedAt.clear();
    this.#awaited.clear();
    this.#recent = [];
    this.#inRow = 0;
  }

  #note(missed: boolean): void {
    this.#recent = [...this.#recent, missed].slice(-LOSSY_OF);
  }
}
