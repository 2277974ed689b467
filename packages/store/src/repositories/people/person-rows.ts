import { addressKey, foldName } from '@lamplight/addresses';
import { AS_THE_TENANT, type PersonAddress, type PersonId, personId, type StatusEdits } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Origin, PauseRecord, PersonRecord } from '../../ports/people.ts';
import type { Json } from '../../ports/shared.ts';
import type { GroupMembersTable, PeopleTable, PersonAddressesTable } from '../../schema/tables.ts';
import { inChunks } from '../chunks.ts';
import type { TenantScope } from '../scope.ts';
import { searchText } from '../search-text.ts';
import { versionedOf } from '../versioned.ts';

/** Fields that somebody may have set by hand on a person whom a directory or a file brought. */
export const HAND_MADE = [
  'kind',
  'displayName',
  'department',
  'telephony',
  'profileId',
  'timeZone',
  'takesPart',
  'statuses',
] as const satisfies readonly (keyof PersonRecord)[];
export type HandMade = (typeof HAND_MADE)[number];

export interface KeptAddress extends PersonAddress {
  readonly key: string;
  readonly origin: Origin;
}

export interface KeptGroup {
  readonly id: string;
  readonly origin: Origin;
}

/** A person with what the store knows beside the record: who said what. */
export interface KeptPerson {
  readonly record: PersonRecord;
  readonly addresses: readonly KeptAddress[];
  /** By id. */
  readonly groups: readonly KeptGroup[];
  readonly handMade: readonly HandMade[];
}

/** Those of the ids that are there, in the order of the ids. */
export async function keptPeople(scope: TenantScope, ids: readonly string[]): Promise<readonly KeptPerson[]> {
  const { db, tenantId } = scope;
  const rows = await inChunks(ids, (chunk) =>
    db.selectFrom('people').selectAll().where('tenant_id', '=', tenantId).where('id', 'in', chunk).execute(),
  );
  const addresses = await inChunks(ids, (chunk) =>
    db
      .selectFrom('person_addresses')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('person_id', 'in', chunk)
      .orderBy('position')
      .execute(),
  );
  const groups = await inChunks(ids, (chunk) =>
    db
      .selectFrom('group_members')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('person_id', 'in', chunk)
      .orderBy('group_id')
      .execute(),
  );
  const addressesOf = Map.groupBy(addresses, (row) => row.person_id);
  const groupsOf = Map.groupBy(groups, (row) => row.person_id);
  const people = new Map(
    rows.map((row) => [row.id, keptPerson(row, addressesOf.get(row.id) ?? [], groupsOf.get(row.id) ?? [])]),
  );
  return ids.flatMap((id) => people.get(id) ?? []);
}

export async function peopleOf(scope: TenantScope, ids: readonly string[]): Promise<readonly PersonRecord[]> {
  return (await keptPeople(scope, ids)).map(({ record }) => record);
}

/** @throws LamplightError `person_unknown` */
export async function expectPerson(scope: TenantScope, id: PersonId): Promise<KeptPerson> {
  const [person] = await keptPeople(scope, [id]);
  if (person === undefined) {
    throw unknownPerson(id);
  }
  return person;
}

/** @throws LamplightError `person_unknown` for the first that is not there */
export async function expectPeople({ db, tenantId }: TenantScope, ids: readonly PersonId[]): Promise<void> {
  const rows = await inChunks(ids, (chunk) =>
    db.selectFrom('people').select('id').where('tenant_id', '=', tenantId).where('id', 'in', chunk).execute(),
  );
  const known = new Set(rows.map((row) => row.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw unknownPerson(unknown);
  }
}

function unknownPerson(id: PersonId): LamplightError {
  return new LamplightError('person_unknown', `person ${id} is unknown: find them by name or address`);
}

/** Each address once, as it was written first. */
export function keptAddresses(addresses: readonly PersonAddress[], origin: Origin): readonly KeptAddress[] {
  const kept = new Map<string, KeptAddress>();
  for (const { kind, value } of addresses) {
    const key = addressKey(kind, value);
    const place = `${kind} ${key}`;
    if (!kept.has(place)) {
      kept.set(place, Object.freeze({ kind, value, key, origin }));
    }
  }
  return [...kept.values()];
}

export function personRow(tenantId: string, { record, addresses, handMade }: KeptPerson): PeopleTable {
  return {
    tenant_id: tenantId,
    id: record.id,
    kind: record.kind,
    display_name: record.displayName,
    sort_name: foldName(record.displayName),
    search_text: searchText([record.displayName, ...addresses.flatMap(({ value, key }) => [value, key])]),
    department: record.department,
    telephony: record.telephony,
    entra_object_id: record.entraObjectId,
    profile_id: record.profileId,
    time_zone: record.timeZone,
    takes_part: record.takesPart === null ? null : Number(record.takesPart),
    statuses_json: JSON.stringify(record.statuses),
    origin: record.origin,
    hand_made_json: JSON.stringify(handMade),
    pause_json: record.pause && JSON.stringify(record.pause),
    left_at: record.leftAt,
    revision: record.revision,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
  };
}

export function addressRows(tenantId: string, { record, addresses }: KeptPerson): readonly PersonAddressesTable[] {
  return addresses.map(({ kind, value, key, origin }, position) => ({
    tenant_id: tenantId,
    person_id: record.id,
    kind,
    value,
    address_key: key,
    origin,
    position,
  }));
}

export function memberRows(tenantId: string, { record, groups }: KeptPerson): readonly GroupMembersTable[] {
  return groups.map(({ id, origin }) => ({ tenant_id: tenantId, group_id: id, person_id: record.id, origin }));
}

/** What the audit says of a person. */
export function personBody(person: PersonRecord | null): Json {
  return (
    person && {
      ...person,
      addresses: person.addresses.map((address) => ({ ...address })),
      statuses: Object.fromEntries(Object.entries(person.statuses).map(([name, status]) => [name, { ...status }])),
      pause: person.pause && { ...person.pause },
    }
  );
}

/** Hardly anybody has any: then they are one and the same, however many people are read. */
function statusesOf({ statuses_json: text }: PeopleTable): StatusEdits {
  return text === NO_STATUSES ? AS_THE_TENANT.statuses : Object.freeze(JSON.parse(text));
}

const NO_STATUSES = '{}';

function keptPerson(
  row: PeopleTable,
  addressesOf: readonly PersonAddressesTable[],
  members: readonly GroupMembersTable[],
): KeptPerson {
  const pause: PauseRecord | null = row.pause_json === null ? null : Object.freeze(JSON.parse(row.pause_json));
  const handMade: readonly HandMade[] = JSON.parse(row.hand_made_json);
  const record: PersonRecord = Object.freeze({
    id: personId(row.id),
    kind: row.kind,
    displayName: row.display_name,
    department: row.department,
    telephony: row.telephony,
    entraObjectId: row.entra_object_id,
    addresses: Object.freeze(addressesOf.map(({ kind, value }) => Object.freeze({ kind, value }))),
    groupIds: Object.freeze(members.map((member) => member.group_id)),
    profileId: row.profile_id,
    timeZone: row.time_zone,
    takesPart: row.takes_part === null ? null : row.takes_part === 1,
    statuses: statusesOf(row),
    origin: row.origin,
    pause,
    leftAt: row.left_at,
    ...versionedOf(row),
  });
  return {
    record,
    addresses: addressesOf.map(({ kind, value, address_key, origin }) => ({ kind, value, key: address_key, origin })),
    groups: members.map((member) => ({ id: member.group_id, origin: member.origin })),
    handMade,
  };
}
