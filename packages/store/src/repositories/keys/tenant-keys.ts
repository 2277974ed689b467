import { type SourceId, sourceId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { KeyRecord, KeysChange, KeysView, SourceRecord } from '../../ports/keys.ts';
import type { SourcesTable } from '../../schema/tables.ts';
import { expectStorable } from '../checks.ts';
import { expectPerson } from '../people/person-rows.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { expectSystem } from '../tenants/systems-change.ts';
import { versionedOf } from '../versioned.ts';
import { expectFreeKey } from './expect-free-key.ts';
import { keyRecord, keyRow } from './key-rows.ts';
import { raiseKeysRevision } from './keys-revision.ts';
import { recordKey, removeKeys } from './remove-keys.ts';

export function keysView(scope: TenantScope): KeysView {
  return {
    get: (id) => keyOf(scope, id),
    list: async () => {
      const rows = await scope.db
        .selectFrom('access_keys')
        .selectAll()
        .where('scope', '=', scope.tenantId)
        .orderBy('id')
        .execute();
      return rows.map(keyRecord);
    },
    sources: async () => {
      const rows = await scope.db
        .selectFrom('sources')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .orderBy('id')
        .execute();
      return rows.map(sourceRecord);
    },
  };
}

export function keysChange(scope: TenantChangeScope): KeysChange {
  const { db, tenantId, now } = scope;
  return {
    ...keysView(scope),
    create: async (key) => {
      await expectFreeKey(db, tenantId, key);
      if (key.personId !== null) {
        await expectPerson(scope, key.personId);
      }
      const row = keyRow(tenantId, key, await scope.revision.raise(), now);
      await db.insertInto('access_keys').values(row).execute();
      await raiseKeysRevision(db);
      const after = keyRecord(row);
      recordKey(scope, 'create', null, after);
      return after;
    },
    revoke: async (id) => {
      if ((await removeKeys(scope, [id])).length === 0) {
        throw new LamplightError('record_unknown', `key ${id} is unknown: nothing to revoke`);
      }
    },
    putSource: async (source) => {
      expectStorable('source', source);
      await expectSystem(scope, source.systemId);
      if (source.keyId !== null && (await keyOf(scope, source.keyId)) === undefined) {
        throw new LamplightError('record_unknown', `source.keyId is ${source.keyId}: expected a key of the tenant`);
      }
      const before = await sourceOf(scope, source.id);
      if (before !== undefined && before.keyId !== null && before.keyId !== source.keyId) {
        await removeKeys(scope, [before.keyId]);
      }
      const changed = {
        system_id: source.systemId,
        display_name: source.displayName,
        key_id: source.keyId,
        revision: await scope.revision.raise(),
        updated_at: now,
      };
      const row = await db
        .insertInto('sources')
        .values({ tenant_id: tenantId, id: source.id, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(changed))
        .returningAll()
        .executeTakeFirstOrThrow();
      const after = sourceRecord(row);
      recordSource(scope, before === undefined ? 'create' : 'update', before ?? null, after);
      return after;
    },
    removeSource: async (id) => {
      const before = await sourceOf(scope, id);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `source ${id} is unknown: nothing to remove`);
      }
      await scope.revision.raise();
      await removeKeys(scope, before.keyId === null ? [] : [before.keyId]);
      await db.deleteFrom('sources').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
      recordSource(scope, 'remove', before, null);
    },
  };
}

async function keyOf({ db, tenantId }: TenantScope, id: string): Promise<KeyRecord | undefined> {
  expectStorable('key', id);
  const row = await db
    .selectFrom('access_keys')
    .selectAll()
    .where('scope', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && keyRecord(row);
}

async function sourceOf({ db, tenantId }: TenantScope, id: SourceId): Promise<SourceRecord | undefined> {
  const row = await db
    .selectFrom('sources')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && sourceRecord(row);
}

function sourceRecord(row: SourcesTable): SourceRecord {
  return Object.freeze({
    id: sourceId(row.id),
    systemId: systemId(row.system_id),
    displayName: row.display_name,
    keyId: row.key_id,
    ...versionedOf(row),
  });
}

function recordSource(
  scope: TenantChangeScope,
  action: string,
  before: SourceRecord | null,
  after: SourceRecord | null,
): void {
  scope.record({
    action,
    entity: 'source',
    entityId: before?.id ?? after?.id ?? '',
    personId: null,
    before: before && { ...before },
    after: after && { ...after },
  });
}
