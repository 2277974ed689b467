import type { PersonId } from '@lamplight/domain';
import { readUserMatchingList, writeUserMatchingList } from '@lamplight/matching';
import type { TenantChange } from '@lamplight/store';
import { keepList, keptListOf } from './kept-list.ts';

/**
 * Erases a person, and what the list of pairs says of them. The list comes first: what the audit says of that change is
 * emptied with the rest.
 * @throws LamplightError `person_unknown`
 */
export async function erasePerson(tenant: TenantChange, id: PersonId): Promise<void> {
  const { entries, csv } = await keptListOf(tenant);
  if (entries > 0) {
    const names = await namesOf(tenant, id);
    const { pairs } = readUserMatchingList(Buffer.from(csv), { caseSensitive: true });
    const left = pairs.filter(({ teams, system }) => ![teams, system].some((name) => names.has(name.toLowerCase())));
    if (left.length < pairs.length) {
      await keepList(tenant, { entries: left.length, csv: writeUserMatchingList(left) }, null);
    }
  }
  await tenant.people.erase(id);
}

/** In lower case: what the person or one of their lines may be called in the list. */
async function namesOf(tenant: TenantChange, id: PersonId): Promise<ReadonlySet<string>> {
  const found = await tenant.people.get(id);
  const names = new Set(found?.person.addresses.map(({ value }) => value.toLowerCase()));
  for (const { systemId, address, role } of found?.bindings ?? []) {
    const line = role === 'owner' ? await tenant.lines.get({ systemId, address }) : undefined;
    if (line !== undefined && line.userName !== '') {
      names.add(line.userName.toLowerCase());
    }
  }
  return names;
}
