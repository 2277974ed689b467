import { personId } from '@lamplight/domain';
import type { PersonWithBindings, TenantView } from '@lamplight/store';
import { found } from './found.ts';

/** @throws LamplightError `person_unknown` */
export async function existingPerson(tenant: TenantView, id: string): Promise<PersonWithBindings> {
  return found(await tenant.people.get(personId(id)), 'person_unknown', 'person', id);
}
