import { isDeepStrictEqual } from 'node:util';
import { type PersonAddress, personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { PersonRecord } from '../../ports/people.ts';
import type { Versioned } from '../../ports/shared.ts';
import { chunksOf, inChunks } from '../chunks.ts';
import type { TenantChangeScope } from '../scope.ts';
import { addressRows, type KeptPerson, memberRows, personBody, personRow } from './person-rows.ts';

/** A person as they shall be kept: the addresses and groups of the record are those beside it. */
export interface PersonContent extends Omit<KeptPerson, 'record'> {
  readonly record: Omit<PersonRecord, keyof Versioned | 'addresses' | 'groupIds'>;
}

export interface PersonChange {
  /** Null: new. */
  readonly before: KeptPerson | null;
  readonly after: PersonContent;
}

/** Whether they say the same of everything that the store keeps. */
export function sameContent(before: PersonContent, after: PersonContent): boolean {
  return (
    isDeepStrictEqual({ ...before.record, ...after.record }, { ...before.record }) &&
    isDeepStrictEqual(before.addresses, after.addresses) &&
    isDeepStrictEqual(before.groups, after.groups) &&
    isDeepStrictEqual(before.handMade, after.handMade)
  );
}

export function differs({ before, after }: PersonChange): boolean {
  return before === null || !sameContent(before, after);
}

/**
 * Writes people who are new or differ, in bulk, with an audit entry each.
 * @throws LamplightError `record_unknown` for an unknown group, `request_conflict` for a taken anchor
 */
export async function writePeople(
  scope: TenantChangeScope,
  action: (change: PersonChange) => string,
  changes: readonly PersonChange[],
): Promise<readonly KeptPerson[]> {
  if (changes.length === 0) {
    return [];
  }
  await expectGroups(scope, changes);
  await expectFreeAnchors(scope, changes);
  const { bulk, tenantId, now } = scope;
  const written: { readonly change: PersonChange; readonly after: KeptPerson }[] = [];
  for (const { revision, people } of await scope.revision.raiseFor(changes)) {
    for (const change of people) {
      const createdAt = change.before?.record.createdAt ?? now;
      written.push({ change, after: kept(change.after, { revision, createdAt, updatedAt: now }) });
    }
  }
  await forgetReplaced(scope, changes);
  await bulk.upsert(
    'people',
    written.map(({ after }) => personRow(tenantId, after)),
    ['tenant_id', 'id'],
  );
  await bulk.insert(
    'person_addresses',
    written.flatMap(({ change, after }) => (hasOtherAddresses(change) ? addressRows(tenantId, after) : [])),
  );
  await bulk.insert(
    'group_members',
    written.flatMap(({ change, after }) => (hasOtherGroups(change) ? memberRows(tenantId, after) : [])),
  );
  for (const { change, after } of written) {
    scope.record({
      action: action(change),
      entity: 'person',
      entityId: after.record.id,
      personId: after.record.id,
      before: personBody(change.before?.record ?? null),
      after: personBody(after.record),
    });
  }
  return written.map(({ after }) => after);
}

function kept({ record, addresses, groups, handMade }: PersonContent, versioned: Versioned): KeptPerson {
  return {
    record: Object.freeze({
      ...record,
      addresses: Object.freeze(addresses.map(({ kind, value }): PersonAddress => Object.freeze({ kind, value }))),
      groupIds: Object.freeze(groups.map(({ id }) => id)),
      ...versioned,
    }),
    addresses,
    groups,
    handMade,
  };
}

function hasOtherAddresses({ before, after }: PersonChange): boolean {
  return !isDeepStrictEqual(before?.addresses ?? [], after.addresses);
}

function hasOtherGroups({ before, after }: PersonChange): boolean {
  return !isDeepStrictEqual(before?.groups ?? [], after.groups);
}

/**
 * Addresses and groups are replaced as a whole. An anchor that moves from one person to another in the same go is let go
 * of first, since no two may have it even for a moment.
 */
async function forgetReplaced(scope: TenantChangeScope, changes: readonly PersonChange[]): Promise<void> {
  const { db, bulk, tenantId } = scope;
  const idsOf = (filter: (change: PersonChange) => boolean): readonly (readonly string[])[] =>
    chunksOf(changes.flatMap((change) => (change.before !== null && filter(change) ? [change.after.record.id] : [])));
  await bulk.run([
    ...idsOf(hasOtherAddresses).map((ids) =>
      db.deleteFrom('person_addresses').where('tenant_id', '=', tenantId).where('person_id', 'in', ids),
    ),
    ...idsOf(hasOtherGroups).map((ids) =>
      db.deleteFrom('group_members').where('tenant_id', '=', tenantId).where('person_id', 'in', ids),
    ),
    ...idsOf(({ before, after }) => before?.record.entraObjectId !== after.record.entraObjectId).map((ids) =>
      db.updateTable('people').set({ entra_object_id: null }).where('tenant_id', '=', tenantId).where('id', 'in', ids),
    ),
  ]);
}

async function expectGroups({ db, tenantId }: TenantChangeScope, changes: readonly PersonChange[]): Promise<void> {
  const ids = [...new Set(changes.flatMap(({ after }) => after.groups.map(({ id }) => id)))];
  const rows = await inChunks(ids, (chunk) =>
    db.selectFrom('person_groups').select('id').where('tenant_id', '=', tenantId).where('id', 'in', chunk).execute(),
  );
  const known = new Set(rows.map((row) => row.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new LamplightError('record_unknown', `group ${unknown} is unknown: put it first`);
  }
}

async function expectFreeAnchors({ db, tenantId }: TenantChangeScope, changes: readonly PersonChange[]): Promise<void> {
  const taken = new Map<string, string>();
  for (const { after } of changes) {
    const { entraObjectId, id } = after.record;
    if (entraObjectId !== null) {
      if (taken.has(entraObjectId)) {
        throw takenAnchor(entraObjectId, taken.get(entraObjectId));
      }
      taken.set(entraObjectId, id);
    }
  }
  const moving = changes.flatMap(({ before, after }) =>
    after.record.entraObjectId === null || after.record.entraObjectId === before?.record.entraObjectId
      ? []
      : [after.record.entraObjectId],
  );
  const changing = new Set(changes.map(({ after }) => String(after.record.id)));
  const rows = await inChunks(moving, (chunk) =>
    db
      .selectFrom('people')
      .select(['id', 'entra_object_id'])
      .where('tenant_id', '=', tenantId)
      .where('entra_object_id', 'in', chunk)
      .execute(),
  );
  const owner = rows.find((row) => !changing.has(row.id));
  if (owner !== undefined) {
    throw takenAnchor(owner.entra_object_id, personId(owner.id));
  }
}

function takenAnchor(objectId: string | null, owner: string | undefined): LamplightError {
  return new LamplightError(
    'request_conflict',
    `entraObjectId ${objectId} is that of person ${owner}: expected one that nobody has`,
    { details: owner === undefined ? {} : { personId: owner } },
  );
}
