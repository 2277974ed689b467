import type { NumberPlan } from '@lamplight/addresses';
import type { SystemId } from '@lamplight/domain';
import type { TenantChangeScope } from '../scope.ts';
import { keysOfLine, lineKeyRows, lineRecord, lineRow } from './line-rows.ts';

/** Reads the numbers of every line of a system anew, by another plan. The system's own audit entry tells of it. */
export async function rereadLines(
  scope: TenantChangeScope,
  systemId: SystemId,
  plan: NumberPlan | null,
): Promise<void> {
  const { db, bulk, tenantId, now } = scope;
  const rows = await db
    .selectFrom('lines')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', systemId)
    .execute();
  const lines = rows.map(lineRecord);
  const revision = await scope.revision.raise();
  const renumbered = lines.flatMap((line) => {
    const { number } = keysOfLine(line, plan);
    return number === line.number ? [] : [{ ...line, number, revision, updatedAt: now }];
  });
  await bulk.upsert(
    'lines',
    renumbered.map((line) => lineRow(tenantId, line)),
    ['tenant_id', 'system_id', 'address'],
  );
  await db.deleteFrom('line_keys').where('tenant_id', '=', tenantId).where('system_id', '=', systemId).execute();
  await bulk.insert(
    'line_keys',
    lines.flatMap((line) => lineKeyRows(tenantId, line, plan)),
  );
}
