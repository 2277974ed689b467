/**
 * Where Report streams of one tenant arrive, from the gRPC handler and the local uplink alike. `report-stream.ts`
 * decides what one stream may say, `source-election.ts` which source of a system is active; the claims go to the
 * ledger. The promises: proto/presence/v1/source.proto.
 *
 * Nothing is queued per stream: claims are taken as they come, what goes down is marked keys. A transport that is
 * blocked holds roster, effects and heartbeats back; it should then read no further, so answers do not pile up either.
 */
import type {
  Directory,
  Problem,
  ReportHello,
  ReportInlet,
  ReportOutlet,
  ReportPort,
  SourcePrincipal,
  SystemId,
  TenantId,
} from '@lamplight/domain';
import { type Clock, type Logger, type Random, type Telemetry, TimerQueue } from '@lamplight/runtime';
import { problem } from '../problem.ts';
import { checkHello } from './check-hello.ts';
import type { ClaimSink, EffectFeed, ReportSettings, RosterFeed } from './ports.ts';
import { ReportSession, type SessionHost } from './report-session.ts';
import { type SourceReport, SystemSources } from './system-sources.ts';

export interface ReportGateOptions {
  readonly tenantId: TenantId;
  readonly directory: Pick<Directory, 'systems'>;
  readonly claims: ClaimSink;
  readonly roster: RosterFeed;
  readonly effects: EffectFeed;
  readonly settings: ReportSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

interface Window {
  readonly minMs: number;
  readonly maxMs: number;
}

export class ReportGate implements ReportPort {
  readonly #options: ReportGateOptions;
  readonly #logger: Logger;
  readonly #sessions = new Set<ReportSession>();
  readonly #systems = new Map<SystemId, SystemSources>();
  readonly #beats: TimerQueue<ReportSession>;
  readonly #helloDeadlines: TimerQueue<ReportSession>;
  #draining: Window | null = null;
  #nextStreamId = 1;

  constructor(options: ReportGateOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('ingest');
    this.#beats = new TimerQueue(options.clock, (session) => this.#beat(session));
    this.#helloDeadlines = new TimerQueue(options.clock, (session) => this.#endHelloless(session));
  }

  open(principal: SourcePrincipal, outlet: ReportOutlet): ReportInlet {
    const refusal = this.#refusalOf(principal);
    if (refusal !== null) {
      // Once the transport holds its inlet.
      queueMicrotask(() => outlet.end(refusal));
      return CLOSED_INLET;
    }
    const { clock, settings, roster, effects } = this.#options;
    const id = this.#nextStreamId++;
    const session = new ReportSession({ id, principal, outlet, host: this.#host, clock, settings, roster, effects });
    this.#sessions.add(session);
    this.#helloDeadlines.set(session, clock.monotonic() + settings.helloDeadlineMs);
    this.#beats.set(session, clock.monotonic() + settings.renewMs);
    return session;
  }

  /** How many streams are open. */
  get openCount(): number {
    return this.#sessions.size;
  }

  rosterChanged(systemId: SystemId, address: string): void {
    this.#systems.get(systemId)?.active?.rosterChanged(address);
  }

  effectChanged(systemId: SystemId, address: string): void {
    this.#systems.get(systemId)?.active?.effectChanged(address);
  }

  /** The ledger says that the lease of the system's active source has lapsed. */
  leaseLapsed(systemId: SystemId): void {
    this.#systems.get(systemId)?.lapse();
  }

  sources(): readonly SourceReport[] {
    return [...this.#systems.values()].flatMap((system) => system.reports());
  }

  /** Ends the sources of systems that are gone, or that are of another technology now. */
  systemsChanged(): void {
    const { systems } = this.#options.directory;
    for (const [systemId, sources] of this.#systems) {
      const technology = systems.get(systemId)?.technology;
      if (technology !== sources.technology) {
        sources.end(
          technology === undefined
            ? problem(
                'system_unknown',
                `System ${systemId} was removed from this tenant. Stop its source, or add it again.`,
              )
            : problem(
                'technology_mismatch',
                `System ${systemId} is ${technology} now, and no longer ${sources.technology}. Report for it with a source of that technology.`,
              ),
        );
        this.#systems.delete(systemId);
      }
    }
  }

  /** Ends the streams that a key opened; their leases go on as for any lost stream. */
  endStreamsOfKey(keyId: string): void {
    const revoked = problem('key_revoked', 'The key of this stream was revoked. Use another key.');
    for (const session of [...this.#sessions]) {
      if (session.principal.keyId === keyId) {
        session.input({ kind: 'end', problem: revoked });
      }
    }
  }

  /** Ends every stream. */
  endStreams(problem: Problem): void {
    for (const session of [...this.#sessions]) {
      session.input({ kind: 'end', problem });
    }
  }

  /** Tells every source to come back within the window and ends its stream; takes no stream any more. */
  drain(window: Window): void {
    this.#draining = window;
    for (const session of [...this.#sessions]) {
      session.input({ kind: 'draining', ...window });
    }
  }

  stop(): void {
    this.#beats.clear();
    this.#helloDeadlines.clear();
  }

  readonly #host: SessionHost = {
    join: (session, hello) => {
      this.#helloDeadlines.delete(session);
      const refusal = checkHello(hello, session.principal, this.#options.directory);
      if (refusal === null) {
        this.#system(hello).join(session, hello);
      } else {
        this.#logger.warn(
          { system: hello.systemId, key: session.principal.keyId, reason: refusal.reason },
          'hello refused',
        );
        session.input({ kind: 'end', problem: refusal });
      }
    },
    renew: (session) => this.#of(session)?.renew(),
    speak: (session) => this.#of(session)?.speak(session),
    take: (session, effect) => this.#of(session)?.take(session, effect),
    complete: (session) => this.#of(session)?.complete(),
    leave: (session, handover) => this.#of(session)?.leave(session, handover),
    depart: (session, acceptedThrough) => this.#of(session)?.depart(session, acceptedThrough),
    ended: (session) => {
      this.#sessions.delete(session);
      this.#beats.delete(session);
      this.#helloDeadlines.delete(session);
    },
  };

  #of(session: ReportSession): SystemSources | undefined {
    return session.hello === null ? undefined : this.#systems.get(session.hello.systemId);
  }

  #system({ systemId, technology }: ReportHello): SystemSources {
    const known = this.#systems.get(systemId);
    if (known !== undefined) {
      return known;
    }
    const { claims, random, telemetry } = this.#options;
    const system = new SystemSources({ systemId, technology, claims, random, telemetry, logger: this.#logger });
    this.#systems.set(systemId, system);
    return system;
  }

  #refusalOf(principal: SourcePrincipal): Problem | null {
    if (principal.tenantId !== this.#options.tenantId) {
      return problem('foreign_tenant', 'The key of this stream belongs to another tenant. Use a key of this one.');
    }
    return this.#draining === null
      ? null
      : problem(
          'draining',
          `The gateway is stopping. Come back in ${this.#draining.minMs} to ${this.#draining.maxMs} ms.`,
        );
  }

  #beat(session: ReportSession): void {
    const { clock, settings } = this.#options;
    this.#beats.set(session, clock.monotonic() + settings.renewMs);
    session.beat();
  }

  #endHelloless(session: ReportSession): void {
    const text = `No hello within ${this.#options.settings.helloDeadlineMs} ms of opening the stream. Send hello first.`;
    session.input({ kind: 'end', problem: problem('hello_late', text) });
  }
}

const CLOSED_INLET: ReportInlet = Object.freeze({ receive: () => undefined, closed: () => undefined });
