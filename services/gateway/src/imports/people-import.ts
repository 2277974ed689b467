import { addressKey } from '@lamplight/addresses';
import { personInputSchema } from '@lamplight/admin-api';
import type { PersonInput } from '@lamplight/store';
import { statusEditsOf, statusesBody } from '../directory/status-edits.ts';
import { namesOf, unknownInPerson } from '../profiles/unknown-names.ts';
import type { ImportKind } from './import-kind.ts';

/** People, by Entra object id, else UPN. What an administrator made by hand stays: entries count as a directory's. */
export const PEOPLE_IMPORT: ImportKind<PersonInput> = {
  job: 'people-import',
  noun: 'people',
  schema: personInputSchema.transform((person) => ({
    ...person,
    statuses: statusEditsOf(person.statuses),
    origin: 'directory' as const,
  })),
  anchorsOf: ({ entraObjectId, addresses }) => [
    ...(entraObjectId === null ? [] : [{ field: 'entraObjectId', key: entraObjectId.toLowerCase() }]),
    ...addresses.flatMap(({ kind, value }, index) =>
      kind === 'upn' ? [{ field: `addresses.${index}.value`, key: addressKey('upn', value) }] : [],
    ),
  ],
  anchorExpected: 'has neither entraObjectId nor an address of kind upn: expected one, to find the person again by',
  unknownTo: async (tenant) => {
    const names = await namesOf(tenant);
    return ({ groupIds, profileId, statuses }) => [
      ...groupIds
        .filter((id) => !names.groups.has(id))
        .map((id) => ({
          field: 'groupIds',
          message: `names the group ${JSON.stringify(id)}, which is not there: put it first`,
        })),
      ...unknownInPerson({ profileId, statuses: statusesBody(statuses) }, names).map(({ path, value, message }) => ({
        field: path.join('.'),
        message: `is ${JSON.stringify(value)}: ${message}`,
      })),
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
