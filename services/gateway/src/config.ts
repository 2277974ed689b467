/** The gateway's configuration: one YAML file, read once, checked whole, frozen. sample-config.yaml documents it. */
import { dirname, resolve } from 'node:path';
import { isId } from '@lamplight/domain';
import { type ConfigOf, durationMs, loadConfig, placeInConfig, placeInText } from '@lamplight/runtime';
import { z } from 'zod';
import { crossCheck } from './config-cross-check.ts';
import { credentialsFrom, operatedTeams } from './shared-registration.ts';
import { storeConfig, storeFrom } from './store-config.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS } from './subscribe/stream-settings.ts';
import { completed, keyHash, type TenantConfig, tenants } from './tenant-config.ts';

/** The longest that a drain may be allowed, in milliseconds. */
export const LONGEST_DRAIN_MS = 600_000;

const installationKey = z.strictObject({
  id: z.string().refine(isId, 'expected 1 to 128 characters without control characters'),
  hash: keyHash,
  roles: z.array(z.enum(['operator', 'administrator', 'auditor'])).min(1),
});

const certificate = z.union([
  z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }),
  /** For development: made at the start, good for these names and addresses. */
  z.strictObject({ selfSigned: z.array(z.string().max(256)).min(1) }),
]);

const publicUrl = z
  .url({ protocol: /^https$/, error: 'expected an address that begins with https://' })
  .transform((address) => address.replace(/\/+$/, ''))
  .refine((address) => new URL(address).pathname === '/', 'expected no path: https://name or https://name:port');

const subscribe = DEFAULT_SUBSCRIBE_SETTINGS;
const count = (least: number, fallback: number) => z.int().min(least).max(1_000_000).default(fallback);

const schema = z
  .strictObject({
    listen: z.strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8443),
      /** Under which the internet reaches this port: where Microsoft notifies and accounts come back from signing in. */
      publicUrl: publicUrl.optional(),
      certificate,
    }),
    /** Keys of the installation: what operators, administrators of every tenant, and auditors come with. */
    keys: z.array(installationKey).default([]),
    /** Where everything is kept. Without it: in memory, loaded from `tenants` at each start. */
    store: storeConfig.optional(),
    tenants: tenants.default([]),
    /** What whoever runs the gateway has of its own at Microsoft. */
    teams: operatedTeams.optional(),
    limits: z
      .strictObject({
        maxWatched: count(1, subscribe.maxWatched),
        maxPerRequest: count(1, subscribe.maxPerRequest),
        maxItemsPerMessage: count(1, subscribe.maxItemsPerMessage),
        maxStreams: count(1, subscribe.maxStreams),
        heartbeatInterval: durationMs({ minimumMs: 1_000, maximumMs: 300_000 }).prefault('25s'),
        helloDeadline: durationMs({ minimumMs: 1_000, maximumMs: 60_000 }).prefault('10s'),
        stallLimit: durationMs({ minimumMs: 1_000, maximumMs: 600_000 }).prefault('30s'),
        streamAge: durationMs({ minimumMs: 10_000, maximumMs: 86_400_000 }).prefault('60m'),
        defaultUpdateInterval: durationMs({ maximumMs: 60_000 }).prefault('250ms'),
        minUpdateInterval: durationMs({ maximumMs: 60_000 }).prefault('0ms'),
      })
      .prefault({}),
    leases: z
      .strictObject({
        lease: durationMs({ minimumMs: 1_000, maximumMs: 3_600_000 }).prefault('90s'),
        renew: durationMs({ minimumMs: 200, maximumMs: 1_200_000 }).prefault('30s'),
        withdrawAfter: durationMs({ maximumMs: 86_400_000 }).prefault('5m'),
      })
      .prefault({}),
    drain: z
      .strictObject({
        /** Streams are ended over this long, and clients come back within it. */
        window: durationMs({ maximumMs: 300_000 }).prefault('5s'),
        /** What is still open this long after the signal is cut. */
        deadline: durationMs({ minimumMs: 100, maximumMs: LONGEST_DRAIN_MS }).prefault('20s'),
      })
      .prefault({}),
    metrics: z
      .strictObject({
        /** Who may read /metrics without a key of role operator. */
        openTo: z.enum(['loopback', 'nobody', 'everybody']).default('loopback'),
      })
      .prefault({}),
    logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    traces: z.strictObject({ otlpEndpoint: z.url({ protocol: /^https?$/ }) }).optional(),
  })
  .superRefine(crossCheck);

type WrittenConfig = ConfigOf<typeof schema>;
export type GatewayConfig = Omit<WrittenConfig, 'tenants'> & { readonly tenants: readonly TenantConfig[] };

/**
 * Reads a configuration file; paths in it are taken from its folder.
 * @throws LamplightError `config_unreadable`, or `config_invalid` with every problem and its place
 */
export function loadGatewayConfig(file: string): GatewayConfig {
  const config = loadConfig({ schema, file });
  const folder = dirname(file);
  return inFolder(
    folder,
    config,
    completed(config.tenants, folder, (path) => placeInConfig(file, path)),
  );
}

/** As {@link loadGatewayConfig}, from a text that messages name `fileName`. */
export function parseGatewayConfig(yaml: string, fileName = 'gateway.yaml'): GatewayConfig {
  const config = loadConfig({ schema, text: yaml, fileName });
  const tenants = completed(config.tenants, null, (path) => placeInText(yaml, fileName, path));
  return Object.freeze({ ...config, tenants });
}

function inFolder(folder: string, config: WrittenConfig, tenants: readonly TenantConfig[]): GatewayConfig {
  const given = config.listen.certificate;
  const certificate =
    'certFile' in given
      ? { certFile: resolve(folder, given.certFile), keyFile: resolve(folder, given.keyFile) }
      : given;
  return Object.freeze({
    ...config,
    listen: { ...config.listen, certificate },
    tenants,
    ...(config.teams?.sharedRegistration === undefined
      ? {}
      : { teams: { ...config.teams, sharedRegistration: credentialsFrom(folder, config.teams.sharedRegistration) } }),
    ...(config.store === undefined ? {} : { store: storeFrom(folder, config.store) }),
  });
}
