import type { TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { ChangeContext } from '../../engine/engine.ts';
import type { TenantRecord, TenantsChange } from '../../ports/tenant.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { raiseKeysRevision } from '../keys/keys-revision.ts';
import type { TenantRevision } from '../tenant-revision.ts';
import { tenantRecord, tenantRow, tenantsView } from './tenants-view.ts';

export function tenantsChange(context: ChangeContext, revisionOf: (id: TenantId) => TenantRevision): TenantsChange {
  const { db, now } = context;

  const existing = async (id: TenantId, ifRevision: number | null): Promise<TenantRecord> => {
    const row = await tenantRow(db, id);
    if (row === undefined) {
      throw new LamplightError('tenant_unknown', `tenant ${id} is unknown: create it first`);
    }
    expectRevision(`tenant ${id}`, ifRevision, row.record_revision);
    return tenantRecord(row);
  };

  return {
    ...tenantsView(db),
    create: async ({ id, displayName }) => {
      expectStorable('tenant', { id, displayName });
      if ((await tenantRow(db, id)) !== undefined) {
        throw new LamplightError('request_conflict', `tenant ${id} is there already: expected another id`);
      }
      const removed = await db.selectFrom('removed_tenants').select('revision').where('id', '=', id).executeTakeFirst();
      const revision = (removed?.revision ?? 0) + 1;
      const row = {
        id,
        display_name: displayName,
        revision,
        record_revision: revision,
        created_at: now,
        updated_at: now,
      };
      await db.deleteFrom('removed_tenants').where('id', '=', id).execute();
      await db.insertInto('tenants').values(row).execute();
      revisionOf(id).begin(revision);
      const record = tenantRecord(row);
      recordBoth(context, 'create', id, null, record);
      return record;
    },
    update: async (id, change, ifRevision) => {
      expectStorable('tenant', change);
      const before = await existing(id, ifRevision);
      const displayName = change.displayName ?? before.displayName;
      if (displayName === before.displayName) {
        return before;
      }
      const revision = await revisionOf(id).raise();
      const after = Object.freeze({ ...before, displayName, revision, updatedAt: now });
      await db
        .updateTable('tenants')
        .set({ display_name: displayName, record_revision: revision, updated_at: now })
        .where('id', '=', id)
        .execute();
      recordBoth(context, 'update', id, before, after);
      return after;
    },
    remove: async (id, ifRevision) => {
      const before = await existing(id, ifRevision);
      const revision = await revisionOf(id).raise();
      await db.deleteFrom('tenants').where('id', '=', id).execute();
      await db.insertInto('removed_tenants').values({ id, revision }).execute();
      await raiseKeysRevision(db);
      revisionOf(id).begin(undefined);
      recordBoth(context, 'remove', id, before, null);
    },
  };
}

/** In the installation's audit, which tells what tenants there were, and in the tenant's own. */
function recordBoth(
  { audit }: ChangeContext,
  action: string,
  id: TenantId,
  before: TenantRecord | null,
  after: TenantRecord | null,
): void {
  for (const tenantId of [null, id]) {
    audit.record({
      tenantId,
      action,
      entity: 'tenant',
      entityId: id,
      personId: null,
      before: before && { ...before },
      after: after && { ...after },
    });
  }
}
