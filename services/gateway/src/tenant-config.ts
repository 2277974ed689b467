/** A tenant as it is written in YAML: in the gateway's configuration, or in a file for `lamplight apply`. */
import { resolve } from 'node:path';
import { checkNumberPlan } from '@lamplight/addresses';
import {
  matchingSettings,
  numberPlanSchema,
  privacySettings,
  profilesSettings,
  retentionSettings,
  statusesInput,
  timeZoneSchema,
  twinningSettings,
} from '@lamplight/admin-api';
import { isId, LINE_KINDS, MSTEAMS } from '@lamplight/domain';
import { type DeepReadonly, loadConfig, placeInText } from '@lamplight/runtime';
import { sharedTeamsConfigSchema, teamsConfigSchema } from '@lamplight/teams-adapter';
import { z } from 'zod';
import { KEY_HASH_PATTERN } from './access/keys.ts';
import { ROLES } from './access/principal.ts';
import { checkTenants } from './config-cross-check.ts';
import { type PlaceOf, type ProfileConfig, withProfiles, writtenProfile } from './profiles-config.ts';
import { credentialsFrom } from './shared-registration.ts';

const id = z.string().refine(isId, 'expected 1 to 128 characters without control characters');
const text = z.string().max(256);

const numberPlan = numberPlanSchema.superRefine((plan, context) => {
  for (const problem of checkNumberPlan(plan)) {
    context.addIssue({ code: 'custom', message: problem });
  }
});

const system = z
  .strictObject({
    id,
    /** Open set: MSTEAMS, SIPSIMPLE, PBX, … */
    technology: text.min(1),
    displayName: text.optional(),
    /** How numbers of its lines are read. Without it an extension is only itself. */
    numberPlan: numberPlan.optional(),
    /** The gateway reads and writes this Entra tenant itself. Without it a source reports from outside. */
    teams: z.discriminatedUnion('registration', [teamsConfigSchema, sharedTeamsConfigSchema]).optional(),
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
  /** What is left out of these stays as it is kept; null: the tenant's, or as the profile says. */
  profile: id.nullable().optional(),
  timeZone: timeZoneSchema.nullable().optional(),
  takesPart: z.boolean().nullable().optional(),
  statuses: statusesInput.optional(),
  bindings: z.array(binding).default([]),
});

export const keyHash = z
  .string()
  .regex(KEY_HASH_PATTERN, 'expected sha256: and 64 hexadecimal digits, as lamplight-gateway --new-key prints');

const key = z.strictObject({
  id,
  hash: keyHash,
  roles: z.array(z.enum(ROLES)).min(1),
  /** Systems that a source may report for. */
  systems: z.array(id).default([]),
});

const settings = z.strictObject({
  privacy: privacySettings.optional(),
  retention: retentionSettings.optional(),
  matching: matchingSettings.optional(),
  twinning: twinningSettings.optional(),
  profiles: profilesSettings.optional(),
});

const tenant = z.strictObject({
  id,
  displayName: text.default(''),
  systems: z.array(system).default([]),
  groups: z.array(z.strictObject({ id, displayName: text.min(1) })).default([]),
  people: z.array(person).default([]),
  keys: z.array(key).default([]),
  /** A file with `keys:` of its own, read again when it changes. */
  keysFile: z.string().min(1).optional(),
  /** Of its own, beside those that are shipped. */
  profiles: z.array(writtenProfile).max(100).default([]),
  settings: settings.prefault({}),
});

export const tenants = z.array(tenant);
const keysFileSchema = z.strictObject({ keys: z.array(key) });

type WrittenTenant = DeepReadonly<z.output<typeof tenant>>;
export type TenantConfig = Omit<WrittenTenant, 'profiles'> & { readonly profiles: readonly ProfileConfig[] };
export type SystemConfig = TenantConfig['systems'][number];
export type KeyConfig = DeepReadonly<z.output<typeof key>>;
export type PersonConfig = TenantConfig['people'][number];

/** @throws LamplightError `config_unreadable`, or `config_invalid` with every problem and its place */
export function loadKeysFile(file: string): readonly KeyConfig[] {
  return loadConfig({ schema: keysFileSchema, file }).keys;
}

/** What else stands in a gateway's configuration: known, and not looked at. */
const notLookedAt = z.unknown().optional();

const tenantsFileSchema = z
  .strictObject({
    tenants,
    keys: notLookedAt,
    store: notLookedAt,
    listen: notLookedAt,
    limits: notLookedAt,
    leases: notLookedAt,
    drain: notLookedAt,
    metrics: notLookedAt,
    logLevel: notLookedAt,
    traces: notLookedAt,
    teams: notLookedAt,
  })
  .superRefine((file, context) => checkTenants(file.tenants, context));

/**
 * The tenants of a YAML text: of a gateway's configuration, or of a file with nothing but `tenants:`.
 * @param fileName how messages name the text
 * @param folder where paths in it begin; null: they stay as they are
 * @throws LamplightError `config_invalid` with every problem and its place
 */
export function parseTenants(yaml: string, fileName: string, folder: string | null): readonly TenantConfig[] {
  const parsed = loadConfig({ schema: tenantsFileSchema, text: yaml, fileName }).tenants;
  return completed(parsed, folder, (path) => placeInText(yaml, fileName, path));
}

/**
 * With what the files that they name hold.
 * @param folder where paths begin; null: they stay as they are
 * @throws LamplightError `config_invalid` with every problem of a profile and its place
 */
export function completed(
  given: readonly WrittenTenant[],
  folder: string | null,
  placeOf: PlaceOf,
): readonly TenantConfig[] {
  const tenants = withProfiles(given, folder, placeOf);
  return folder === null ? tenants : tenants.map((one) => withPathsFrom(folder, one));
}

function withPathsFrom(folder: string, one: TenantConfig): TenantConfig {
  return {
    ...one,
    systems: one.systems.map((system) => withTeamsFrom(folder, system)),
    ...(one.keysFile === undefined ? {} : { keysFile: resolve(folder, one.keysFile) }),
  };
}

function withTeamsFrom(folder: string, system: SystemConfig): SystemConfig {
  if (system.teams === undefined) {
    return system;
  }
  const { teams } = system;
  const caFile = teams.caFile === undefined ? {} : { caFile: resolve(folder, teams.caFile) };
  if (teams.registration === 'shared') {
    return { ...system, teams: { ...teams, ...caFile } };
  }
  const reader = teams.reader === undefined ? {} : { reader: credentialsFrom(folder, teams.reader) };
  return { ...system, teams: { ...credentialsFrom(folder, teams), ...reader, ...caFile } };
}
