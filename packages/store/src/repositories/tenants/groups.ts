import type { Group } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { GroupRecord, GroupsChange, GroupsView } from '../../ports/tenant.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { touchPeople } from '../people/touch-people.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function groupsView(scope: TenantScope): GroupsView {
  return {
    get: (id) => groupOf(scope, id),
    list: () => groupsOf(scope),
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
  };
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
