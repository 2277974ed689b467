import type { AdapterContext } from '@lamplight/adapter-kit';
import type { CallState, Claim, EffectResult, Health } from '@lamplight/domain';
import {
  type Clock,
  createEgress,
  type Egress,
  MemoryLogger,
  type Random,
  seededRandom,
  systemClock,
} from '@lamplight/runtime';

export type Recorded =
  | { readonly kind: 'claim'; readonly address: string; readonly claim: Claim }
  | { readonly kind: 'withdraw'; readonly address: string }
  | { readonly kind: 'complete' }
  | { readonly kind: 'effect'; readonly result: EffectResult }
  | { readonly kind: 'health'; readonly health: Health };

/** An adapter's context that keeps what it is told, over real loopback sockets; waits for events, never for time. */
export class RecordingContext implements AdapterContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger = new MemoryLogger();
  readonly egress: Egress;
  readonly records: Recorded[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock = systemClock(), random: Random = seededRandom(7)) {
    this.clock = clock;
    this.random = random;
    this.egress = createEgress({ clock });
  }

  claim(address: string, claim: Claim): void {
    this.#keep({ kind: 'claim', address, claim });
  }

  withdraw(address: string): void {
    this.#keep({ kind: 'withdraw', address });
  }

  claimsComplete(): void {
    this.#keep({ kind: 'complete' });
  }

  reportEffect(result: EffectResult): void {
    this.#keep({ kind: 'effect', result });
  }

  reportHealth(health: Health): void {
    this.#keep({ kind: 'health', health });
  }

  /** The call states claimed for a line, in order, repetitions left out. */
  states(address: string): readonly CallState[] {
    const states: CallState[] = [];
    for (const record of this.records) {
      const state = record.kind === 'claim' && record.address === address ? record.claim.call?.state : undefined;
      if (state !== undefined && state !== states.at(-1)) {
        states.push(state);
      }
    }
    return states;
  }

  /** The last claim on a line. */
  claimOf(address: string): Claim | undefined {
    const last = this.records.findLast((record) => record.kind === 'claim' && record.address === address);
    return last?.kind === 'claim' ? last.claim : undefined;
  }

  get health(): Health | undefined {
    const last = this.records.findLast((record) => record.kind === 'health');
    return last?.kind === 'health' ? last.health : undefined;
  }

  get isComplete(): boolean {
    return this.records.some((record) => record.kind === 'complete');
  }

  /** Resolves when the condition holds; looked at after everything that is recorded. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (condition()) {
          this.#waiting.delete(look);
          resolve();
        }
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves when the line's last claim has the call state. */
  untilState(address: string, state: CallState): Promise<void> {
    return this.until(() => this.claimOf(address)?.call?.state === state);
  }

  #keep(record: Recorded): void {
    this.records.push(record);
    for (const look of [...this.#waiting]) {
      look();
    }
  }
}
