import { type TenantId, tenantId } from '@lamplight/domain';
import type { Kysely } from 'kysely';
import type { TenantRecord, TenantsView } from '../../ports/tenant.ts';
import type { Database, TenantsTable } from '../../schema/tables.ts';
import { pageLimit, pageOf, readCursor } from '../paging.ts';

export function tenantsView(db: Kysely<Database>): TenantsView {
  return {
    get: async (id) => {
      const row = await tenantRow(db, id);
      return row && tenantRecord(row);
    },
    list: async (page) => {
      const limit = pageLimit(page);
      const [after] = readCursor(page.after, 1) ?? [];
      const rows = await db
        .selectFrom('tenants')
        .selectAll()
        .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
        .orderBy('id')
        .limit(limit + 1)
        .execute();
      return pageOf(rows, limit, (row) => [row.id], rows.slice(0, limit).map(tenantRecord));
    },
    revisionOf: (id) => tenantRevisionOf(db, id),
  };
}

/** 0: no such tenant. */
export async function tenantRevisionOf(db: Kysely<Database>, id: TenantId): Promise<number> {
  const row = await db.selectFrom('tenants').select('revision').where('id', '=', id).executeTakeFirst();
  return row?.revision ?? 0;
}

export async function tenantRow(db: Kysely<Database>, id: TenantId): Promise<TenantsTable | undefined> {
  return db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirst();
}

export function tenantRecord(row: TenantsTable): TenantRecord {
  return Object.freeze({
    id: tenantId(row.id),
    displayName: row.display_name,
    revision: row.record_revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
