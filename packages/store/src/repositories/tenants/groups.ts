import { type Group, personId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Page, PageQuery } from '../../ports/shared.ts';
import type { DirectoryMember, GroupRecord, GroupsChange, GroupsView, MembersChange } from '../../ports/tenant.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { chunksOf, inChunks } from '../chunks.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';
import { listedGroups } from '../people/merge-entry.ts';
import { keptPeople } from '../people/person-rows.ts';
import { touchPeople } from '../people/touch-people.ts';
import { differs, type PersonContent, writePeople } from '../people/write-people.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function groupsView(scope: TenantScope): GroupsView {
  return {
    get: (id) => groupOf(scope, id),
    list: () => groupsOf(scope),
    names: () => namesOf(scope),
    membersByDirectory: (id, page) => membersByDirectory(scope, id, page),
  };
}

export function groupsChange(scope: TenantChangeScope): GroupsChange {
  const { db, tenantId, now } = scope;
  return {
    ...groupsView(scope),
    put: async ({ id, displayName }, ifRevision) => {
      expectStorable('group', { id, displayName });
      const before = await groupOf(scope, id);
      expectRevision(`group ${id}`, ifRevision, before?.revision ?? 0);
      if (before?.displayName === displayName) {
        return before;
      }
      const revision = await scope.revision.raise();
      const changed = { display_name: displayName, revision, updated_at: now };
      await db
        .insertInto('person_groups')
        .values({ tenant_id: tenantId, id, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(changed))
        .execute();
      const after: GroupRecord = Object.freeze({
        id,
        displayName,
        members: before?.members ?? 0,
        revision,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      });
      record(scope, before === undefined ? 'create' : 'update', id, before ?? null, after);
      return after;
    },
    remove: async (id, ifRevision) => {
      const before = await groupOf(scope, id);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `group ${id} is unknown: nothing to remove`);
      }
      expectRevision(`group ${id}`, ifRevision, before.revision);
      await scope.revision.raise();
      await touchPeople(scope, await membersOf(scope, id));
      await db.deleteFrom('person_groups').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
      record(scope, 'remove', id, before, null);
    },
    changeMembers: (id, change) => changeMembers(scope, id, change),
  };
}

/** People whose records are read at once. */
const PEOPLE_AT_ONCE = 500;

async function changeMembers(scope: TenantChangeScope, id: string, change: MembersChange): Promise<void> {
  expectStorable('members', { id, ...change });
  await expectGroup(scope, id);
  const added = await idsByObject(scope, change.added);
  const named = new Set([...(await idsByObject(scope, change.removed)), ...change.removedPeople]);
  const members = await membersAmong(scope, id, [...added, ...named]);
  const leaving = [...named].filter((person) => members.has(person) && !added.has(person));
  const joining = [...added].filter((person) => !members.has(person));
  for (const ids of chunksOf([...leaving, ...joining].sort(), PEOPLE_AT_ONCE)) {
    const changes = (await keptPeople(scope, ids)).flatMap((before) => {
      const others = before.groups.filter((group) => group.id !== id);
      const after: PersonContent = {
        ...before,
        groups: added.has(before.record.id)
          ? listedGroups(before.groups, [...before.groups.map((group) => group.id), id], 'directory')
          : others,
      };
      return [{ before, after }].filter(differs);
    });
    await writePeople(scope, () => 'update', changes);
  }
}

async function idsByObject({ db, tenantId }: TenantScope, objectIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await inChunks([...new Set(objectIds.map((id) => id.toLowerCase()))], (chunk) =>
    db
      .selectFrom('people')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('entra_object_id', 'in', chunk)
      .execute(),
  );
  return new Set(rows.map((row) => row.id));
}

/** Those of these people whom a directory made members. */
async function membersAmong(
  { db, tenantId }: TenantScope,
  id: string,
  people: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await inChunks(people, (chunk) =>
    db
      .selectFrom('group_members')
      .select('person_id')
      .where('tenant_id', '=', tenantId)
      .where('group_id', '=', id)
      .where('origin', '=', 'directory')
      .where('person_id', 'in', chunk)
      .execute(),
  );
  return new Set(rows.map((row) => row.person_id));
}

/** By person. */
async function membersByDirectory(
  { db, tenantId }: TenantScope,
  id: string,
  page: PageQuery,
): Promise<Page<DirectoryMember>> {
  expectStorable('id', id);
  const limit = pageLimit(page);
  const [after = ''] = readCursor(page.after, 1) ?? [];
  const rows = await db
    .selectFrom('group_members')
    .innerJoin('people', (join) =>
      join.onRef('people.tenant_id', '=', 'group_members.tenant_id').onRef('people.id', '=', 'group_members.person_id'),
    )
    .select(['people.id', 'people.entra_object_id'])
    .where('group_members.tenant_id', '=', tenantId)
    .where('group_members.group_id', '=', id)
    .where('group_members.origin', '=', 'directory')
    .where('group_members.person_id', '>', after)
    .orderBy('group_members.person_id')
    .limit(limit + 1)
    .execute();
  const items = rows
    .slice(0, limit)
    .map((row) => Object.freeze({ personId: personId(row.id), entraObjectId: row.entra_object_id }));
  return pageOf(rows, limit, (row) => [row.id], items);
}

/** @throws LamplightError `record_unknown` */
async function expectGroup({ db, tenantId }: TenantScope, id: string): Promise<void> {
  const row = await db
    .selectFrom('person_groups')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) {
    throw new LamplightError('record_unknown', `group ${id} is unknown: put it first`);
  }
}

async function groupOf(scope: TenantScope, id: string): Promise<GroupRecord | undefined> {
  const [group] = await groupsOf(scope, id);
  return group;
}

/** @param id only this one */
async function groupsOf({ db, tenantId }: TenantScope, id?: string): Promise<readonly GroupRecord[]> {
  const rows = await db
    .selectFrom('person_groups')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('group_members')
        .whereRef('group_members.tenant_id', '=', 'person_groups.tenant_id')
        .whereRef('group_members.group_id', '=', 'person_groups.id')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .as('members'),
    )
    .where('tenant_id', '=', tenantId)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .orderBy('id')
    .execute();
  return rows.map((row) =>
    Object.freeze({
      id: row.id,
      displayName: row.display_name,
      members: row.members ?? 0,
      ...versionedOf(row),
    }),
  );
}

async function namesOf({ db, tenantId }: TenantScope): Promise<readonly Group[]> {
  const rows = await db
    .selectFrom('person_groups')
    .select(['id', 'display_name'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  return rows.map((row) => Object.freeze({ id: row.id, displayName: row.display_name }));
}

async function membersOf({ db, tenantId }: TenantScope, id: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('group_members')
    .select('person_id')
    .where('tenant_id', '=', tenantId)
    .where('group_id', '=', id)
    .execute();
  return rows.map((row) => row.person_id);
}

function record(
  scope: TenantChangeScope,
  action: string,
  id: Group['id'],
  before: GroupRecord | null,
  after: GroupRecord | null,
): void {
  scope.record({
    action,
    entity: 'group',
    entityId: id,
    personId: null,
    before: before && { ...before },
    after: after && { ...after },
  });
}
