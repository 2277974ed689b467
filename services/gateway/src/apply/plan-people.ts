import type { PersonAddress, PersonalSettings } from '@lamplight/domain';
import type { PersonRecord } from '@lamplight/store';
import type { Findings } from './findings.ts';
import type { TenantState } from './tenant-state.ts';
import type { WantedPerson, WantedTenant } from './wanted-tenant.ts';

/** Kinds of address that a file says; others stay. */
const SAID: readonly PersonAddress['kind'][] = ['upn', 'mail', 'phone'];

export function planPeople(findings: Findings, wanted: WantedTenant, state: TenantState | undefined): void {
  const kept = new Map(state?.people.map(({ person }) => [person.id, person]));
  const groupsOfFile = new Set([...(state?.made.groups ?? []), ...wanted.groups.map(({ id }) => id)]);
  for (const person of wanted.people) {
    const before = kept.get(person.id);
    if (before === undefined) {
      findings.add('person', person.id, person.displayName, 'create', [], { act: 'create-person', person });
    } else if (before.origin === 'file') {
      planPerson(findings, person, before, groupsOfFile);
    } else {
      findings.same += 1;
    }
  }
  const named = new Set(wanted.people.map(({ id }) => id));
  for (const { id, displayName, origin, leftAt } of kept.values()) {
    if (origin === 'file' && leftAt === null && !named.has(id)) {
      findings.add('person', id, displayName, 'remove', [], { act: 'person-leaves', id });
    }
  }
}

function planPerson(
  findings: Findings,
  person: WantedPerson,
  before: PersonRecord,
  groupsOfFile: ReadonlySet<string>,
): void {
  // Groups and addresses that no file can have given stay.
  const otherGroups = before.groupIds.filter((id) => !groupsOfFile.has(id));
  const otherAddresses = before.addresses.filter(({ kind }) => !SAID.includes(kind));
  const next = {
    ...person,
    groupIds: [...new Set([...person.groupIds, ...otherGroups])],
    addresses: [...person.addresses, ...otherAddresses],
  };
  const fields = {
    kind: [next.kind, before.kind],
    displayName: [next.displayName, before.displayName],
    department: [next.department, before.department],
    telephony: [next.telephony, before.telephony],
    addresses: [asSet(next.addresses), asSet(before.addresses)],
    groupIds: [next.groupIds.toSorted(), before.groupIds.toSorted()],
    leftAt: [null, before.leftAt],
    ...personalFields(person.personal, before),
  } as const;
  const act = { act: 'update-person', person: next, returns: before.leftAt !== null } as const;
  findings.compare('person', person.id, person.displayName, fields, act);
}

/** What the file says of how they are shown; the rest stays. */
function personalFields(personal: Partial<PersonalSettings>, before: PersonRecord) {
  const kept = new Map<string, unknown>(Object.entries(before));
  return Object.fromEntries(
    Object.entries(personal).map(([field, wanted]) => [field, [wanted, kept.get(field)] as const]),
  );
}

function asSet(addresses: readonly PersonAddress[]): readonly string[] {
  return addresses.map(({ kind, value }) => `${kind} ${value}`).toSorted();
}
