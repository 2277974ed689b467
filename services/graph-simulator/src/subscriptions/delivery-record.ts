/** What became of a notification, or of one attempt to deliver it. */
export type DeliveryOutcome =
  /** Answered with 2xx in time. */
  | 'delivered'
  /** Not, and tried again later. */
  | 'retrying'
  /** Not within four hours. */
  | 'givenUp'
  /** The receiver was too late too often. */
  | 'dropped'
  /** Lost without a sign: as scripted, or since a permission is revoked. */
  | 'lost'
  /** Its subscription ended before it could be sent. */
  | 'ended';

export interface RecordedDelivery {
  /** Counts from 1 and never starts over. */
  readonly number: number;
  /** When it was settled: wall time, ISO 8601. */
  readonly at: string;
  /** The same instant on the simulator's monotonic clock, in milliseconds. */
  readonly monotonicMs: number;
  readonly kind: 'change' | 'lifecycle';
  readonly url: string;
  /** Counts from 1; 0: never sent. */
  readonly attempt: number;
  readonly items: readonly {
    readonly subscriptionId: string;
    /** Null for a lifecycle notification. */
    readonly userId: string | null;
  }[];
  /** Of the answer; 0 for none. */
  readonly status: number;
  readonly durationMs: number;
  readonly outcome: DeliveryOutcome;
}

/** The oldest are dropped beyond this number. */
const MOST_DELIVERIES = 20_000;

/** Every delivery in the order in which they were settled. */
export class DeliveryRecord {
  readonly #listeners = new Set<(delivery: RecordedDelivery) => void>();
  #deliveries: RecordedDelivery[] = [];
  #number = 0;

  /** As they are now: a later delivery does not change what was given. */
  get all(): readonly RecordedDelivery[] {
    return [...this.#deliveries];
  }

  add(delivery: Omit<RecordedDelivery, 'number'>): void {
    this.#number += 1;
    const recorded = Object.freeze({ number: this.#number, ...delivery });
    this.#deliveries.push(recorded);
    if (this.#deliveries.length > MOST_DELIVERIES) {
      this.#deliveries = this.#deliveries.slice(-MOST_DELIVERIES / 2);
    }
    for (const listener of this.#listeners) {
      listener(recorded);
    }
  }

  clear(): void {
    this.#deliveries = [];
  }

  /** Calls the listener with each delivery to come. @returns how to stop it. */
  onDelivery(listener: (delivery: RecordedDelivery) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
