import { addressKey } from '@lamplight/addresses';
import { personInputSchema } from '@lamplight/admin-api';
import { lamplightProfile } from '@lamplight/resolver';
import type { PersonInput } from '@lamplight/store';
import type { ImportKind } from './import-kind.ts';

/** People, by Entra object id, else UPN. What an administrator made by hand stays: entries count as a directory's. */
export const PEOPLE_IMPORT: ImportKind<PersonInput> = {
  job: 'people-import',
  noun: 'people',
  schema: personInputSchema.transform((person) => ({ ...person, origin: 'directory' as const })),
  anchorsOf: ({ entraObjectId, addresses }) => [
    ...(entraObjectId === null ? [] : [{ field: 'entraObjectId', key: entraObjectId.toLowerCase() }]),
    ...addresses.flatMap(({ kind, value }, index) =>
      kind === 'upn' ? [{ field: `addresses.${index}.value`, key: addressKey('upn', value) }] : [],
    ),
  ],
  anchorExpected: 'has neither entraObjectId nor an address of kind upn: expected one, to find the person again by',
  unknownTo: async (tenant) => {
    const groups = new Set((await tenant.groups.list()).map(({ id }) => id));
    const profiles = new Set([lamplightProfile.id, ...(await tenant.profiles.list()).map(({ id }) => id)]);
    return ({ groupIds, profileId }) => [
      ...groupIds
        .filter((id) => !groups.has(id))
        .map((id) => ({
          field: 'groupIds',
          message: `names the group ${JSON.stringify(id)}, which is not there: put it first`,
        })),
      ...(profileId === null || profiles.has(profileId)
        ? []
        : [
            {
              field: 'profileId',
              message: `is ${JSON.stringify(profileId)}: expected one of ${[...profiles].join(', ')}, or null`,
            },
          ]),
    ];
  },
  take: async (tenant, entries) => {
    const counts = { created: 0, updated: 0, returned: 0, same: 0 };
    for (const { outcome } of await tenant.people.sync(entries)) {
      counts[outcome] += 1;
    }
    return counts;
  },
};
