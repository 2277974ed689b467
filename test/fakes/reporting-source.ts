import {
  type Claim,
  type Effect,
  type EffectOutcome,
  type GatewayMessage,
  type HealthState,
  type LeaseId,
  type Problem,
  type ReportHello,
  type ReportInlet,
  type ReportPort,
  type RosterEntry,
  SILENT_CLAIM,
  type SourceMessage,
  type SourcePrincipal,
  sourceId,
  systemId,
  tenantId,
} from '@lamplight/domain';

export interface ReportingSourceOptions {
  readonly system: string;
  readonly source?: string;
  readonly instance?: string;
  readonly technology?: string;
  readonly principal?: Partial<SourcePrincipal>;
}

/** The messages of one kind. */
type Of<Kind extends GatewayMessage['kind']> = Extract<GatewayMessage, { readonly kind: Kind }>;

/**
 * A source that speaks the report protocol in verbs, and keeps what it hears: every message in order, and roster and
 * effects as they stand. It does nothing by itself, so that a test can also speak wrongly.
 */
export class ReportingSource {
  readonly messages: GatewayMessage[] = [];
  readonly roster = new Map<string, RosterEntry>();
  readonly effects = new Map<string, Effect>();
  /** Undefined while the stream is open; null: ended in order. */
  ended: Problem | null | undefined;
  /** True holds roster and effects back, as a transport whose peer does not read. */
  blocked = false;
  readonly #options: ReportingSourceOptions;
  readonly #inlet: ReportInlet;
  #sequence = 0;

  constructor(reports: ReportPort, options: ReportingSourceOptions) {
    this.#options = options;
    const principal: SourcePrincipal = {
      tenantId: tenantId('acme'),
      systemIds: [systemId(options.system)],
      keyId: `key-of-${options.source ?? 'one'}`,
      ...options.principal,
    };
    this.#inlet = reports.open(principal, {
      send: (message) => this.#hear(message),
      end: (problem) => {
        this.ended = problem;
      },
      blocked: () => this.blocked,
    });
  }

  /** The lease of the last welcome. */
  get lease(): LeaseId | null {
    return this.last('welcome')?.lease ?? null;
  }

  /** What was heard, as kinds. */
  get kinds(): readonly string[] {
    return this.messages.map(({ kind }) => kind);
  }

  /** Every refusal so far, as `address: reason`. */
  get refusals(): readonly string[] {
    return this.all('claims-refused').flatMap(({ items }) =>
      items.map(({ address, problem }) => `${address}: ${problem.reason}`),
    );
  }

  /** The highest sequence that was accepted. */
  get acceptedThrough(): number | undefined {
    return this.last('accepted')?.throughSequence;
  }

  all<Kind extends GatewayMessage['kind']>(kind: Kind): readonly Of<Kind>[] {
    return this.messages.filter((message): message is Of<Kind> => message.kind === kind);
  }

  last<Kind extends GatewayMessage['kind']>(kind: Kind): Of<Kind> | undefined {
    return this.all(kind).at(-1);
  }

  hello(hello: Partial<ReportHello> = {}): this {
    return this.say({
      kind: 'hello',
      systemId: systemId(this.#options.system),
      sourceId: sourceId(this.#options.source ?? 'one'),
      instanceId: this.#options.instance ?? 'first',
      technology: this.#options.technology ?? 'PBX',
      capabilities: { callStates: ['idle', 'ringing', 'talking'], effects: ['talking'], features: [] },
      previousLease: null,
      takeOver: false,
      softwareName: 'reporting-source',
      softwareVersion: '1',
      ...hello,
    });
  }

  /** One message of claims by address; null withdraws. */
  claims(claims: Readonly<Record<string, Partial<Claim> | null>>): this {
    this.#sequence += 1;
    return this.claimsAt(this.#sequence, claims);
  }

  /** As {@link claims}, under a sequence of one's own. */
  claimsAt(sequence: number, claims: Readonly<Record<string, Partial<Claim> | null>>): this {
    const items = Object.entries(claims).map(([address, claim]) => ({
      address,
      claim: claim === null ? null : { ...SILENT_CLAIM, ...claim },
    }));
    return this.say({ kind: 'claims', sequence, items });
  }

  complete(): this {
    return this.say({ kind: 'claims-complete', sequence: this.#sequence });
  }

  heartbeat(): this {
    return this.say({ kind: 'heartbeat' });
  }

  leaving(handover: boolean): this {
    return this.say({ kind: 'leaving', handover });
  }

  health(state: HealthState, reason = ''): this {
    return this.say({ kind: 'health', health: { state, reason, message: '', remedy: '', details: {} } });
  }

  /** Answers the effect at an address as it was last heard. */
  answer(address: string, outcome: EffectOutcome, reason = ''): this {
    const generation = this.all('effects')
      .flatMap(({ items }) => items)
      .findLast((effect) => effect.address === address)?.generation;
    return this.say({
      kind: 'effect-results',
      items: [{ address, generation: generation ?? 0, outcome, reason, message: '' }],
    });
  }

  /** The stream breaks. */
  lose(): void {
    this.#inlet.closed();
  }

  /** The transport takes messages again. */
  unblock(): void {
    this.blocked = false;
    this.#inlet.writable?.();
  }

  say(message: SourceMessage): this {
    this.#inlet.receive(message);
    return this;
  }

  #hear(message: GatewayMessage): void {
    this.messages.push(message);
    switch (message.kind) {
      case 'welcome':
        this.roster.clear();
        this.effects.clear();
        break;
      case 'roster':
        for (const entry of message.items) {
          this.roster.set(entry.address, entry);
        }
        for (const address of message.removed) {
          this.roster.delete(address);
        }
        break;
      case 'effects':
        for (const effect of message.items) {
          if (effect.desired === null) {
            this.effects.delete(effect.address);
          } else {
            this.effects.set(effect.address, effect);
          }
        }
        break;
      default:
        break;
    }
  }
}
