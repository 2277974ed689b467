import { type Claim, type Desired, type SourcePrincipal, sourceId, systemId, tenantId } from '@lamplight/domain';
import { createEgress, type Egress, type ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import type { SourceAdapter } from '../port/source-adapter.ts';
import type { Uplink } from '../port/uplink.ts';
import { AdapterRunner } from '../runner/adapter-runner.ts';
import { GrpcUplink } from '../uplink/grpc-uplink.ts';
import { LocalUplink } from '../uplink/local-uplink.ts';
import { startGrpcReportServer } from './grpc-report-server.ts';
import { ScriptedGateway } from './scripted-gateway.ts';
import { until } from './until.ts';

/** One adapter beside the system that it speaks for, made anew for each test. */
export interface AdapterUnderTest {
  readonly adapter: SourceAdapter;
  /** The clock of the adapter and its system; the suite moves it. */
  readonly clock: ManualClock;
  /** The way out for the adapter; default: direct. */
  readonly egress?: Egress;
  /** Two subjects that the system knows and shows as idle. */
  readonly addresses: readonly [string, string];
  /** Makes the system show a call (or what comes nearest) at the address. */
  makeBusy(address: string): void | Promise<void>;
  /** Makes the system show nothing at the address. */
  makeIdle(address: string): void | Promise<void>;
  /** Makes the system stop answering, as if it were down. */
  makeUnreachable(): void | Promise<void>;
  /** Whether a claim says what makeBusy did. */
  isBusy(claim: Claim): boolean;
  /** Whether a claim says that nothing is going on. */
  isIdle(claim: Claim): boolean;
  /** An effect that the adapter answers. */
  readonly effect: Desired;
  /** How often the adapter has changed something at its system. */
  changesMade(): number;
  /** Sockets, subscriptions and the like that the adapter holds: 0 after it was stopped. */
  openHandles(): number;
  /** Ends the system itself. */
  dispose(): void | Promise<void>;
}

export interface AdapterSuite {
  readonly name: string;
  setup(): AdapterUnderTest | Promise<AdapterUnderTest>;
  /** How long an adapter may take to find out that its system does not answer, in ms of its clock; default 120000. */
  readonly patienceMs?: number;
}

export const UPLINK_KINDS = ['local', 'grpc'] as const;
export type UplinkKind = (typeof UPLINK_KINDS)[number];

/** Of the streams that the suite opens. */
export const SUITE_PRINCIPAL: SourcePrincipal = Object.freeze({
  tenantId: tenantId('tenant'),
  systemIds: Object.freeze([systemId('system')]),
  keyId: 'key-1',
});

interface OpenUplink {
  readonly uplink: Uplink;
  close(): void | Promise<void>;
}

/** An adapter in its runner, on an uplink to a gateway that plays a script. */
export class Bench {
  readonly subject: AdapterUnderTest;
  readonly gateway: ScriptedGateway;
  readonly runner: AdapterRunner;
  readonly #way: OpenUplink;

  private constructor(subject: AdapterUnderTest, gateway: ScriptedGateway, way: OpenUplink, egress: Egress) {
    this.subject = subject;
    this.gateway = gateway;
    this.#way = way;
    this.runner = new AdapterRunner({
      adapter: subject.adapter,
      uplink: way.uplink,
      systemId: systemId('system'),
      sourceId: sourceId('source'),
      clock: subject.clock,
      random: seededRandom(1),
      logger: new MemoryLogger(),
      egress,
    });
  }

  static async setUp(suite: AdapterSuite, kind: UplinkKind): Promise<Bench> {
    const subject = await suite.setup();
    const gateway = new ScriptedGateway();
    const way = kind === 'local' ? localWay(gateway) : await grpcWay(gateway, subject.clock);
    return new Bench(subject, gateway, way, subject.egress ?? createEgress());
  }

  /** Waits until the predicate holds, while the clock runs; at most `limitMs` of the clock. */
  until(what: string, predicate: () => boolean, limitMs?: number): Promise<void> {
    return until(this.subject.clock, what, predicate, limitMs);
  }

  /** Both addresses on the roster, the link active, the first snapshot complete. */
  async startWatched(): Promise<void> {
    for (const address of this.subject.addresses) {
      this.gateway.roster(address);
    }
    await this.runner.start();
    await this.until('the first snapshot', () => this.gateway.claimsComplete);
  }

  /** Whether what stands claimed at the address is as the system was made to show. */
  shows(state: 'busy' | 'idle', address: string): boolean {
    const claim = this.gateway.claims.get(address);
    return claim !== undefined && (state === 'busy' ? this.subject.isBusy(claim) : this.subject.isIdle(claim));
  }

  answered(address: string, generation: number): boolean {
    return this.gateway.results.some((result) => result.address === address && result.generation === generation);
  }

  /** Claims without their times: an age is stamped a little later each time that it arrives. */
  timeless(claims: ReadonlyMap<string, Claim>): ReadonlyMap<string, unknown> {
    return new Map(
      [...claims]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([address, claim]) => [
          address,
          {
            ...claim,
            since: null,
            call: claim.call === null ? null : { ...claim.call, since: null },
            note: claim.note?.text ?? null,
            outOfOffice: claim.outOfOffice?.message ?? null,
          },
        ]),
    );
  }

  /** Stops the runner while the clock runs, for adapters that take leave of their system in time. */
  async stop(): Promise<void> {
    let stopped = false;
    const stopping = this.runner.stop().finally(() => {
      stopped = true;
    });
    await this.until('the stop', () => stopped);
    await stopping;
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.#way.close();
    await this.subject.dispose();
  }
}

function localWay(gateway: ScriptedGateway): OpenUplink {
  return { uplink: new LocalUplink(gateway, SUITE_PRINCIPAL), close: () => undefined };
}

async function grpcWay(gateway: ScriptedGateway, clock: ManualClock): Promise<OpenUplink> {
  const server = await startGrpcReportServer(gateway, SUITE_PRINCIPAL, clock);
  const egress = createEgress({ caPem: [server.certificate.certPem] });
  const uplink = new GrpcUplink({
    target: server.target,
    serverName: 'localhost',
    key: 'suite-key',
    egress,
    clock,
    logger: new MemoryLogger(),
  });
  return {
    uplink,
    close: async () => {
      server.close();
      await egress.close();
    },
  };
}
