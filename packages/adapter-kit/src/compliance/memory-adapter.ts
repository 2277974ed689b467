import { type CallState, type Desired, type Effect, SILENT_CLAIM, sameDesired } from '@lamplight/domain';
import type { Timer } from '@lamplight/runtime';
import type {
  AdapterContext,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from '../port/source-adapter.ts';

/** A telephone system that is a map. It counts what is done to it. */
export class MemorySystem {
  /** Does not answer and shows nothing. */
  unreachable = false;
  changes = 0;
  readonly #calls = new Map<string, CallState>();
  readonly #listeners = new Set<(address: string) => void>();
  readonly #imposed = new Map<string, Desired>();

  /** How many are connected. */
  get connections(): number {
    return this.#listeners.size;
  }

  /** Undefined: not heard of. */
  call(address: string): CallState | undefined {
    return this.unreachable ? undefined : (this.#calls.get(address) ?? 'idle');
  }

  show(address: string, state: CallState): void {
    this.#calls.set(address, state);
    for (const listener of this.#listeners) {
      listener(address);
    }
  }

  /** What was imposed at the address from outside; null: nothing. */
  imposed(address: string): Desired | null {
    return this.#imposed.get(address) ?? null;
  }

  impose(address: string, desired: Desired | null): void {
    this.changes += 1;
    if (desired === null) {
      this.#imposed.delete(address);
    } else {
      this.#imposed.set(address, desired);
    }
  }

  connect(listener: (address: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const DESCRIPTION: SourceDescription = Object.freeze({
  technology: 'PBX',
  capabilities: Object.freeze({
    callStates: Object.freeze(['unknown', 'idle', 'ringing', 'talking'] as const),
    effects: Object.freeze(['talking', 'do-not-disturb', 'preferred']),
    features: Object.freeze([]),
  }),
  softwareName: 'memory-adapter',
  softwareVersion: '1',
});

/** How long an answer of the system is waited for before the snapshot is called complete, in ms. */
const ANSWER_MS = 2000;

/** The smallest adapter that keeps every promise of the port: an example to start from. */
export class MemoryAdapter implements SourceAdapter {
  readonly description = DESCRIPTION;
  readonly #system: MemorySystem;
  readonly #roster = new Set<string>();
  #context: AdapterContext | undefined;
  #disconnect: (() => void) | undefined;
  #waiting: Timer | undefined;
  #link: LinkState = 'offline';

  constructor(system: MemorySystem) {
    this.#system = system;
  }

  start(context: AdapterContext): void {
    this.#context = context;
    this.#disconnect = this.#system.connect((address) => this.#read(address));
    context.reportHealth({ state: 'ok', reason: '', message: '', remedy: '', details: {} });
  }

  async stop(): Promise<void> {
    this.#disconnect?.();
    this.#waiting?.cancel();
  }

  rosterChanged(change: RosterChange): void {
    for (const address of change.removed) {
      this.#roster.delete(address);
      this.#context?.withdraw(address);
    }
    for (const { address } of change.upserted) {
      this.#roster.add(address);
      this.#read(address);
    }
  }

  effectsChanged(change: EffectChange): void {
    for (const effect of change.items) {
      this.#apply(effect);
    }
  }

  desiredStateComplete(): void {
    this.#waiting?.cancel();
    if ([...this.#roster].every((address) => this.#system.call(address) !== undefined)) {
      this.#context?.claimsComplete();
    } else {
      this.#waiting = this.#context?.clock.after(ANSWER_MS, () => this.#context?.claimsComplete());
    }
  }

  linkChanged(state: LinkState): void {
    this.#link = state;
  }

  #read(address: string): void {
    const state = this.#system.call(address);
    if (!this.#roster.has(address)) {
      return;
    }
    const call = {
      state: state ?? 'unknown',
      count: state === 'talking' || state === 'ringing' ? 1 : 0,
      direction: 'unknown',
      remoteParty: null,
      since: null,
      groupCall: false,
    } as const;
    this.#context?.claim(address, { ...SILENT_CLAIM, call });
  }

  #apply({ address, generation, desired }: Effect): void {
    if (this.#link !== 'active' || desired?.kind === 'leave') {
      return;
    }
    if (desired?.kind === 'session') {
      const reason = 'effect_unsupported';
      const message = 'this system knows no sessions';
      this.#context?.reportEffect({ address, generation, outcome: 'refused', reason, message });
      return;
    }
    if (!sameDesired(this.#system.imposed(address), desired)) {
      this.#system.impose(address, desired);
    }
    this.#context?.reportEffect({ address, generation, outcome: 'applied', reason: '', message: '' });
  }
}
