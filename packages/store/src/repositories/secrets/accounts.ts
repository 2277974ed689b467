import { isDeepStrictEqual } from 'node:util';
import { type SystemId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { AccountRecord, AccountsChange, AccountsView } from '../../ports/accounts.ts';
import type { AccountsTable } from '../../schema/tables.ts';
import type { SealedPlace } from '../../seal/vault.ts';
import { expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { expectSystem } from '../tenants/systems-change.ts';
import { versionedOf } from '../versioned.ts';

export function accountsView(scope: TenantScope): AccountsView {
  return {
    list: (system) => accountsOf(scope, system),
    tokenCache: async (system, partition) => {
      expectStorable('partition', partition);
      const row = await scope.db
        .selectFrom('token_caches')
        .select('sealed')
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', system)
        .where('partition', '=', partition)
        .executeTakeFirst();
      return row && scope.vault.open(placeOf(scope, system, partition), row.sealed);
    },
  };
}

export function accountsChange(scope: TenantChangeScope): AccountsChange {
  const { db, tenantId, now, vault } = scope;
  return {
    ...accountsView(scope),
    put: async (account) => {
      expectStorable('account', account);
      await expectSystem(scope, account.systemId);
      const before = (await accountsOf(scope, account.systemId)).find(({ id }) => id === account.id);
      if (before !== undefined && isDeepStrictEqual({ ...before, ...account }, { ...before })) {
        return before;
      }
      const changed = {
        user_name: account.userName,
        state: account.state,
        revision: await scope.revision.raise(),
        updated_at: now,
      };
      const row = await db
        .insertInto('accounts')
        .values({ tenant_id: tenantId, system_id: account.systemId, id: account.id, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'system_id', 'id']).doUpdateSet(changed))
        .returningAll()
        .executeTakeFirstOrThrow();
      const after = accountRecord(row);
      record(scope, before === undefined ? 'create' : 'update', before ?? null, after);
      return after;
    },
    remove: async (system, id) => {
      const row = await db
        .deleteFrom('accounts')
        .where('tenant_id', '=', tenantId)
        .where('system_id', '=', system)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) {
        throw new LamplightError('record_unknown', `account ${id} of system ${system} is unknown: nothing to remove`);
      }
      await scope.revision.raise();
      record(scope, 'remove', accountRecord(row), null);
    },
    putTokenCache: async (system, partition, content) => {
      expectStorable('partition', partition);
      await expectSystem(scope, system);
      const changed = { sealed: vault.seal(placeOf(scope, system, partition), content), updated_at: now };
      await db
        .insertInto('token_caches')
        .values({ tenant_id: tenantId, system_id: system, partition, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'system_id', 'partition']).doUpdateSet(changed))
        .execute();
    },
    dropTokenCache: async (system, partition) => {
      expectStorable('partition', partition);
      await db
        .deleteFrom('token_caches')
        .where('tenant_id', '=', tenantId)
        .where('system_id', '=', system)
        .where('partition', '=', partition)
        .execute();
    },
  };
}

async function accountsOf({ db, tenantId }: TenantScope, system: SystemId): Promise<readonly AccountRecord[]> {
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', system)
    .orderBy('id')
    .execute();
  return rows.map(accountRecord);
}

function placeOf({ tenantId }: TenantScope, system: SystemId, partition: string): SealedPlace {
  return { table: 'token_caches', column: 'sealed', row: [tenantId, system, partition] };
}

function accountRecord(row: AccountsTable): AccountRecord {
  return Object.freeze({
    systemId: systemId(row.system_id),
    id: row.id,
    userName: row.user_name,
    state: row.state,
    ...versionedOf(row),
  });
}

function record(
  scope: TenantChangeScope,
  action: string,
  before: AccountRecord | null,
  after: AccountRecord | null,
): void {
  scope.record({
    action,
    entity: 'account',
    entityId: before?.id ?? after?.id ?? '',
    personId: null,
    before: before && { ...before },
    after: after && { ...after },
  });
}
