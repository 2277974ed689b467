/**
 * A model of Graph for one person, for the property test: sessions of Teams and of ours and a status chosen by hand or
 * by us on a time line, replicas that lag, requests that land late or never. It knows the truth that the adapter cannot
 * know.
 */
import { type PresencePair, samePair } from '@lamplight/domain';
import type { OwnWrite } from '../attribution/write-window.ts';

interface Lasting {
  readonly pair: PresencePair;
  readonly expiresAt: number;
}

interface Change {
  readonly at: number;
  /** What Teams and foreign applications make of the person. */
  readonly others: PresencePair;
  /** Our session; null: none. */
  readonly session: Lasting | null;
  /** The status that goes before every session, by the person or a process of ours; null: none. */
  readonly preferred: (Lasting & { readonly by: number }) | null;
}

const BY_HAND = 0;
const RANK: Readonly<Record<string, number>> = { DoNotDisturb: 4, Busy: 3, Available: 2, Away: 1, Offline: 0 };

export class GraphModel {
  readonly #leaseMs: number;
  readonly #changes: Change[];
  #process = 1;

  constructor(leaseMs: number, others: PresencePair) {
    this.#leaseMs = leaseMs;
    this.#changes = [{ at: -Infinity, others, session: null, preferred: null }];
  }

  /** Changes must come in the order of time. */
  othersBecome(at: number, others: PresencePair): void {
    this.#change(at, { others });
  }

  /** A status chosen by hand, or put back in place of ours; null: none, whoever had set one. */
  choose(at: number, pair: PresencePair | null): void {
    this.#change(at, { preferred: pair === null ? null : { pair, expiresAt: Infinity, by: BY_HAND } });
  }

  /** The process of ours that runs. */
  get process(): number {
    return this.#process;
  }

  /** A write of ours, by a process that may have ended since. */
  set(at: number, { way, pair }: OwnWrite, by = this.#process): void {
    const lasting = { pair, expiresAt: at + this.#leaseMs };
    this.#change(at, way === 'session' ? { session: lasting } : { preferred: { ...lasting, by } });
  }

  /** Whether there was a session to clear. */
  clear(at: number): boolean {
    const session = live(this.#at(at).session, at);
    this.#change(at, { session: null });
    return session !== null;
  }

  /** Another process of ours begins: of a preferred status that the one before it set it cannot know. */
  restart(): void {
    this.#process += 1;
  }

  /** What a replica that has seen everything until `at` shows. */
  shown(at: number): { readonly pair: PresencePair; readonly sequenceNumber: string } {
    const { others, session, preferred } = this.#at(at);
    const lasting = [live(session, at), live(preferred, at)].filter((one) => one !== null);
    const version = this.#changes.filter((change) => change.at <= at).length * 3 + 2 - lasting.length;
    return {
      pair: shownOf(others, live(session, at), live(preferred, at)),
      sequenceNumber: `A${String(version).padStart(8, '0')}`,
    };
  }

  /**
   * Whether `pair` is what Teams or the person says at `at`, whatever of ours stands. A status chosen by hand counts also
   * when it shows only because of our session.
   */
  isOthers(at: number, pair: PresencePair): boolean {
    const { others, preferred } = this.#at(at);
    const chosen = this.#isOurs(preferred) ? null : live(preferred, at);
    return samePair(shownOf(others, null, chosen), pair) || (chosen !== null && samePair(chosen.pair, pair));
  }

  /** What of ours is in force at `at`. */
  oursAt(at: number): readonly PresencePair[] {
    const { session, preferred } = this.#at(at);
    return [live(session, at), this.#isOurs(preferred) ? live(preferred, at) : null].flatMap((lasting) =>
      lasting === null ? [] : [lasting.pair],
    );
  }

  #isOurs(preferred: Change['preferred']): boolean {
    return preferred?.by === this.#process;
  }

  #change(at: number, change: Partial<Change>): void {
    this.#changes.push({ ...this.#at(at), ...change, at });
  }

  #at(at: number): Change {
    const found = this.#changes.findLast((change) => change.at <= at);
    if (found === undefined) {
      throw new RangeError(`nothing is known of ${at}`);
    }
    return found;
  }
}

function live(lasting: Lasting | null, at: number): Lasting | null {
  return lasting !== null && lasting.expiresAt > at ? lasting : null;
}

/** Only for somebody who is signed in somewhere does a preferred status show, and then before every session. */
function shownOf(others: PresencePair, session: Lasting | null, preferred: Lasting | null): PresencePair {
  if (preferred !== null && (session !== null || others.availability !== 'Offline')) {
    return preferred.pair;
  }
  const covers = session !== null && (RANK[session.pair.availability] ?? 0) >= (RANK[others.availability] ?? 0);
  return covers ? session.pair : others;
}
