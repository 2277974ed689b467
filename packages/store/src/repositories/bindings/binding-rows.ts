import { type PersonId, personId, systemId } from '@lamplight/domain';
import type { BindingRecord } from '../../ports/bindings.ts';
import type { Versioned } from '../../ports/shared.ts';
import type { BindingsTable } from '../../schema/tables.ts';
import { inChunks } from '../chunks.ts';
import type { TenantScope } from '../scope.ts';
import { versionedOf } from '../versioned.ts';

/** A binding as it shall be kept. */
export type BindingContent = Omit<BindingRecord, keyof Versioned>;

export function selectBindings({ db, tenantId }: TenantScope) {
  return db.selectFrom('bindings').selectAll().where('tenant_id', '=', tenantId);
}

/** Of each person who has any, oldest first. */
export async function bindingsOfPeople(
  scope: TenantScope,
  people: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, readonly BindingRecord[]>> {
  const rows = await inChunks(people, (ids) =>
    selectBindings(scope)
      .where('person_id', 'in', ids)
      .orderBy('created_at')
      .orderBy('system_id')
      .orderBy('address')
      .execute(),
  );
  return Map.groupBy(rows.map(bindingRecord), (binding) => binding.personId);
}

export function bindingRecord(row: BindingsTable): BindingRecord {
  return Object.freeze({
    personId: personId(row.person_id),
    systemId: systemId(row.system_id),
    address: row.address,
    role: row.role,
    primary: row.is_primary === 1,
    origin: row.origin,
    reason: row.reason,
    expiresAt: row.expires_at,
    lineKind: row.line_kind,
    ...versionedOf(row),
  });
}

export function bindingRow(tenantId: string, binding: BindingRecord): BindingsTable {
  return {
    tenant_id: tenantId,
    person_id: binding.personId,
    system_id: binding.systemId,
    address: binding.address,
    role: binding.role,
    is_primary: binding.primary ? 1 : 0,
    origin: binding.origin,
    reason: binding.reason,
    expires_at: binding.expiresAt,
    line_kind: binding.lineKind,
    revision: binding.revision,
    created_at: binding.createdAt,
    updated_at: binding.updatedAt,
  };
}
