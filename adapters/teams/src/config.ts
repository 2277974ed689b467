import { durationMs } from '@lamplight/runtime';
import { z } from 'zod';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import { CLOUD_FACTS, CLOUDS, type CloudName } from './clouds.ts';
import { applicationFields, exactlyOneCredential } from './credentials/credential-config.ts';
import { DEFAULT_POLL_INTERVALS } from './polling/poll-planner.ts';

const httpsOrigin = z
  .url({ protocol: /^https$/, error: 'expected an address that begins with https://', abort: true })
  .refine(isOrigin, {
    error: 'expected an address without a path: leave out /v1.0, the tenant and whatever else follows the host',
  });

function isOrigin(address: string): boolean {
  const { origin, href } = new URL(address);
  return href === `${origin}/`;
}

const reader = z
  .strictObject({
    /** Application (client) id of a registration that only reads, with a budget of its own at Graph. */
    clientId: z.string().min(1),
    ...applicationFields,
  })
  .superRefine(exactlyOneCredential);

/** Who is taken from the tenant's directory besides enabled members with Teams. */
const ALSO = ['guests', 'disabled', 'rooms', 'resource-accounts', 'no-teams'] as const;

const directory = z.strictObject({
  /** `none`: people and their object ids are listed by hand. `basic`: names and mail. `full`: phone numbers and groups. */
  level: z.enum(['none', 'basic', 'full']).default('none'),
  /** Object ids of groups that become groups here, and whose members are taken; empty: everybody. Needs `full`. */
  groups: z.array(z.guid()).max(50).default([]),
  /** Everybody is taken, whatever `groups` says. */
  everybody: z.boolean().default(false),
  also: z.array(z.enum(ALSO)).default([]),
  /** How often changes are asked for (`full`), or the whole list (`basic`). */
  refresh: durationMs({ minimumMs: 60_000, maximumMs: 86_400_000 }).default(900_000),
});

const ownRegistration = {
  /** `own`, the default: an app registration of the tenant. */
  registration: z.literal('own').optional(),
  /** Application (client) id; also the id of our presence session. */
  clientId: z.string().min(1),
  ...applicationFields,
};

const sharedRegistration = {
  /** The multi-tenant registration of whoever runs the gateway, which holds its client id and credential. */
  registration: z.literal('shared'),
};

const tenantFields = {
  /** Directory (tenant) id or a verified domain. */
  tenantId: z.string().min(1),
  /** Optional second registration for reads. */
  reader: reader.optional(),
  cloud: z.enum(CLOUDS).default('global'),
  /** In place of the cloud's own, for a simulator. */
  graphBaseUrl: httpsOrigin.optional(),
  authority: httpsOrigin.optional(),
  /** Change notifications by the accounts that were signed in for it; `off`: polling only. */
  notifications: z.enum(['off', 'where-granted']).default('where-granted'),
  directory: directory.prefault({}),
  /** PEM file of a CA to trust besides those of Node; the process that hosts the adapter makes its egress with it. */
  caFile: z.string().min(1).optional(),
  /** Nothing is written: for running beside another product. What that one writes then shows as Teams' own. */
  readOnly: z.boolean().default(false),
  requestTimeout: durationMs({ minimumMs: 1_000, maximumMs: 60_000 }).default(10_000),
  pollWatched: durationMs({ minimumMs: 500, maximumMs: 60_000 }).default(DEFAULT_POLL_INTERVALS.watchedMs),
  pollSynced: durationMs({ minimumMs: 1_000, maximumMs: 600_000 }).default(DEFAULT_POLL_INTERVALS.syncedMs),
  /**
   * People of whose changes a live and proven subscription tells are only checked, that seldom. Default: read as all others,
   * since Microsoft notifies within 10 s on average and a minute at most, and a poll is mostly sooner.
   */
  pollNotified: durationMs({ minimumMs: 1_000, maximumMs: 600_000 }).optional(),
  pollUnknownIds: durationMs({ minimumMs: 10_000 }).default(DEFAULT_POLL_INTERVALS.setAsideMs),
  /** How long after an accepted write a read may still show what was before. */
  visibilityDelay: durationMs({ maximumMs: 60_000 }).default(DEFAULT_ATTRIBUTION_TIMING.visibilityMs),
  /** Margin on top of it before a pair that we wrote is believed to be Teams' own. */
  settleTime: durationMs({ maximumMs: 300_000 }).default(DEFAULT_ATTRIBUTION_TIMING.settleMs),
  /** How long a write of a process before this one, or one without an answer, may still take effect. */
  landingTime: durationMs({ maximumMs: 60_000 }).default(DEFAULT_ATTRIBUTION_TIMING.landingMs),
  /** Without a good read for that long people are claimed unknown. */
  unknownAfter: durationMs({ minimumMs: 5_000 }).default(60_000),
};

