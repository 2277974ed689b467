import { isDeepStrictEqual } from 'node:util';
import { LamplightError } from '@lamplight/runtime';
import type { Json } from '../../ports/shared.ts';
import type { SettingsChange, SettingsView } from '../../ports/tenant.ts';
import type { SettingsTable } from '../../schema/tables.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';

export function settingsView(scope: TenantScope): SettingsView {
  return {
    get: (section) => settingOf(scope, section),
    all: async () => {
      const rows = await scope.db
        .selectFrom('settings')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .orderBy('section')
        .execute();
      return Object.freeze(Object.fromEntries(rows.map((row) => [row.section, setting(row)])));
    },
  };
}

export function settingsChange(scope: TenantChangeScope): SettingsChange {
  const { db, tenantId, now } = scope;
  return {
    ...settingsView(scope),
    put: async (section, value, ifRevision) => {
      expectStorable(section, { section, value });
      const before = await settingOf(scope, section);
      expectRevision(`setting ${section}`, ifRevision, before?.revision ?? 0);
      if (before !== undefined && isDeepStrictEqual(before.value, value)) {
        return { revision: before.revision };
      }
      const revision = await scope.revision.raise();
      const changed = { value_json: JSON.stringify(value), revision, updated_at: now };
      await db
        .insertInto('settings')
        .values({ tenant_id: tenantId, section, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'section']).doUpdateSet(changed))
        .execute();
      record(scope, before === undefined ? 'create' : 'update', section, before?.value ?? null, value);
      return { revision };
    },
    remove: async (section, ifRevision) => {
      const before = await settingOf(scope, section);
      if (before === undefined) {
        throw new LamplightError('record_unknown', `setting ${section} is not set: nothing to remove`);
      }
      expectRevision(`setting ${section}`, ifRevision, before.revision);
      await scope.revision.raise();
      await db.deleteFrom('settings').where('tenant_id', '=', tenantId).where('section', '=', section).execute();
      record(scope, 'remove', section, before.value, null);
    },
  };
}

async function settingOf(
  { db, tenantId }: TenantScope,
  section: string,
): Promise<ReturnType<typeof setting> | undefined> {
  const row = await db
    .selectFrom('settings')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('section', '=', section)
    .executeTakeFirst();
  return row && setting(row);
}

function setting(row: SettingsTable): { readonly value: Json; readonly revision: number } {
  const value: Json = JSON.parse(row.value_json);
  return Object.freeze({ value, revision: row.revision });
}

function record(scope: TenantChangeScope, action: string, section: string, before: Json, after: Json): void {
  scope.record({ action, entity: 'setting', entityId: section, personId: null, before, after });
}
