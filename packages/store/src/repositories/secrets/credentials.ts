import { type SystemId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { CredentialRecord, CredentialsChange, CredentialsView } from '../../ports/credentials.ts';
import type { CredentialsTable } from '../../schema/tables.ts';
import type { SealedPlace } from '../../seal/vault.ts';
import { expectStorable } from '../checks.ts';
import type { TenantChangeScope, TenantScope } from '../scope.ts';
import { expectSystem } from '../tenants/systems-change.ts';
import { versionedOf } from '../versioned.ts';

export function credentialsView(scope: TenantScope): CredentialsView {
  return {
    list: async (system) => {
      const rows = await scope.db
        .selectFrom('credentials')
        .selectAll()
        .where('tenant_id', '=', scope.tenantId)
        .where('system_id', '=', system)
        .orderBy('name')
        .execute();
      return rows.map(credentialRecord);
    },
    open: async (system, name) => {
      const row = await credentialRow(scope, system, name);
      return row && scope.vault.open(placeOf(scope, system, name), row.sealed);
    },
  };
}

export function credentialsChange(scope: TenantChangeScope): CredentialsChange {
  const { db, vault, tenantId, now } = scope;
  return {
    ...credentialsView(scope),
    put: async ({ systemId: system, name, secret, expiresAt }) => {
      expectStorable('credential', { name, secret });
      await expectSystem(scope, system);
      const old = await credentialRow(scope, system, name);
      const before = old === undefined ? null : credentialRecord(old);
      const changed = {
        sealed: vault.seal(placeOf(scope, system, name), secret),
        fingerprint: vault.fingerprint(secret),
        expires_at: expiresAt,
        revision: await scope.revision.raise(),
        updated_at: now,
      };
      const row = await db
        .insertInto('credentials')
        .values({ tenant_id: tenantId, system_id: system, name, created_at: now, ...changed })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'system_id', 'name']).doUpdateSet(changed))
        .returningAll()
        .executeTakeFirstOrThrow();
      const after = credentialRecord(row);
      record(scope, before === null ? 'create' : 'update', before, after);
      return after;
    },
    remove: async (system, name) => {
      const row = await db
        .deleteFrom('credentials')
        .where('tenant_id', '=', tenantId)
        .where('system_id', '=', system)
        .where('name', '=', name)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) {
        throw new LamplightError(
          'record_unknown',
          `credential ${name} of system ${system} is unknown: nothing to remove`,
        );
      }
      await scope.revision.raise();
      record(scope, 'remove', credentialRecord(row), null);
    },
  };
}

async function credentialRow(
  { db, tenantId }: TenantScope,
  system: SystemId,
  name: string,
): Promise<CredentialsTable | undefined> {
  expectStorable('credential', name);
  return db
    .selectFrom('credentials')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('system_id', '=', system)
    .where('name', '=', name)
    .executeTakeFirst();
}

function placeOf({ tenantId }: TenantScope, system: SystemId, name: string): SealedPlace {
  return { table: 'credentials', column: 'sealed', row: [tenantId, system, name] };
}

function credentialRecord(row: CredentialsTable): CredentialRecord {
  return Object.freeze({
    systemId: systemId(row.system_id),
    name: row.name,
    fingerprint: row.fingerprint,
    expiresAt: row.expires_at,
    ...versionedOf(row),
  });
}

function record(
  scope: TenantChangeScope,
  action: string,
  before: CredentialRecord | null,
  after: CredentialRecord | null,
): void {
  const credential = after ?? before;
  scope.record({
    action,
    entity: 'credential',
    entityId: credential === null ? '' : `${credential.systemId}/${credential.name}`,
    personId: null,
    before: before && { ...before },
    after: after && { ...after },
  });
}
