import type { OriginPage } from '@lamplight/adapter-kit';

/** Counts who was left out of a read, by reason. */
export class LeftOutCounts {
  readonly #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    if (count > 0) {
      this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
    }
  }

  page(): OriginPage {
    return { kind: 'left-out', counts: Object.freeze(Object.fromEntries([...this.#counts].sort())) };
  }
}
