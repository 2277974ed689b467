import type { SystemId } from '@lamplight/domain';
import type { DirectorySyncsChange, DirectorySyncsView } from '../../ports/directory-syncs.ts';
import type { Json } from '../../ports/shared.ts';
import { expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { expectSystem } from '../tenants/systems-change.ts';

export function directorySyncsView({ db, tenantId }: TenantScope): DirectorySyncsView {
  return {
    get: async (systemId: SystemId) => {
      const row = await db
        .selectFrom('directory_syncs')
        .select('state_json')
        .where('tenant_id', '=', tenantId)
        .where('system_id', '=', systemId)
        .executeTakeFirst();
      const state: Json | undefined = row && JSON.parse(row.state_json);
      return state;
    },
  };
}

export function directorySyncsChange(scope: TenantChangeScope): DirectorySyncsChange {
  return {
    ...directorySyncsView(scope),
    put: (systemId, state) => putState(scope, systemId, state),
    confirmLeavers: async (systemId, state, { leavers, of }) => {
      await putState(scope, systemId, state);
      scope.record({
        action: 'confirm-leavers',
        entity: 'directory',
        entityId: systemId,
        personId: null,
        before: null,
        after: { leavers, of },
      });
    },
  };
}

async function putState(scope: TenantChangeScope, systemId: SystemId, state: Json): Promise<void> {
  const { db, tenantId, now } = scope;
  expectStorable('state', state);
  await expectSystem(scope, systemId);
  const changed = { state_json: JSON.stringify(state), updated_at: now };
  await db
    .insertInto('directory_syncs')
    .values({ tenant_id: tenantId, system_id: systemId, ...changed })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'system_id']).doUpdateSet(changed))
    .execute();
}
