import { isDeepStrictEqual } from 'node:util';
import { type PersonId, personId, type SystemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Json } from '../../ports/shared.ts';
import type { SystemRecord, SystemsChange } from '../../ports/tenant.ts';
import type { SystemsTable } from '../../schema/tables.ts';
import { rebind } from '../bindings/rebind.ts';
import { expectRevision, expectStorable } from '../checks.ts';
import { removeKeys } from '../keys/remove-keys.ts';
import { rereadLines } from '../lines/reread-lines.ts';
import { touchPeople } from '../people/touch-people.ts';
import type { TenantChangeScope } from '../scope.ts';
import { systemOf, systemsView } from './systems-view.ts';

export function systemsChange(scope: TenantChangeScope): SystemsChange {
  const { db, tenantId, now } = scope;

  return {
    ...systemsView(scope),
    create: async (system) => {
      expectStorable('system', system);
      if ((await systemOf(scope, system.id)) !== undefined) {
        throw new LamplightError('request_conflict', `system ${system.id} is there already: expected another id`);
      }
      const after: SystemRecord = Object.freeze({
        ...system,
        revision: await scope.revision.raise(),
        createdAt: now,
        updatedAt: now,
      });
      await db.insertInto('systems').values(systemRow(tenantId, after)).execute();
      record(scope, 'create', system.id, null, after);
      return after;
    },
    update: async (id, change, ifRevision) => {
      expectStorable('system', change);
      const before = await existing(scope, id, ifRevision);
      const next = { ...before, ...change };
      if (isDeepStrictEqual(next, { ...before })) {
        return before;
      }
      const after: SystemRecord = Object.freeze({ ...next, revision: await scope.revision.raise(), updatedAt: now });
      const row = systemRow(tenantId, after);
      await db.updateTable('systems').set(row).where('tenant_id', '=', tenantId).where('id', '=', id).execute();
      if (!isDeepStrictEqual(after.numberPlan, before.numberPlan)) {
        await rereadLines(scope, id, after.numberPlan);
      }
      if (after.technology !== before.technology) {
        await touchPeople(scope, await peopleAt(scope, id));
      }
      record(scope, 'update', id, before, after);
      return after;
    },
    remove: async (id, ifRevision) => {
      const before = await existing(scope, id, ifRevision);
      await scope.revision.raise();
      await rebind(scope, await peopleAt(scope, id), (_, bindings) =>
        bindings.filter((binding) => binding.systemId !== id),
      );
      await removeKeys(scope, await keysOfSources(scope, id));
      await db.deleteFrom('systems').where('tenant_id', '=', tenantId).where('id', '=', id).execute();
      record(scope, 'remove', id, before, null);
    },
  };
}

async function existing(scope: TenantChangeScope, id: SystemId, ifRevision: number | null): Promise<SystemRecord> {
  const system = await expectSystem(scope, id);
  expectRevision(`system ${id}`, ifRevision, system.revision);
  return system;
}

/** @throws LamplightError `system_unknown` */
export async function expectSystem(scope: TenantChangeScope, id: SystemId): Promise<SystemRecord> {
  const system = await systemOf(scope, id);
  if (system === undefined) {
    throw new LamplightError('system_unknown', `system ${id} is unknown: create it first`);
  }
  return system;
}

async function peopleAt({ db, tenantId }: TenantChangeScope, id: SystemId): Promise<readonly PersonId[]> {
  const rows = await db
    .selectFrom('bindings')
    .select('person_id')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', id)
    .execute();
  return rows.map((row) => personId(row.person_id));
}

async function keysOfSources({ db, tenantId }: TenantChangeScope, id: SystemId): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('sources')
    .select('key_id')
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', id)
    .execute();
  return rows.flatMap((row) => row.key_id ?? []);
}

function systemRow(tenantId: string, system: SystemRecord): SystemsTable {
  return {
    tenant_id: tenantId,
    id: system.id,
    technology: system.technology,
    display_name: system.displayName,
    number_plan_json: system.numberPlan && JSON.stringify(system.numberPlan),
    settings_json: JSON.stringify(system.settings),
    revision: system.revision,
    created_at: system.createdAt,
    updated_at: system.updatedAt,
  };
}

function record(
  scope: TenantChangeScope,
  action: string,
  id: SystemId,
  before: SystemRecord | null,
  after: SystemRecord | null,
): void {
  scope.record({ action, entity: 'system', entityId: id, personId: null, before: body(before), after: body(after) });
}

function body(system: SystemRecord | null): Json {
  return system && { ...system, numberPlan: system.numberPlan && { ...system.numberPlan } };
}
