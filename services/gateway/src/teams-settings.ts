/** The `teams` section of a system between the file, the store and the adapter. */
import { isDeepStrictEqual } from 'node:util';
import type { TenantId } from '@lamplight/domain';
import { LamplightError, printDuration } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import { type TeamsConfig, teamsConfigSchema } from '@lamplight/teams-adapter';
import { z } from 'zod';
import type { SharedRegistration } from './shared-registration.ts';
import { type KeptSecrets, SECRET_PATHS, withoutSecrets } from './teams-secrets.ts';
import type { SystemConfig } from './tenant-config.ts';

const DURATIONS = [
  'requestTimeout',
  'pollWatched',
  'pollSynced',
  'pollNotified',
  'pollUnknownIds',
  'visibilityDelay',
  'settleTime',
  'landingTime',
  'unknownAfter',
] as const satisfies readonly (keyof TeamsConfig)[];

const defaults: Readonly<Record<string, unknown>> = teamsConfigSchema.parse({
  tenantId: 'any',
  clientId: 'any',
  secret: 'any',
});

/**
 * What the store keeps as the settings of a system: `{}`, or `{ teams }` as a file has it, without its secrets and without
 * what is the default anyway.
 */
export function settingsOfSystem({ teams }: Pick<SystemConfig, 'teams'>): Json {
  if (teams === undefined) {
    return {};
  }
  const durations = Object.fromEntries(
    DURATIONS.map((name) => {
      const ms = teams[name];
      return [name, ms === undefined ? undefined : printDuration(ms)];
    }),
  );
  const directory = { ...teams.directory, refresh: printDuration(teams.directory.refresh) };
  const said = Object.entries({ ...teams, ...durations, directory }).filter(
    ([name]) => !isDeepStrictEqual(Reflect.get(teams, name), defaults[name]),
  );
  return { teams: withoutSecrets(z.json().parse(Object.fromEntries(said))) };
}

const settingsOfStore = z.looseObject({ teams: z.record(z.string(), z.json()).optional() });

/** What besides its settings a system's adapter is made from. */
export interface TeamsHeld {
  readonly tenantId: TenantId;
  /** Those that the store holds. */
  readonly secrets: KeptSecrets;
  /** The registration of whoever runs the gateway; undefined: there is none. */
  readonly shared: SharedRegistration | undefined;
}

/**
 * What an adapter of Teams is told; undefined: the system is reported from outside.
 * @throws LamplightError `config_invalid` naming every field that is wrong
 */
export function teamsConfigOf(systemId: string, settings: Json, held: TeamsHeld): TeamsConfig | undefined {
  const given = settingsOfStore.safeParse(settings);
  if (!given.success) {
    throw wrong(systemId, given.error.issues);
  }
  if (given.data.teams === undefined) {
    return undefined;
  }
  const written =
    given.data.teams['registration'] === 'shared'
      ? withShared(systemId, given.data.teams, held)
      : withSecrets(given.data.teams, held.secrets);
  const parsed = teamsConfigSchema.safeParse(written);
  if (!parsed.success) {
    throw wrong(systemId, parsed.error.issues);
  }
  return parsed.data;
}

function wrong(systemId: string, issues: readonly z.core.$ZodIssue[]): LamplightError {
  const fields = issues.map(({ path, message }) => `${['teams', ...path].join('.')}: ${message}`);
  return new LamplightError('config_invalid', `the settings of system ${systemId} are wrong: ${fields.join('; ')}`);
}

/** Each secret, and the day of its end where the store knows it, where it stands in a file. */
function withSecrets(teams: Readonly<Record<string, unknown>>, secrets: KeptSecrets): Record<string, unknown> {
  const section: Record<string, unknown> = { ...teams };
  for (const [name, kept] of Object.entries(secrets)) {
    const path = SECRET_PATHS.get(name);
    if (path !== undefined && kept !== undefined) {
      const day = kept.expiresAt === null ? undefined : new Date(kept.expiresAt).toISOString().slice(0, 10);
      let place = section;
      for (const step of path) {
        const inner = place[step];
        const copy: Record<string, unknown> = typeof inner === 'object' && inner !== null ? { ...inner } : {};
        place[step] = copy;
        place = copy;
      }
      place['secret'] = kept.secret;
      if (day !== undefined) {
        place['secretExpires'] ??= day;
      }
    }
  }
  return section;
}

/**
 * The operator says which Entra tenants belong to which tenant here: otherwise whoever administers one tenant could read
 * another one that has consented to the same registration.
 */
function withShared(
  systemId: string,
  { registration: _registration, ...teams }: Readonly<Record<string, unknown>>,
  { tenantId, shared }: TeamsHeld,
): Record<string, unknown> {
  if (shared === undefined) {
    throw new LamplightError(
      'config_invalid',
      `the settings of system ${systemId} are wrong: teams.registration is shared: this gateway has no teams.sharedRegistration; give clientId and a credential`,
    );
  }
  const { tenants, ...application } = shared;
  const entraTenant = String(teams['tenantId']);
  const allowed = Object.hasOwn(tenants, tenantId) ? tenants[tenantId] : undefined;
  if (allowed?.some((one) => one.toLowerCase() === entraTenant.toLowerCase()) !== true) {
    throw new LamplightError(
      'config_invalid',
      `the settings of system ${systemId} are wrong: teams.tenantId is ${entraTenant}: teams.sharedRegistration.tenants of the gateway does not have it for tenant ${tenantId}; whoever runs the gateway adds it`,
    );
  }
  return { ...teams, ...application };
}
