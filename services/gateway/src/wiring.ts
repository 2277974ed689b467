/** Puts the gateway together, by factories: the only file that knows every room. */
import 'reflect-metadata';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AdapterRunner } from '@lamplight/adapter-kit';
import { type BoundClaim, type PersonFacts, type TenantId, tenantId } from '@lamplight/domain';
import { lamplightProfile, resolve } from '@lamplight/resolver';
import type { CertificatePair, Clock, Egress, Logger, Random, Telemetry } from '@lamplight/runtime';
import { Container, type ServiceIdentifier } from 'inversify';
import { Admission } from './access/admission.ts';
import { KeyWatch } from './access/key-watch.ts';
import { type KeptKey, Keys } from './access/keys.ts';
import type { GatewayConfig, TenantConfig } from './config.ts';
import { DirectoryService } from './directory/directory-service.ts';
import { MemoryDirectory } from './directory/memory-directory.ts';
import { Gateway, GatewayStatus } from './gateway.ts';
import { type HostedAdapter, hostAdapters } from './hosted-adapters.ts';
import { createReportHandler } from './ingest/report-handler.ts';
import { Prometheus } from './operations/prometheus.ts';
import { telemetryOf } from './operations/telemetry.ts';
import { noTraces, otlpTraces, type Traces } from './operations/traces.ts';
import { GrpcPort } from './ports/grpc-server.ts';
import { httpRoutes } from './ports/http-routes.ts';
import { TlsPort } from './ports/tls-port.ts';
import { ServedTenant } from './served-tenant.ts';
import { OpenStreams } from './subscribe/open-streams.ts';
import { SubscribeHandler } from './subscribe/subscribe-handler.ts';
import { createTenantCore } from './tenant/create-tenant-core.ts';
import { directoryContent } from './tenant-content.ts';

export interface GatewayModules {
  readonly config: GatewayConfig;
  readonly certificate: CertificatePair;
  readonly keys: readonly KeptKey[];
  /** Files that hold keys, and how to read them all again. */
  readonly keyFiles: readonly string[];
  readonly readKeys: () => readonly KeptKey[];
  readonly adapters: readonly HostedAdapter[];
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
const TENANTS: ServiceIdentifier<Tenants> = Symbol('Tenants');
const ADAPTERS: ServiceIdentifier<readonly AdapterRunner[]> = Symbol('AdapterRunner');
const ADMISSION: ServiceIdentifier<Admission<ServedTenant>> = Symbol('Admission');
const HTTP: ServiceIdentifier<HttpServer> = Symbol('HttpServer');

export function wireGateway(modules: GatewayModules): Gateway {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(MODULES).toConstantValue(modules);
  bindOperations(container);
  bindTenants(container);
  bindServices(container);
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
    .bind(TENANTS)
    .toResolvedValue(
      (modules: GatewayModules, telemetry: Telemetry): Tenants =>
        new Map(modules.config.tenants.map((tenant) => [tenantId(tenant.id), serve(tenant, modules, telemetry)])),
      [MODULES, TELEMETRY],
    );
  container
    .bind(ADMISSION)
    .toResolvedValue((keys: Keys, tenants: Tenants) => new Admission(keys, tenants), [Keys, TENANTS]);
  container
    .bind(ADAPTERS)
    .toResolvedValue(
      ({ adapters, ...modules }: GatewayModules, tenants: Tenants) =>
        hostAdapters(adapters, { ...modules, coreOf: (id) => tenants.get(id)?.core }),
      [MODULES, TENANTS],
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
        admit: (metadata) => admission.watcher(metadata),
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
        admit: (metadata, role) => admission.tenantOf(metadata, role),
        profileOf: (id) => (id === lamplightProfile.id ? lamplightProfile : undefined),
        maxPerRequest: config.limits.maxPerRequest,
        clock,
        logger,
        telemetry,
      }),
    [MODULES, ADMISSION, TELEMETRY],
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
  container.bind(HTTP).toResolvedValue(
    ({ config }: GatewayModules, status: GatewayStatus, metrics: Prometheus, admission: Admission<ServedTenant>) =>
      createServer(
        httpRoutes({
          status: () => status.report(),
          metrics: () => metrics.text(),
          openTo: config.metrics.openTo,
          requireOperator: (authorization) => admission.requireOperator(authorization),
        }),
      ),
    [MODULES, GatewayStatus, Prometheus, ADMISSION],
  );
  container.bind(TlsPort).toResolvedValue(
    ({ config, certificate, logger }: GatewayModules, grpc: GrpcPort, http: HttpServer) =>
      new TlsPort({
        host: config.listen.host,
        port: config.listen.port,
        certificate,
        grpc: grpc.server,
        http,
        logger,
      }),
    [MODULES, GrpcPort, HTTP],
  );
  container.bind(Gateway).toDynamicValue(({ get }) => {
    const { config, clock, logger } = get(MODULES);
    return new Gateway({
      tenants: get(TENANTS),
      keys: get(Keys),
      keyWatch: get(KeyWatch),
      streams: get(OpenStreams),
      subscribe: get(SubscribeHandler),
      grpc: get(GrpcPort),
      port: get(TlsPort),
      adapters: get(ADAPTERS),
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

function serve(tenant: TenantConfig, modules: GatewayModules, telemetry: Telemetry): ServedTenant {
  const { config, clock, random, logger } = modules;
  const { leases } = config;
  const core = createTenantCore({
    tenantId: tenantId(tenant.id),
    directory: new MemoryDirectory(directoryContent(tenant)),
    resolve: (claims: readonly BoundClaim[], person: PersonFacts, now: number) =>
      resolve(claims, person, lamplightProfile, now),
    profileId: lamplightProfile.id,
    clock,
    random,
    logger,
    telemetry,
    settings: { leaseMs: leases.lease, renewMs: leases.renew, withdrawAfterMs: leases.withdrawAfter },
  });
  return new ServedTenant(core);
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
