/**
 * The lines of a SIP PBX as a source: the roster says which lines are watched, their state becomes claims. The PBX is
 * only read: a "talking" effect is logged and answered as without effect.
 */
import type {
  AdapterContext,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from '@lamplight/adapter-kit';
import { type Claim, SIPSIMPLE } from '@lamplight/domain';
import type { Timer } from '@lamplight/runtime';
import { type PbxState, SipClient } from './client.ts';
import { readPassword, type SipAdapterConfig } from './config.ts';
import { tellableStates } from './dialog-info/to-line.ts';
import type { LineKnowledge } from './line.ts';
import { toClaim } from './to-claim.ts';
import { toHealth } from './to-health.ts';

/** Changes of many lines at once make one health report. */
const HEALTH_DELAY_MS = 250;

export interface SipAdapterOptions {
  readonly config: SipAdapterConfig;
  /** Where a password that names a variable is looked up, as process.env. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Shown to the gateway. Default 0.1.0. */
  readonly softwareVersion?: string;
}

export class SipAdapter implements SourceAdapter {
  readonly description: SourceDescription;
  readonly #config: SipAdapterConfig;
  readonly #password: string | undefined;
  readonly #lines = new Map<string, LineKnowledge>();
  readonly #claims = new Map<string, Claim>();
  #running: { readonly context: AdapterContext; readonly client: SipClient } | undefined;
  #pbx: PbxState = { kind: 'connecting' };
  #snapshot: 'waiting-for-roster' | 'waiting-for-lines' | 'complete' = 'waiting-for-roster';
  #snapshotDeadline: Timer | undefined;
  #healthTimer: Timer | undefined;

  /** @throws LamplightError where the password that the configuration refers to cannot be read. */
  constructor(options: SipAdapterOptions) {
    const { config } = options;
    this.#config = config;
    this.#password = readPassword(config.password, options.environment ?? {});
    this.description = Object.freeze({
      technology: SIPSIMPLE,
      capabilities: { callStates: tellableStates(config.capabilities), effects: [], features: ['dialog-info'] },
      softwareName: 'lamplight-sip-adapter',
      softwareVersion: options.softwareVersion ?? '0.1.0',
    });
  }

  start(context: AdapterContext): void {
    const { clock, random, egress } = context;
    const client = new SipClient({
      config: this.#config,
      password: this.#password,
      clock,
      random,
      egress,
      logger: context.logger.forComponent('sip'),
      events: {
        onLine: (address, knowledge) => this.#lineChanged(context, address, knowledge),
        onPbx: (state) => {
          this.#pbx = state;
          this.#reportHealthSoon(context);
        },
      },
    });
    this.#running = { context, client };
    context.reportHealth(toHealth(this.#pbx, this.#lines, this.#config));
    client.start();
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#snapshotDeadline?.cancel();
    this.#healthTimer?.cancel();
    await running?.client.stop();
  }

  rosterChanged(change: RosterChange): void {
    if (this.#running === undefined) {
      return;
    }
    const { context, client } = this.#running;
    for (const { address } of change.upserted) {
      if (!this.#lines.has(address)) {
        this.#lines.set(address, { kind: 'pending' });
        client.watch(address);
      }
    }
    for (const address of change.removed) {
      if (this.#lines.delete(address)) {
        this.#claims.delete(address);
        client.unwatch(address);
        context.withdraw(address);
      }
    }
    this.#completeSnapshot(context);
    this.#reportHealthSoon(context);
  }

  effectsChanged(change: EffectChange): void {
    if (this.#running === undefined) {
      return;
    }
    const { context } = this.#running;
    for (const { address, generation, desired } of change.items) {
      context.logger.info(
        { line: address, generation, desired: desired?.kind ?? null },
        'an effect for the PBX arrived',
      );
      context.reportEffect(
        desired === null || desired.kind === 'leave'
          ? { address, generation, outcome: 'applied', reason: '', message: '' }
          : {
              address,
              generation,
              outcome: 'without-effect',
              reason: 'pbx_not_told',
              message: `${desired.kind} is known here; this adapter only reads the PBX and does not tell it`,
            },
      );
    }
  }

  desiredStateComplete(): void {
    if (this.#running === undefined || this.#snapshot !== 'waiting-for-roster') {
      return;
    }
    const { context } = this.#running;
    this.#snapshot = 'waiting-for-lines';
    // The last line gets its turn so much later than the first.
    const turnsMs = (this.#lines.size / this.#config.subscribesPerSecond) * 1_000;
    this.#snapshotDeadline = context.clock.after(turnsMs + this.#config.snapshotSeconds * 1_000, () => {
      this.#giveUpPending(context);
    });
    this.#completeSnapshot(context);
  }

  linkChanged(state: LinkState): void {
    // Lines are read whoever listens, so that a standby knows them when its turn comes; its snapshot is another one.
    if (state === 'standby') {
      this.#snapshot = 'waiting-for-roster';
      this.#snapshotDeadline?.cancel();
    }
    this.#running?.context.logger.debug({ state }, 'the link to the gateway changed');
  }

  #lineChanged(context: AdapterContext, address: string, knowledge: LineKnowledge): void {
    this.#lines.set(address, knowledge);
    const claim = toClaim(knowledge, this.#claims.get(address), context.clock.now());
    if (claim !== null) {
      this.#claims.set(address, claim);
      context.claim(address, claim);
    }
    this.#completeSnapshot(context);
    this.#reportHealthSoon(context);
  }

  /** Lines that have been waited for long enough are unknown, not forgotten. */
  #giveUpPending(context: AdapterContext): void {
    const problem = { kind: 'no-answer', status: null, text: 'the PBX has not answered for this line yet' } as const;
    for (const [address, { kind }] of [...this.#lines]) {
      if (kind === 'pending') {
        this.#lineChanged(context, address, { kind: 'unknown', problem });
      }
    }
    this.#completeSnapshot(context);
  }

  #completeSnapshot(context: AdapterContext): void {
    if (this.#snapshot !== 'waiting-for-lines') {
      return;
    }
    if ([...this.#lines.values()].every(({ kind }) => kind !== 'pending')) {
      this.#snapshot = 'complete';
      this.#snapshotDeadline?.cancel();
      context.claimsComplete();
    }
  }

  #reportHealthSoon(context: AdapterContext): void {
    if (this.#running === undefined) {
      return;
    }
    this.#healthTimer ??= context.clock.after(HEALTH_DELAY_MS, () => {
      this.#healthTimer = undefined;
      context.reportHealth(toHealth(this.#pbx, this.#lines, this.#config));
    });
  }
}
