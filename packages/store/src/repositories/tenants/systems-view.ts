import { type SystemId, systemId } from '@lamplight/domain';
import type { Json } from '../../ports/shared.ts';
import type { SystemRecord, SystemsView } from '../../ports/tenant.ts';
import type { SystemsTable } from '../../schema/tables.ts';
import type { TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

export function systemsView(scope: TenantScope): SystemsView {
  return {
    get: (id) => systemOf(scope, id),
    list: () => systemsOf(scope),
  };
}

export async function systemOf({ db, tenantId }: TenantScope, id: SystemId): Promise<SystemRecord | undefined> {
  const row = await db
    .selectFrom('systems')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && systemRecord(row);
}

export async function systemsOf({ db, tenantId }: TenantScope): Promise<readonly SystemRecord[]> {
  const rows = await db.selectFrom('systems').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();
  return rows.map(systemRecord);
}

export function systemRecord(row: SystemsTable): SystemRecord {
  const numberPlan: SystemRecord['numberPlan'] =
    row.number_plan_json === null ? null : Object.freeze(JSON.parse(row.number_plan_json));
  const settings: Json = JSON.parse(row.settings_json);
  return Object.freeze({
    id: systemId(row.id),
    technology: row.technology,
    displayName: row.display_name,
    numberPlan,
    settings,
    ...versionedOf(row),
  });
}
