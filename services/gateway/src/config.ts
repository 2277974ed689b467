/** The gateway's configuration: one YAML file, read once, checked whole, frozen. sample-config.yaml documents it. */
import { dirname, resolve } from 'node:path';
import { isId, LINE_KINDS, MSTEAMS } from '@lamplight/domain';
import { type ConfigOf, type DeepReadonly, durationMs, loadConfig } from '@lamplight/runtime';
import { teamsConfigSchema } from '@lamplight/teams-adapter';
import { z } from 'zod';
import { KEY_HASH_PATTERN } from './access/keys.ts';
import { ROLES } from './access/principal.ts';
import { crossCheck } from './config-cross-check.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS } from './subscribe/stream-settings.ts';

/** The longest that a drain may be allowed, in milliseconds. */
export const LONGEST_DRAIN_MS = 600_000;

const id = z.string().refine(isId, 'expected 1 to 128 characters without control characters');
const text = z.string().max(256);

const system = z
  .strictObject({
    id,
    /** Open set: MSTEAMS, SIPSIMPLE, PBX, … */
    technology: text.min(1),
    displayName: text.optional(),
    /** The gateway reads and writes this Entra tenant itself. Without it a source reports from outside. */
    teams: teamsConfigSchema.optional(),
  })
  .superRefine(({ technology, teams }, context) => {
    if (teams !== undefined && technology.toUpperCase() !== MSTEAMS) {
      context.addIssue({ code: 'custom', path: ['technology'], message: `expected ${MSTEAMS}, as teams is given` });
    }
  });

const binding = z.strictObject({
  system: id,
  address: z.string().min(1).max(512),
  role: z.enum(['owner', 'shared', 'logged-in']).default('owner'),
  /** Default: none at a system of technology MSTEAMS, else desk. */
  lineKind: z.enum(LINE_KINDS).optional(),
  primary: z.boolean().optional(),
});

const person = z.strictObject({
  id,
  displayName: text.min(1),
  upn: text.optional(),
  mail: text.optional(),
  phone: text.optional(),
  department: text.default(''),
  groups: z.array(id).default([]),
  telephony: z.enum(['pbx', 'teams', 'twinned']).default('pbx'),
  kind: z.enum(['person', 'guest', 'room', 'resource']).default('person'),
  bindings: z.array(binding).default([]),
});

const key = z.strictObject({
  id,
  hash: z
    .string()
    .regex(KEY_HASH_PATTERN, 'expected sha256: and 64 hexadecimal digits, as lamplight-gateway --new-key prints'),
  roles: z.array(z.enum(ROLES)).min(1),
  /** Systems that a source may report for. */
  systems: z.array(id).default([]),
});

const tenant = z.strictObject({
  id,
  systems: z.array(system).default([]),
  groups: z.array(z.strictObject({ id, displayName: text.min(1) })).default([]),
  people: z.array(person).default([]),
  keys: z.array(key).default([]),
  /** A file with `keys:` of its own, read again when it changes. */
  keysFile: z.string().min(1).optional(),
});

const certificate = z.union([
  z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }),
  /** For development: made at the start, good for these names and addresses. */
  z.strictObject({ selfSigned: z.array(text).min(1) }),
]);

const subscribe = DEFAULT_SUBSCRIBE_SETTINGS;
const count = (least: number, fallback: number) => z.int().min(least).max(1_000_000).default(fallback);

const schema = z
  .strictObject({
    listen: z.strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8443),
      certificate,
    }),
    tenants: z.array(tenant).min(1),
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

const keysFileSchema = z.strictObject({ keys: z.array(key) });

export type GatewayConfig = ConfigOf<typeof schema>;
export type TenantConfig = GatewayConfig['tenants'][number];
export type SystemConfig = TenantConfig['systems'][number];
export type KeyConfig = DeepReadonly<z.output<typeof key>>;
export type PersonConfig = TenantConfig['people'][number];

/**
 * Reads a configuration file; paths in it are taken from its folder.
 * @throws LamplightError `config_unreadable`, or `config_invalid` with every problem and its place
 */
export function loadGatewayConfig(file: string): GatewayConfig {
  return withPathsFrom(dirname(file), loadConfig({ schema, file }));
}

/** As {@link loadGatewayConfig}, from a text that messages name `fileName`. */
export function parseGatewayConfig(yaml: string, fileName = 'gateway.yaml'): GatewayConfig {
  return loadConfig({ schema, text: yaml, fileName });
}

/** @throws LamplightError as {@link loadGatewayConfig} does */
export function loadKeysFile(file: string): readonly KeyConfig[] {
  return loadConfig({ schema: keysFileSchema, file }).keys;
}

/** Whether a binding at this technology is a line when the configuration does not say. */
export function defaultLineKind(technology: string): 'desk' | null {
  return technology.toUpperCase() === MSTEAMS ? null : 'desk';
}

function withPathsFrom(folder: string, config: GatewayConfig): GatewayConfig {
  const given = config.listen.certificate;
  const certificate =
    'certFile' in given
      ? { certFile: resolve(folder, given.certFile), keyFile: resolve(folder, given.keyFile) }
      : given;
  const tenants = config.tenants.map((one) => ({
    ...one,
    systems: one.systems.map((system) => withTeamsFrom(folder, system)),
    ...(one.keysFile === undefined ? {} : { keysFile: resolve(folder, one.keysFile) }),
  }));
  return Object.freeze({ ...config, listen: { ...config.listen, certificate }, tenants });
}

function withTeamsFrom(folder: string, system: SystemConfig): SystemConfig {
  if (system.teams === undefined) {
    return system;
  }
  const { caFile, certificate } = system.teams;
  const teams = {
    ...system.teams,
    ...(caFile === undefined ? {} : { caFile: resolve(folder, caFile) }),
    ...(certificate === undefined
      ? {}
      : {
          certificate: {
            certFile: resolve(folder, certificate.certFile),
            keyFile: resolve(folder, certificate.keyFile),
          },
        }),
  };
  return { ...system, teams };
}
