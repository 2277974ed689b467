/** Whoever has an address in any of its forms, each with how it was found. */
import { addressKey, readNumber } from '@lamplight/addresses';
import type { PersonId } from '@lamplight/domain';
import type { PersonWithBindings, TenantView } from '@lamplight/store';

const ENTRA_OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KINDS = ['upn', 'mail', 'phone', 'line'] as const;

export async function findPeople(
  tenant: TenantView,
  address: string,
): Promise<readonly (PersonWithBindings & { readonly how: string })[]> {
  const ways = new Map<PersonId, string[]>();
  const add = (id: PersonId, way: string): void => {
    const known = ways.get(id) ?? [];
    ways.set(id, known.includes(way) ? known : [...known, way]);
  };
  if (ENTRA_OBJECT_ID.test(address)) {
    const person = await tenant.people.byEntraObjectId(address.toLowerCase());
    if (person !== undefined) {
      add(person.id, 'Entra object id');
    }
  }
  for (const kind of KINDS) {
    for (const { id } of await tenant.people.byAddress(kind, address)) {
      add(id, kind);
    }
  }
  for (const number of await numbersMeant(tenant, address)) {
    for (const { id } of await tenant.people.byAddress('phone', number)) {
      add(id, 'phone');
    }
  }
  for (const line of await tenant.lines.byAddress(address)) {
    for (const { personId, role } of await tenant.bindings.at(line)) {
      add(personId, `${role} of ${line.address} at ${line.systemId}`);
    }
  }
  const found = [];
  for (const [id, how] of ways) {
    const person = await tenant.people.get(id);
    if (person !== undefined) {
      found.push({ ...person, how: how.join(', ') });
    }
  }
  return found;
}

/** As it would be read at each site where it may be dialled: 0301234567 and 567 are somebody's own number too. */
async function numbersMeant(tenant: TenantView, address: string): Promise<ReadonlySet<string>> {
  const numbers = new Set<string>();
  for (const { numberPlan } of await tenant.systems.list()) {
    const e164 = numberPlan === null ? null : (readNumber(address, numberPlan)?.e164 ?? null);
    if (e164 !== null && addressKey('phone', e164) !== addressKey('phone', address)) {
      numbers.add(e164);
    }
  }
  return numbers;
}