function checkTenant(config: z.output<z.ZodObject<typeof tenantFields>>, context: z.core.$RefinementCtx): void {
  if (/^(common|organizations|consumers)$/i.test(config.tenantId)) {
    context.addIssue({
      code: 'custom',
      path: ['tenantId'],
      message: 'expected the directory (tenant) id or a verified domain: an application has no token for all tenants',
    });
  }
  if (!CLOUD_FACTS[config.cloud].presence) {
    context.addIssue({
      code: 'custom',
      path: ['cloud'],
      message: `expected a cloud with presence: Microsoft's Graph has none in ${CLOUD_FACTS[config.cloud].title}`,
    });
  }
  const host = config.graphBaseUrl === undefined ? '' : new URL(config.graphBaseUrl).hostname;
  const named = CLOUDS.find((name) => new URL(CLOUD_FACTS[name].graphBaseUrl).hostname === host);
  if (named !== undefined && named !== config.cloud) {
    context.addIssue({
      code: 'custom',
      path: ['graphBaseUrl'],
      message: `is the address of another cloud: leave it out and set cloud to ${named}`,
    });
  }
  if (config.directory.groups.length > 0 && config.directory.level !== 'full') {
    context.addIssue({
      code: 'custom',
      path: ['directory', 'groups'],
      message: `needs level full: level ${config.directory.level} reads no members of groups`,
    });
  }
  const untold = config.directory.also.filter((who) => who !== 'guests');
  if (untold.length > 0 && config.directory.level !== 'full') {
    context.addIssue({
      code: 'custom',
      path: ['directory', 'also'],
      message: `needs level full for ${untold.join(', ')}: level ${config.directory.level} cannot tell who that is`,
    });
  }
  if (config.pollNotified !== undefined && config.pollNotified < config.pollSynced) {
    context.addIssue({
      code: 'custom',
      path: ['pollNotified'],
      message: 'expected at least pollSynced: it is the pace of those who need fewer reads than the others',
    });
  }
  if (config.pollNotified !== undefined && config.unknownAfter < 2 * config.pollNotified) {
    context.addIssue({
      code: 'custom',
      path: ['pollNotified'],
      message: 'expected at most half of unknownAfter: otherwise people become unknown between two reads',
    });
  }
  if (config.unknownAfter < 2 * config.pollSynced) {
    context.addIssue({
      code: 'custom',
      path: ['unknownAfter'],
      message: 'expected at least twice pollSynced: otherwise people become unknown between two reads',
    });
  }
}

function inCloud<Config extends Addressed>(config: Config) {
  return {
    ...config,
    graphBaseUrl: config.graphBaseUrl ?? CLOUD_FACTS[config.cloud].graphBaseUrl,
    authority: config.authority ?? CLOUD_FACTS[config.cloud].authority,
  };
}

interface Addressed {
  readonly cloud: CloudName;
  readonly graphBaseUrl?: string | undefined;
  readonly authority?: string | undefined;
}

/**
 * One Entra tenant, read and written with application permission. Durations are written with their unit ("2s").
 * Exactly one credential: `secret`, `secretEnv` (name of an environment variable), `certificate` or `federated`.
 */
export const teamsConfigSchema = z
  .strictObject({ ...tenantFields, ...ownRegistration })
  .superRefine(exactlyOneCredential)
  .superRefine(checkTenant)
  .transform(inCloud);

/** As {@link teamsConfigSchema}, where client id and credential are those that the host of the adapter holds. */
export const sharedTeamsConfigSchema = z
  .strictObject({ ...tenantFields, ...sharedRegistration })
  .superRefine(checkTenant)
  .transform(inCloud);

export type TeamsConfig = z.output<typeof teamsConfigSchema>;
/** As it is written in the file. */
export type TeamsConfigInput = z.input<typeof teamsConfigSchema>;
