/** The `teams` section of a system between the file, the store and the adapter. */
import { isDeepStrictEqual } from 'node:util';
import { LamplightError, printDuration } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import { type TeamsConfig, teamsConfigSchema } from '@lamplight/teams-adapter';
import { z } from 'zod';
import type { SystemConfig } from './tenant-config.ts';

/** The name under which the store keeps the client secret, sealed. */
export const CLIENT_SECRET = 'clientSecret';

const DURATIONS = [
  'requestTimeout',
  'pollWatched',
  'pollSynced',
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
 * What the store keeps as the settings of a system: `{}`, or `{ teams }` as a file has it, without its secret and without
 * what is the default anyway.
 */
export function settingsOfSystem({ teams }: Pick<SystemConfig, 'teams'>): Json {
  if (teams === undefined) {
    return {};
  }
  const { secret: _secret, ...open } = teams;
  const durations = Object.fromEntries(DURATIONS.map((name) => [name, printDuration(teams[name])]));
  const said = Object.entries({ ...open, ...durations }).filter(
    ([name]) => name in open && !isDeepStrictEqual(Reflect.get(open, name), defaults[name]),
  );
  return { teams: z.json().parse(Object.fromEntries(said)) };
}

const settingsOfStore = z.looseObject({ teams: z.record(z.string(), z.json()).optional() });

/**
 * What an adapter of Teams is told; undefined: the system is reported from outside.
 * @param secret the client secret, where the store holds one
 * @throws LamplightError `config_invalid` naming every field that is wrong
 */
export function teamsConfigOf(systemId: string, settings: Json, secret: string | undefined): TeamsConfig | undefined {
  const given = settingsOfStore.safeParse(settings);
  if (given.success && given.data.teams === undefined) {
    return undefined;
  }
  const parsed = teamsConfigSchema.safeParse({
    ...(given.success ? given.data.teams : {}),
    ...(secret === undefined ? {} : { secret }),
  });
  if (given.success && parsed.success) {
    return parsed.data;
  }
  const issues = (given.success ? parsed.error : given.error)?.issues ?? [];
  const fields = issues.map(({ path, message }) => `teams.${path.join('.')}: ${message}`);
  throw new LamplightError('config_invalid', `the settings of system ${systemId} are wrong: ${fields.join('; ')}`);
}
