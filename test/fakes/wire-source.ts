/** A source that speaks Report in verbs, over real gRPC, rightly or wrongly: what it was told is kept, and waited for. */
import { type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js';
import {
  type CallState,
  type Claim,
  type GatewayMessage,
  type LeaseId,
  type Problem,
  type ReportHello,
  SILENT_CLAIM,
  type SourceMessage,
  sourceId,
  systemId,
} from '@lamplight/domain';
import { type Clock, systemClock } from '@lamplight/runtime';
import {
  gatewayMessageFromWire,
  grpcOptions,
  problemFromStatus,
  SourceServiceClient,
  sourceMessageToWire,
  type WireReportRequest,
  type WireReportResponse,
} from '@lamplight/wire';
import { lineClaim } from './line-claims.ts';
import { Recorded } from './recorded.ts';

type Of<Kind extends GatewayMessage['kind']> = Extract<GatewayMessage, { readonly kind: Kind }>;

export interface WireSourceOptions {
  readonly port: number;
  readonly certPem: string;
  readonly key: string;
  /** The system that it says it speaks for. */
  readonly system: string;
  /** Default one. */
  readonly source?: string;
  /** Says the state of a line again when the roster comes to name it, as adapters do; default false. */
  readonly followsRoster?: boolean;
}

export class WireSource {
  readonly told = new Recorded<GatewayMessage>();
  /** How the stream ended; null: OK. */
  readonly ended: Promise<Problem | null>;
  readonly #options: WireSourceOptions;
  readonly #clock: Clock = systemClock();
  readonly #client: SourceServiceClient;
  readonly #call: ClientDuplexStream<WireReportRequest, WireReportResponse>;
  /** What was claimed last of each line. */
  readonly #states = new Map<string, CallState | Partial<Claim>>();
  #sequence = 0;

  constructor(options: WireSourceOptions) {
    const { port, certPem, key } = options;
    this.#options = options;
    this.#client = new SourceServiceClient(
      `localhost:${port}`,
      credentials.createSsl(Buffer.from(certPem)),
      grpcOptions(),
    );
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${key}`);
    this.#call = this.#client.report(metadata);
    this.#call.on('data', (wire: WireReportResponse) => {
      const reading = gatewayMessageFromWire(wire);
      if (reading.kind === 'message') {
        this.told.add(reading.message);
        this.#follow(reading.message);
      }
    });
    this.#call.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.#call.on('status', (status) => resolve(problemFromStatus(status)));
    });
  }

  hello(changes: Partial<Pick<ReportHello, 'previousLease' | 'takeOver' | 'technology'>> = {}): this {
    const { system, source = 'one' } = this.#options;
    return this.send({
      kind: 'hello',
      systemId: systemId(system),
      sourceId: sourceId(source),
      instanceId: 'first',
      technology: 'PBX',
      capabilities: { callStates: ['idle', 'ringing', 'talking'], effects: [], features: [] },
      previousLease: null,
      takeOver: false,
      softwareName: 'wire-source',
      softwareVersion: '1',
      ...changes,
    });
  }

  /** The lines are in these states, or are claimed to be so. */
  claims(states: Readonly<Record<string, CallState | Partial<Claim>>>): this {
    this.#sequence += 1;
    const items = Object.entries(states).map(([address, state]) => ({
      address,
      claim: { ...SILENT_CLAIM, ...(typeof state === 'string' ? lineClaim(state) : state) },
    }));
    for (const [address, state] of Object.entries(states)) {
      this.#states.set(address, state);
    }
    return this.send({ kind: 'claims', sequence: this.#sequence, items });
  }

  complete(): this {
    return this.send({ kind: 'claims-complete', sequence: this.#sequence });
  }

  send(message: SourceMessage): this {
    return this.sendWire(sourceMessageToWire(message, this.#clock.now()));
  }

  /** Sends what the domain has no word for. */
  sendWire(wire: WireReportRequest): this {
    this.#call.write(wire);
    return this;
  }

  /** Resolves with the last message of the kind, which may have come already. */
  async heard<Kind extends GatewayMessage['kind']>(
    kind: Kind,
    isIt: (message: Of<Kind>) => boolean = () => true,
  ): Promise<Of<Kind>> {
    const find = (): Of<Kind> | undefined =>
      this.told.items.filter((message): message is Of<Kind> => message.kind === kind).findLast(isIt);
    await this.told.until(`${kind} to arrive`, () => find() !== undefined, 5_000);
    const found = find();
    if (found === undefined) {
      throw new RangeError(`${kind} was forgotten`);
    }
    return found;
  }

  async lease(): Promise<LeaseId> {
    return (await this.heard('welcome')).lease;
  }

  /** The next refusal, as `address: reason`; each is given once. */
  async refusal(): Promise<readonly string[]> {
    const { items } = await this.heard('claims-refused', ({ sequence }) => sequence === this.#sequence);
    return items.map(({ address, problem }) => `${address}: ${problem.reason}`);
  }

  async close(): Promise<void> {
    this.#call.cancel();
    await this.ended;
    this.#client.close();
  }

  #follow(message: GatewayMessage): void {
    if (this.#options.followsRoster === true && message.kind === 'roster') {
      const named = message.items.flatMap(({ address }) => {
        const state = this.#states.get(address);
        return state === undefined ? [] : [[address, state] as const];
      });
      if (named.length > 0) {
        this.claims(Object.fromEntries(named));
      }
    }
  }
}
