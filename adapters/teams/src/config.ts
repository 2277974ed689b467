import { durationMs } from '@lamplight/runtime';
import { z } from 'zod';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import { DEFAULT_POLL_INTERVALS } from './polling/poll-planner.ts';

const certificate = z.strictObject({
  /** PEM file of the certificate that is uploaded to the app registration. */
  certFile: z.string().min(1),
  /** PEM file of its unencrypted private key. */
  keyFile: z.string().min(1),
});

const httpsUrl = z.url({ protocol: /^https$/, error: 'expected an address that begins with https://' });

/** Hosts of Graph without presence. Source: Graph, national cloud deployments; the published schemas of each cloud. */
const HOSTS_WITHOUT_PRESENCE = new Set(['microsoftgraph.chinacloudapi.cn']);

/**
 * One Entra tenant, read and written with application permission. Durations are written with their unit ("2s").
 * Exactly one credential: `secret`, `secretEnv` (name of an environment variable) or `certificate`.
 */
export const teamsConfigSchema = z
  .strictObject({
    /** Directory (tenant) id or a verified domain. */
    tenantId: z.string().min(1),
    /** Application (client) id; also the id of our presence session. */
    clientId: z.string().min(1),
    secret: z.string().min(1).optional(),
    secretEnv: z.string().min(1).optional(),
    certificate: certificate.optional(),
    graphBaseUrl: httpsUrl.default('https://graph.microsoft.com'),
    authority: httpsUrl.default('https://login.microsoftonline.com'),
    /** PEM file of a CA to trust besides those of Node; the process that hosts the adapter makes its egress with it. */
    caFile: z.string().min(1).optional(),
    /** Nothing is written: for running beside another product. What that one writes then shows as Teams' own. */
    readOnly: z.boolean().default(false),
    requestTimeout: durationMs({ minimumMs: 1_000, maximumMs: 60_000 }).default(10_000),
    pollWatched: durationMs({ minimumMs: 500, maximumMs: 60_000 }).default(DEFAULT_POLL_INTERVALS.watchedMs),
    pollSynced: durationMs({ minimumMs: 1_000, maximumMs: 600_000 }).default(DEFAULT_POLL_INTERVALS.syncedMs),
    pollUnknownIds: durationMs({ minimumMs: 10_000 }).default(DEFAULT_POLL_INTERVALS.setAsideMs),
    /** How long after an accepted write a read may still show what was before. */
    visibilityDelay: durationMs({ maximumMs: 60_000 }).default(DEFAULT_ATTRIBUTION_TIMING.visibilityMs),
    /** Margin on top of it before a pair that we wrote is believed to be Teams' own. */
    settleTime: durationMs({ maximumMs: 300_000 }).default(DEFAULT_ATTRIBUTION_TIMING.settleMs),
    /** How long a write of a process before this one, or one without an answer, may still take effect. */
    landingTime: durationMs({ maximumMs: 60_000 }).default(DEFAULT_ATTRIBUTION_TIMING.landingMs),
    /** Without a good read for that long people are claimed unknown. */
    unknownAfter: durationMs({ minimumMs: 5_000 }).default(60_000),
  })
  .superRefine((config, context) => {
    const given = [config.secret, config.secretEnv, config.certificate].filter((value) => value !== undefined);
    if (given.length !== 1) {
      context.addIssue({
        code: 'custom',
        path: ['secret'],
        message: `expected exactly one of secret, secretEnv and certificate, found ${given.length}`,
      });
    }
    if (/^(common|organizations|consumers)$/i.test(config.tenantId)) {
      context.addIssue({
        code: 'custom',
        path: ['tenantId'],
        message: 'expected the directory (tenant) id or a verified domain: an application has no token for all tenants',
      });
    }
    if (HOSTS_WITHOUT_PRESENCE.has(new URL(config.graphBaseUrl).hostname)) {
      context.addIssue({
        code: 'custom',
        path: ['graphBaseUrl'],
        message: 'expected a cloud with presence: Microsoft offers none in this one',
      });
    }
    if (config.unknownAfter < 2 * config.pollSynced) {
      context.addIssue({
        code: 'custom',
        path: ['unknownAfter'],
        message: 'expected at least twice pollSynced: otherwise people become unknown between two reads',
      });
    }
  });

/** Hosts whose tokens are asked for by their own name; any other base URL speaks for the global Graph. */
const OWN_SCOPES = new Set(['graph.microsoft.us', 'dod-graph.microsoft.us']);

/** What a token is asked for: application permissions come by `.default` only. */
export function scopeOf(graphBaseUrl: string): string {
  const { hostname } = new URL(graphBaseUrl);
  return `https://${OWN_SCOPES.has(hostname) ? hostname : 'graph.microsoft.com'}/.default`;
}

export type TeamsConfig = z.output<typeof teamsConfigSchema>;
/** As it is written in the file. */
export type TeamsConfigInput = z.input<typeof teamsConfigSchema>;
