import { systemId, tenantId } from '@lamplight/domain';
import type { ChangeContext } from '../../engine/engine.ts';
import type { WriterLeasesChange } from '../../ports/writer-leases.ts';
import { expectStorable } from '../checks.ts';

export function writerLeasesChange({ db, now }: Pick<ChangeContext, 'db' | 'now'>): WriterLeasesChange {
  return {
    take: async (lease) => {
      expectStorable('lease', lease);
      const { entraTenantId, clientId, ...given } = lease;
      const changed = {
        holder: given.holder,
        tenant_id: given.tenantId,
        system_id: given.systemId,
        until: given.until,
      };
      await db
        .insertInto('writer_leases')
        .values({ entra_tenant_id: entraTenantId, client_id: clientId, ...changed })
        .onConflict((conflict) =>
          conflict
            .columns(['entra_tenant_id', 'client_id'])
            .doUpdateSet(changed)
            .where((eb) =>
              eb.or([eb('writer_leases.holder', '=', given.holder), eb('writer_leases.until', '<=', now)]),
            ),
        )
        .execute();
      const row = await db
        .selectFrom('writer_leases')
        .selectAll()
        .where('entra_tenant_id', '=', entraTenantId)
        .where('client_id', '=', clientId)
        .executeTakeFirstOrThrow();
      return {
        entraTenantId,
        clientId,
        holder: row.holder,
        tenantId: tenantId(row.tenant_id),
        systemId: systemId(row.system_id),
        until: row.until,
      };
    },
    renew: async (holder, until) => {
      const rows = await db
        .updateTable('writer_leases')
        .set({ until })
        .where('holder', '=', holder)
        .returning(['entra_tenant_id', 'client_id'])
        .execute();
      return rows.map((row) => ({ entraTenantId: row.entra_tenant_id, clientId: row.client_id }));
    },
    release: async ({ entraTenantId, clientId }, holder) => {
      await db
        .deleteFrom('writer_leases')
        .where('entra_tenant_id', '=', entraTenantId)
        .where('client_id', '=', clientId)
        .where('holder', '=', holder)
        .execute();
    },
  };
}
