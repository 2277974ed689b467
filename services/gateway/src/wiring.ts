/** Puts the gateway together, by factories: the only file that knows every room. */
import 'reflect-metadata';
import type { TenantId } from '@lamplight/domain';
import type { CertificatePair, Clock, Egress, Logger, Random, Telemetry } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { Container, type ServiceIdentifier } from 'inversify';
import { Admission } from './access/admission.ts';
import { KeyWatch } from './access/key-watch.ts';
import { type KeptKey, Keys } from './access/keys.ts';
import { StoreKeys } from './access/store-keys.ts';
import { type AdminServer, createAdminServer } from './admin/admin-server.ts';
import type { AdminSurroundings } from './admin/surroundings.ts';
import { surroundingsOf } from './admin-surroundings.ts';
import type { GatewayConfig } from './config.ts';
import { DirectoryService } from './directory/directory-service.ts';
import { Gateway, GatewayStatus } from './gateway.ts';
import { createReportHandler } from './ingest/report-handler.ts';
import { erasePerson } from './matching/erase-person.ts';
import { Prometheus } from './operations/prometheus.ts';
import { telemetryOf } from './operations/telemetry.ts';
import { noTraces, otlpTraces, type Traces } from './operations/traces.ts';
import { GrpcPort } from './ports/grpc-server.ts';
import { TlsPort } from './ports/tls-port.ts';
import { problem } from './problem.ts';
import { serveTenant } from './registry/serve-tenant.ts';
import { TenantRegistry } from './registry/tenant-registry.ts';
import { RetentionSweeper } from './retention/retention-sweeper.ts';
import type { ServedTenant } from './served-tenant.ts';
import { OpenStreams } from './subscribe/open-streams.ts';
import { SubscribeHandler } from './subscribe/subscribe-handler.ts';
import { createTeamsSide, type TeamsSide } from './teams/teams-side.ts';

