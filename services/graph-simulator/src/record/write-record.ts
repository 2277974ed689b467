import type { WriteRouteName } from '../graph/graph-routes.ts';

/** One request that was to change a person's presence, whatever came of it. */
export interface RecordedWrite {
  /** Counts from 1 and never starts over. */
  readonly number: number;
  /** When it took effect or was refused: wall time, ISO 8601. */
  readonly at: string;
  /** The same instant on the simulator's monotonic clock, in milliseconds. */
  readonly monotonicMs: number;
  readonly action: WriteRouteName;
  /** The client id of the token; null for a request without a good one. */
  readonly appId: string | null;
  readonly tenantId: string | null;
  /** As in the path. */
  readonly userId: string;
  /** The JSON body; the text if it was none. */
  readonly body: unknown;
  /** 0 when no answer was sent. */
  readonly status: number;
  /** Whether it was carried out: always with 200, and for answers that were lost on purpose. */
  readonly carriedOut: boolean;
}

/** The oldest are dropped beyond this number. */
const MOST_WRITES = 100_000;

/** Every write in the order in which they took effect. */
export class WriteRecord {
  readonly #listeners = new Set<(write: RecordedWrite) => void>();
  #writes: RecordedWrite[] = [];
  #number = 0;

  /** As they are now: a later write does not change what was given. */
  get all(): readonly RecordedWrite[] {
    return [...this.#writes];
  }

  add(write: Omit<RecordedWrite, 'number'>): void {
    this.#number += 1;
    const recorded = Object.freeze({ number: this.#number, ...write });
    this.#writes.push(recorded);
    if (this.#writes.length > MOST_WRITES) {
      this.#writes = this.#writes.slice(-MOST_WRITES / 2);
    }
    for (const listener of this.#listeners) {
      listener(recorded);
    }
  }

  clear(): void {
    this.#writes = [];
  }

  /** Calls the listener with each write to come. @returns how to stop it. */
  onWrite(listener: (write: RecordedWrite) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
