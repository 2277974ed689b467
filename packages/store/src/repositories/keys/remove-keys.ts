import type { KeyRecord } from '../../ports/keys.ts';
import type { TenantChangeScope } from '../scope.ts';
import { keyBody, keyRecord } from './key-rows.ts';
import { raiseKeysRevision } from './keys-revision.ts';

/** Revokes those of the tenant's keys that there are. A source that came with one stays, and has none. */
export async function removeKeys(scope: TenantChangeScope, ids: readonly string[]): Promise<readonly KeyRecord[]> {
  if (ids.length === 0) {
    return [];
  }
  const { db, tenantId } = scope;
  const rows = await db
    .deleteFrom('access_keys')
    .where('scope', '=', tenantId)
    .where('id', 'in', ids)
    .returningAll()
    .execute();
  if (rows.length === 0) {
    return [];
  }
  const revision = await scope.revision.raise();
  await db
    .updateTable('sources')
    .set({ key_id: null, revision })
    .where('tenant_id', '=', tenantId)
    .where('key_id', 'in', ids)
    .execute();
  await raiseKeysRevision(db);
  const removed = rows.map(keyRecord);
  for (const key of removed) {
    recordKey(scope, 'remove', key, null);
  }
  return removed;
}

export function recordKey(
  scope: TenantChangeScope,
  action: string,
  before: KeyRecord | null,
  after: KeyRecord | null,
): void {
  scope.record({
    action,
    entity: 'key',
    entityId: before?.id ?? after?.id ?? '',
    personId: before?.personId ?? after?.personId ?? null,
    before: keyBody(before),
    after: keyBody(after),
  });
}
