/** Puts the connector together, by factories: one adapter, one uplink and one runner per system. */
import 'reflect-metadata';
import { AdapterRunner, GrpcUplink, type SourceAdapter, type Uplink } from '@lamplight/adapter-kit';
import { sourceId, systemId } from '@lamplight/domain';
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import { SipAdapter } from '@lamplight/sip-adapter';
import { Container, type ServiceIdentifier } from 'inversify';
import type { ConnectorConfig, SystemConfig } from './config.ts';
import { Connector, type HostedSystem } from './connector.ts';
import { readKey } from './read-credentials.ts';
import { VERSION } from './version.ts';

export interface ConnectorModules {
  readonly config: ConnectorConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Must trust the gateway's certificate. */
  readonly egress: Egress;
  /** Where passwords that name a variable are looked up, as process.env. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const MODULES: ServiceIdentifier<ConnectorModules> = Symbol('ConnectorModules');
const UPLINK: ServiceIdentifier<Uplink> = Symbol('Uplink');
const SYSTEMS: ServiceIdentifier<readonly HostedSystem[]> = Symbol('HostedSystem');

/** @throws LamplightError where a key or a password that the configuration refers to cannot be read */
export function wireConnector(modules: ConnectorModules): Connector {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(MODULES).toConstantValue(modules);
  container.bind(UPLINK).toResolvedValue(uplinkTo, [MODULES]);
  container
    .bind(SYSTEMS)
    .toResolvedValue(
      (given: ConnectorModules, uplink: Uplink) => given.config.systems.map((system) => host(system, uplink, given)),
      [MODULES, UPLINK],
    );
  container
    .bind(Connector)
    .toResolvedValue(
      (systems: readonly HostedSystem[], { logger }: ConnectorModules) => new Connector(systems, logger),
      [SYSTEMS, MODULES],
    );
  return container.get(Connector);
}

function uplinkTo({ config, clock, logger, egress }: ConnectorModules): Uplink {
  const { host: name, port } = config.gateway.address;
  const target = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  return new GrpcUplink({ target, key: readKey(config.gateway), egress, clock, logger: logger.forComponent('uplink') });
}

function host(system: SystemConfig, uplink: Uplink, modules: ConnectorModules): HostedSystem {
  const { config, clock, random, logger, egress } = modules;
  const id = systemId(system.id);
  const adapter = adapterFor(system, modules);
  const runner = new AdapterRunner({
    adapter,
    uplink,
    systemId: id,
    sourceId: sourceId(config.source.id),
    clock,
    random,
    logger,
    egress,
  });
  return { systemId: id, runner };
}

function adapterFor({ sip }: SystemConfig, { environment = {} }: ConnectorModules): SourceAdapter {
  return new SipAdapter({ config: sip, environment, softwareVersion: VERSION });
}
