import { z } from 'zod';
import { route } from '../route.ts';
import { byteStream, flag, id, instant, nothing } from '../schemas/shared.ts';

/** One difference between a file and the store. */
const difference = z.object({
  tenantId: id,
  entity: z.enum(['tenant', 'system', 'group', 'person', 'line', 'binding', 'key', 'profile', 'setting', 'credential']),
  id: z.string(),
  /** For people: the name. */
  label: z.string(),
  change: z.enum(['create', 'update', 'remove']),
  /** Names of the fields that differ. */
  fields: z.array(z.string()),
});

const plan = z.object({
  applied: z.boolean(),
  /** Of the store when the plan was made: pass it to `ifPlan`, and nothing else can slip in between. */
  plan: z.string(),
  counts: z.object({ create: z.int(), update: z.int(), remove: z.int(), same: z.int() }),
  /** At most 1,000; all are counted. */
  differences: z.array(difference),
});
export type Plan = z.output<typeof plan>;

export const installation = {
  apply: route({
    id: 'installation.apply',
    method: 'POST',
    path: '/v1/apply',
    summary:
      'Makes tenants as a configuration file says: with dryRun only the differences. What the file does not name is removed only where a file made it.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: z.strictObject({
      dryRun: flag.default(false),
      ifPlan: z.string().max(128).optional(),
      fileName: z.string().max(256).default('gateway.yaml'),
    }),
    body: byteStream,
    bodyType: 'application/yaml',
    // It is read on the event loop, which everybody's lamps wait for.
    maxBody: 4 * 1_048_576,
    answer: plan,
  }),
  status: route({
    id: 'installation.status',
    method: 'GET',
    path: '/v1/status',
    summary: 'The gateway, its store, and each tenant in numbers.',
    scope: 'installation',
    roles: ['operator', 'auditor'],
    params: nothing,
    query: nothing,
    body: z.undefined(),
    answer: z.object({
      version: z.string(),
      now: instant,
      installationId: id,
      engine: z.enum(['sqlite', 'postgres']),
      durable: z.boolean(),
      upSeconds: z.int(),
      tenants: z.array(z.object({ id, people: z.int(), systems: z.int(), systemsHeard: z.int(), streams: z.int() })),
    }),
  }),
  check: route({
    id: 'installation.check',
    method: 'GET',
    path: '/v1/check',
    summary: 'Looks the store over: the engine, every audit chain, every sealed value.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: nothing,
    body: z.undefined(),
    answer: z.object({
      engine: z.string(),
      schemaVersion: z.string(),
      size: z.int().nullable(),
      problems: z.array(z.string()),
    }),
  }),
  backup: route({
    id: 'installation.backup',
    method: 'GET',
    path: '/v1/backup',
    summary: 'Everything as of one instant. Secrets in it stay sealed under the key of the store.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: nothing,
    body: z.undefined(),
    answer: byteStream,
    answerType: 'application/gzip',
  }),
  restore: route({
    id: 'installation.restore',
    method: 'POST',
    path: '/v1/restore',
    summary: 'Puts a backup in place, all or nothing; into a store that is not empty only with replace.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: z.strictObject({ replace: flag.default(false) }),
    body: byteStream,
    bodyType: 'application/gzip',
    maxBody: 4_096 * 1_048_576,
    answer: z.object({ madeAt: instant, installationId: id, rows: z.record(z.string(), z.int()) }),
  }),
} as const;