export interface GatewayModules {
  readonly config: GatewayConfig;
  readonly certificate: CertificatePair;
  readonly keys: readonly KeptKey[];
  /** Files that hold keys, and how to read them all again. */
  readonly keyFiles: readonly string[];
  readonly readKeys: () => readonly KeptKey[];
  /** Open; the gateway closes it. */
  readonly store: Store;
  /** Folder of the configuration file, where paths of a file that is applied begin; null: there is none. */
  readonly configFolder: string | null;
  /** Where secrets that name a variable are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly measureProcess: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
}

type Tenants = ReadonlyMap<TenantId, ServedTenant>;

const MODULES: ServiceIdentifier<GatewayModules> = Symbol('GatewayModules');
const TRACES: ServiceIdentifier<Traces> = Symbol('Traces');
const TELEMETRY: ServiceIdentifier<Telemetry> = Symbol('Telemetry');
const TEAMS: ServiceIdentifier<TeamsSide> = Symbol('TeamsSide');
const TENANTS: ServiceIdentifier<Tenants> = Symbol('Tenants');
const ADMISSION: ServiceIdentifier<Admission<ServedTenant>> = Symbol('Admission');
const ADMIN_SURROUNDINGS: ServiceIdentifier<AdminSurroundings> = Symbol('AdminSurroundings');
const ADMIN: ServiceIdentifier<AdminServer> = Symbol('AdminServer');

export function wireGateway(modules: GatewayModules): Gateway {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(MODULES).toConstantValue(modules);
  bindOperations(container);
  bindTenants(container);
  bindServices(container);
  bindAdmin(container);
  bindPorts(container);
  return container.get(Gateway);
}

function bindOperations(container: Container): void {
  container
    .bind(Prometheus)
    .toResolvedValue(
      ({ logger, measureProcess }: GatewayModules) => new Prometheus({ logger, withProcess: measureProcess }),
      [MODULES],
    );
  container.bind(TRACES).toResolvedValue(tracesFor, [MODULES]);
  container.bind(TELEMETRY).toResolvedValue(telemetryOf, [Prometheus, TRACES]);
  container
    .bind(GatewayStatus)
    .toResolvedValue(
      (tenants: Tenants, streams: OpenStreams, { clock }: GatewayModules) => new GatewayStatus(tenants, streams, clock),
      [TENANTS, OpenStreams, MODULES],
    );
}

function bindTenants(container: Container): void {
  container.bind(Keys).toResolvedValue(({ keys }: GatewayModules) => new Keys(keys), [MODULES]);
  container
    .bind(KeyWatch)
    .toResolvedValue(
      (keys: Keys, { keyFiles, readKeys, clock, logger }: GatewayModules) =>
        new KeyWatch({ keys, files: keyFiles, read: readKeys, clock, logger: logger.forComponent('keys') }),
      [Keys, MODULES],
    );
  container
    .bind(StoreKeys)
    .toResolvedValue(
      (keys: Keys, { store, clock, random, logger }: GatewayModules) =>
        new StoreKeys({ keys, store, clock, random, logger: logger.forComponent('keys') }),
      [Keys, MODULES],
    );
  container
    .bind(TenantRegistry)
    .toResolvedValue(
      (modules: GatewayModules, telemetry: Telemetry, streams: OpenStreams, teams: TeamsSide) =>
        registryOf(modules, telemetry, streams, teams),
      [MODULES, TELEMETRY, OpenStreams, TEAMS],
    );
  container
    .bind(TEAMS)
    .toResolvedValue(
      (modules: GatewayModules) =>
        createTeamsSide({ ...modules, publicUrl: modules.config.listen.publicUrl, operated: modules.config.teams }),
      [MODULES],
    );
  container.bind(TENANTS).toResolvedValue(({ tenants }: TenantRegistry): Tenants => tenants, [TenantRegistry]);
  container
    .bind(ADMISSION)
    .toResolvedValue((keys: Keys, tenants: Tenants) => new Admission(keys, tenants), [Keys, TENANTS]);
  container
    .bind(RetentionSweeper)
    .toResolvedValue(
      ({ store, clock, logger }: GatewayModules, tenants: Tenants, telemetry: Telemetry) =>
        new RetentionSweeper({ store, erase: erasePerson, tenants: () => tenants.values(), clock, logger, telemetry }),
      [MODULES, TENANTS, TELEMETRY],
    );
}

function bindServices(container: Container): void {
  container
    .bind(OpenStreams)
    .toResolvedValue(({ clock, random }: GatewayModules) => new OpenStreams(clock, random), [MODULES]);
  container.bind(SubscribeHandler).toResolvedValue(
    (
      { config, clock, random, logger }: GatewayModules,
      admission: Admission<ServedTenant>,
      streams: OpenStreams,
      telemetry: Telemetry,
    ) =>
      new SubscribeHandler({
        admit: (metadata) => admission.admit(metadata, 'watcher'),
        streams,
        settings: subscribeSettings(config),
        clock,
        random,
        logger,
        telemetry,
      }),
    [MODULES, ADMISSION, OpenStreams, TELEMETRY],
  );
  container.bind(DirectoryService).toResolvedValue(
    ({ config, clock, logger }: GatewayModules, admission: Admission<ServedTenant>, telemetry: Telemetry) =>
      new DirectoryService({
        admit: (metadata, role) => admission.admit(metadata, role),
        maxPerRequest: config.limits.maxPerRequest,
        clock,
        logger,
        telemetry,
      }),
    [MODULES, ADMISSION, TELEMETRY],
  );
}

function bindAdmin(container: Container): void {
  container
    .bind(ADMIN_SURROUNDINGS)
    .toResolvedValue(
      (
        modules: GatewayModules,
        registry: TenantRegistry,
        storeKeys: StoreKeys,
        streams: OpenStreams,
        keys: Keys,
        admission: Admission<ServedTenant>,
        { signIns }: TeamsSide,
      ) => surroundingsOf(modules, { registry, storeKeys, streams, keys, admission, signIns }),
      [MODULES, TenantRegistry, StoreKeys, OpenStreams, Keys, ADMISSION, TEAMS],
    );
  container.bind(ADMIN).toResolvedValue(
    (
      surroundings: AdminSurroundings,
      { config }: GatewayModules,
      status: GatewayStatus,
      metrics: Prometheus,
      admission: Admission<ServedTenant>,
      teams: TeamsSide,
    ) =>
      createAdminServer({
        surroundings,
        teams,
        operations: {
          status: () => status.report(),
          metrics: () => metrics.text(),
          openTo: config.metrics.openTo,
          requireOperator: (authorization) => admission.requireOperator(authorization),
        },
      }),
    [ADMIN_SURROUNDINGS, MODULES, GatewayStatus, Prometheus, ADMISSION, TEAMS],
  );
}

function bindPorts(container: Container): void {
  container.bind(GrpcPort).toResolvedValue(
    (
      subscribe: SubscribeHandler,
      directory: DirectoryService,
      admission: Admission<ServedTenant>,
      tenants: Tenants,
      { clock }: GatewayModules,
    ) =>
      new GrpcPort({
        subscription: subscribe.implementation,
        directory: directory.implementation,
        source: {
          report: createReportHandler({
            authenticate: (metadata) => admission.source(metadata),
            reportsOf: (id) => tenants.get(id)?.core.reports,
            clock,
          }),
        },
      }),
    [SubscribeHandler, DirectoryService, ADMISSION, TENANTS, MODULES],
  );
  container.bind(TlsPort).toResolvedValue(
    ({ config, certificate, logger }: GatewayModules, grpc: GrpcPort, admin: AdminServer) =>
      new TlsPort({
        host: config.listen.host,
        port: config.listen.port,
        certificate,
        grpc: grpc.server,
        http: admin.server,
        logger,
      }),
    [MODULES, GrpcPort, ADMIN],
  );
  container.bind(Gateway).toDynamicValue(({ get }) => {
    const { config, store, clock, logger } = get(MODULES);
    return new Gateway({
      store,
      registry: get(TenantRegistry),
      keys: get(Keys),
      keyWatch: get(KeyWatch),
      storeKeys: get(StoreKeys),
      sweeper: get(RetentionSweeper),
      admin: get(ADMIN),
      streams: get(OpenStreams),
      subscribe: get(SubscribeHandler),
      grpc: get(GrpcPort),
      port: get(TlsPort),
      traces: get(TRACES),
      status: get(GatewayStatus),
      drain: config.drain,
      clock,
      logger: logger.forComponent('gateway'),
    });
  });
}

function tracesFor({ config, logger }: GatewayModules): Traces {
  return config.traces === undefined ? noTraces : otlpTraces(config.traces.otlpEndpoint, logger);
}

function registryOf(
  modules: GatewayModules,
  telemetry: Telemetry,
  streams: OpenStreams,
  teams: TeamsSide,
): TenantRegistry {
  const { lease, renew, withdrawAfter } = modules.config.leases;
  const settings = { leaseMs: lease, renewMs: renew, withdrawAfterMs: withdrawAfter };
  return new TenantRegistry({
    ...modules,
    serve: (tenantId) =>
      serveTenant(tenantId, { ...modules, teams, operated: modules.config.teams, telemetry, settings }),
    onRemoved: ({ tenantId, core }) => {
      const removed = problem(
        'foreign_tenant',
        'the tenant of this stream was removed: nothing is served for it any more',
      );
      streams.endOfTenant(tenantId, removed);
      core.endStreams(removed);
    },
  });
}

function subscribeSettings({ limits }: GatewayConfig) {
  return {
    maxWatched: limits.maxWatched,
    maxPerRequest: limits.maxPerRequest,
    maxItemsPerMessage: limits.maxItemsPerMessage,
    maxStreams: limits.maxStreams,
    heartbeatIntervalMs: limits.heartbeatInterval,
    helloDeadlineMs: limits.helloDeadline,
    stallLimitMs: limits.stallLimit,
    streamAgeMs: limits.streamAge,
    defaultUpdateIntervalMs: limits.defaultUpdateInterval,
    minUpdateIntervalMs: limits.minUpdateInterval,
  };
}
