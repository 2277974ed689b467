import type { TenantId } from '@lamplight/domain';
import {
  type CertificateFiles,
  type CertificatePair,
  type Clock,
  type Egress,
  LamplightError,
  type Logger,
  makeSelfSignedCertificate,
  placeInConfig,
  type Random,
  readCertificate,
} from '@lamplight/runtime';
import type { GatewayConfig } from './config.ts';
import { configuredAdapters } from './configured-adapters.ts';
import type { HostedAdapter } from './hosted-adapters.ts';
import type { TenantCore } from './tenant/tenant-core.ts';
import { keptKeys } from './tenant-content.ts';
import { wireGateway } from './wiring.ts';

/** How long a certificate made for development is good. */
const SELF_SIGNED_DAYS = 30;

export interface StartGatewayOptions {
  readonly config: GatewayConfig;
  /** The file that the configuration came from, with how to read it again; its keys are watched. Default: none. */
  readonly source?: { readonly file: string; readonly read: () => GatewayConfig };
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  /** Where secrets that name a variable are looked up, as process.env. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Adapters to run inside this process beside those that the configuration asks for. Default: none. */
  readonly adapters?: readonly HostedAdapter[];
  /** Measure memory, CPU and event loop of this process too; default false. */
  readonly measureProcess?: boolean;
}

export interface RunningGateway {
  readonly address: { readonly host: string; readonly port: number };
  /** What a client must trust, in PEM, where the certificate was made at the start. */
  readonly certPem: string;
  readonly tenants: ReadonlyMap<TenantId, TenantCore>;
  /** Open streams and what they left in the index: all 0 once everybody has gone. */
  held(): { readonly streams: number; readonly watchedPeople: number };
  /** Reads the keys again now. */
  reloadKeys(): void;
  /** Announces the end to everybody, then stops. */
  drain(): Promise<void>;
  /** Stops at once. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway; resolves when it listens.
 * @throws LamplightError `certificate_unreadable`, `config_invalid`, `config_unreadable`, `address_in_use`
 */
export async function startGateway(options: StartGatewayOptions): Promise<RunningGateway> {
  const { config, source, clock, random, logger, egress, environment = {}, measureProcess = false } = options;
  const certificate = await certificateOf(config, clock, source?.file);
  const configured = configuredAdapters(config, { clock, environment });
  const keysFiles = config.tenants.flatMap(({ keysFile }) => keysFile ?? []);
  const gateway = wireGateway({
    config,
    certificate,
    keys: keptKeys(config),
    keyFiles: source === undefined ? keysFiles : [source.file, ...keysFiles],
    readKeys: () => keptKeys(source?.read() ?? config),
    adapters: [...configured.adapters, ...(options.adapters ?? [])],
    measureProcess,
    clock,
    random,
    logger,
    egress,
  });
  try {
    const address = await gateway.start();
    return {
      address,
      certPem: certificate.certPem,
      tenants: new Map([...gateway.tenants].map(([id, { core }]) => [id, core])),
      held: () => gateway.held(),
      reloadKeys: () => gateway.reloadKeys(),
      drain: () => gateway.drain().finally(() => configured.close()),
      stop: () => gateway.stop().finally(() => configured.close()),
    };
  } catch (failure) {
    await gateway.stop();
    await configured.close();
    throw failure;
  }
}

/**
 * @param configFile the file that the configuration came from, for the place that an error names
 * @throws LamplightError `certificate_unreadable`
 */
export async function certificateOf(
  config: GatewayConfig,
  clock: Clock,
  configFile?: string,
): Promise<CertificatePair> {
  const { certificate } = config.listen;
  if ('certFile' in certificate) {
    try {
      return readCertificate(certificate, clock);
    } catch (failure) {
      throw configFile === undefined ? failure : withPlace(LamplightError.from(failure), certificate, configFile);
    }
  }
  const [commonName = 'localhost'] = certificate.selfSigned;
  return makeSelfSignedCertificate({
    commonName,
    altNames: certificate.selfSigned,
    validDays: SELF_SIGNED_DAYS,
    clock,
  });
}

function withPlace(error: LamplightError, files: CertificateFiles, configFile: string): LamplightError {
  const field = error.details['file'] === files.certFile ? 'certFile' : 'keyFile';
  const place = placeInConfig(configFile, ['listen', 'certificate', field]);
  return new LamplightError(error.reason, `${place}: ${error.message}`, {
    details: { ...error.details },
    cause: error,
  });
}
