import { basename, dirname } from 'node:path';
import type { TenantId } from '@lamplight/domain';
import {
  type CertificateFiles,
  type CertificatePair,
  type Clock,
  type Egress,
  LamplightError,
  type Logger,
  makeSelfSignedCertificate,
  type Pseudonyms,
  placeInConfig,
  type Random,
  readCertificate,
} from '@lamplight/runtime';
import { keysOfConfig } from './access/file-keys.ts';
import { loadTenants } from './apply/load-tenants.ts';
import type { GatewayConfig } from './config.ts';
import type { Gateway } from './gateway.ts';
import { openConfiguredStore } from './open-configured-store.ts';
import { checkAdapters } from './registry/build-adapter.ts';
import type { TenantCore } from './tenant/tenant-core.ts';
import { wireGateway } from './wiring.ts';

/** How a configuration that came from no file is called. */
const NO_FILE = 'gateway.yaml';

/** How long a certificate made for development is good. */
const SELF_SIGNED_DAYS = 30;

export interface StartGatewayOptions {
  readonly config: GatewayConfig;
  /** The file that the configuration came from, with how to read it again; its keys are watched. Default: none. */
  readonly source?: { readonly file: string; readonly read: () => GatewayConfig };
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Those of the logger: from the opening of the store on, they are made with the secret of the installation. */
  readonly pseudonyms?: Pseudonyms;
  readonly egress: Egress;
  /** Where secrets that name a variable are looked up, as process.env. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Measure memory, CPU and event loop of this process too; default false. */
  readonly measureProcess?: boolean;
}

export interface RunningGateway {
  readonly address: { readonly host: string; readonly port: number };
  /** What a client must trust, in PEM, where the certificate was made at the start. */
  readonly certPem: string;
  /** As they are served now. */
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
 * @throws LamplightError `certificate_unreadable`, `config_invalid`, `config_unreadable`, `address_in_use`, and those of
 *   the store: `store_key_missing`, `store_key_wrong`, `store_unreadable`, `store_newer`, `store_unavailable`
 */
export async function startGateway(options: StartGatewayOptions): Promise<RunningGateway> {
  const { config, source, clock, random, logger, egress, environment = {}, measureProcess = false } = options;
  const certificate = await certificateOf(config, clock, source?.file);
  await checkAdapters(config, { clock, environment });
  const keys = keysOfConfig(config);
  const keysFiles = config.tenants.flatMap(({ keysFile }) => keysFile ?? []);
  const store = await openConfiguredStore(config.store, { clock, random, logger, egress, environment });
  options.pseudonyms?.rekey(store.logSecret);
  let gateway: Gateway | undefined;
  try {
    const fileName = source === undefined ? NO_FILE : basename(source.file);
    const held = new Set(keys.map(({ hash }) => hash));
    await loadTenants({ store, tenants: config.tenants, fileName, held, logger });
    gateway = wireGateway({
      config,
      certificate,
      keys,
      keyFiles: source === undefined ? keysFiles : [source.file, ...keysFiles],
      readKeys: () => keysOfConfig(source?.read() ?? config),
      store,
      configFolder: source === undefined ? null : dirname(source.file),
      environment,
      measureProcess,
      clock,
      random,
      logger,
      egress,
    });
    return running(gateway, await gateway.start(), certificate.certPem);
  } catch (failure) {
    await (gateway?.stop() ?? store.close());
    throw failure;
  }
}

function running(gateway: Gateway, address: RunningGateway['address'], certPem: string): RunningGateway {
  return {
    address,
    certPem,
    get tenants() {
      return new Map([...gateway.tenants].map(([id, { core }]) => [id, core]));
    },
    held: () => gateway.held(),
    reloadKeys: () => gateway.reloadKeys(),
    drain: () => gateway.drain(),
    stop: () => gateway.stop(),
  };
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
