/**
 * A model of Graph for one person, for the property test: sessions of Teams and of ours on a time line, replicas that
 * lag, requests that land late or never. It knows the truth that the adapter cannot know.
 */
import { type PresencePair, samePair } from '@lamplight/domain';

interface Change {
  readonly at: number;
  /** What Teams and foreign applications make of the person. */
  readonly others: PresencePair;
  /** Our session; null: none. */
  readonly ours: { readonly pair: PresencePair; readonly expiresAt: number } | null;
}

const RANK: Readonly<Record<string, number>> = { DoNotDisturb: 4, Busy: 3, Available: 2, Away: 1, Offline: 0 };

export class GraphModel {
  readonly #sessionMs: number;
  readonly #changes: Change[];

  constructor(sessionMs: number, others: PresencePair) {
    this.#sessionMs = sessionMs;
    this.#changes = [{ at: -Infinity, others, ours: null }];
  }

  /** Changes must come in the order of time. */
  othersBecome(at: number, others: PresencePair): void {
    this.#changes.push({ at, others, ours: this.#at(at).ours });
  }

  set(at: number, pair: PresencePair): void {
    this.#changes.push({ at, others: this.#at(at).others, ours: { pair, expiresAt: at + this.#sessionMs } });
  }

  /** Whether there was a session to clear. */
  clear(at: number): boolean {
    const { others, ours } = this.#at(at);
    this.#changes.push({ at, others, ours: null });
    return ours !== null && ours.expiresAt > at;
  }

  /** What a replica that has seen everything until `at` shows. */
  shown(at: number): { readonly pair: PresencePair; readonly sequenceNumber: string } {
    const { others, ours } = this.#at(at);
    const live = ours !== null && ours.expiresAt > at;
    const version = this.#changes.filter((change) => change.at <= at).length * 2 + (live ? 0 : 1);
    const covers = live && (RANK[ours.pair.availability] ?? 0) >= (RANK[others.availability] ?? 0);
    return { pair: covers ? ours.pair : others, sequenceNumber: `A${String(version).padStart(8, '0')}` };
  }

  /** Whether `pair` would show at `at` if we had never written. */
  isOthers(at: number, pair: PresencePair): boolean {
    return samePair(this.#at(at).others, pair);
  }

  /** Our session in force at `at`; null: none. */
  oursAt(at: number): PresencePair | null {
    const { ours } = this.#at(at);
    return ours !== null && ours.expiresAt > at ? ours.pair : null;
  }

  #at(at: number): Change {
    const found = this.#changes.findLast((change) => change.at <= at);
    if (found === undefined) {
      throw new RangeError(`nothing is known of ${at}`);
    }
    return found;
  }
}
