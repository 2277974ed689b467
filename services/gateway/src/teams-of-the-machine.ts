/**
 * What of a `teams` section is not for a tenant to say. A variable or a file is of the machine on which the gateway runs, and
 * what proves an application goes to the authority: whoever might name both could have anything of that machine sent to a
 * host of their own. Only whoever runs the gateway sets these fields, by its file or by a key of the installation.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@lamplight/store';
import { CLOUD_FACTS, CLOUDS } from '@lamplight/teams-adapter/registration';
import { z } from 'zod';
import { valueAt } from './value-at.ts';

/** Objects in which a credential may stand, by the fields that lead there. */
const CREDENTIAL_PLACES = [[], ['fallback'], ['reader'], ['reader', 'fallback']] as const;
const CREDENTIAL_FIELDS = ['secretEnv', 'certificate', 'federated'] as const;

const MACHINE_FIELDS: readonly (readonly string[])[] = [
  ['caFile'],
  ...CREDENTIAL_PLACES.flatMap((place) => CREDENTIAL_FIELDS.map((field) => [...place, field])),
];

/** What a system talks to; the cloud's own is anybody's to name. */
const HOST_FIELDS = ['authority', 'graphBaseUrl'] as const;

const cloudSchema = z.looseObject({ cloud: z.enum(CLOUDS).default('global') });

/**
 * Paths of the fields within `settings` that differ from before and only whoever runs the gateway sets; a field that is
 * left out is nobody's.
 */
export function fieldsOfTheMachine(settings: Json, before: Json): readonly (readonly string[])[] {
  const cloud = cloudSchema.safeParse(valueAt(settings, ['teams'])).data?.cloud;
  const machine = MACHINE_FIELDS.filter((path) => isSet(settings, before, path));
  const hosts = HOST_FIELDS.filter((field) => {
    const own = cloud === undefined ? undefined : CLOUD_FACTS[cloud][field];
    return isSet(settings, before, [field]) && !isSameAddress(valueAt(settings, ['teams', field]), own);
  });
  return [...machine, ...hosts.map((field) => [field])].map((path) => ['teams', ...path]);
}

function isSet(settings: Json, before: Json, path: readonly string[]): boolean {
  const said = valueAt(settings, ['teams', ...path]);
  return said !== undefined && !isDeepStrictEqual(said, valueAt(before, ['teams', ...path]));
}

function isSameAddress(said: unknown, own: string | undefined): boolean {
  return (
    typeof said === 'string' && own !== undefined && URL.canParse(said) && new URL(said).href === new URL(own).href
  );
}
