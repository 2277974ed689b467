import { systemId } from '@lamplight/domain';
import { partitionOf } from '../../teams/stored-accounts.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { found } from './found.ts';
import { instantOf, NO_CONTENT, versionOf } from './records.ts';

export function accountsHandlers(around: AdminSurroundings): Handlers['accounts'] {
  return {
    list: ({ params, readTenant }) =>
      readTenant(async (tenant) => {
        const of = systemId(params.systemId);
        found(await tenant.systems.get(of), 'system_unknown', 'system', of);
        const records = await tenant.accounts.list(of);
        return {
          value: {
            items: records.map((record) => {
              const { id, userName, state } = record;
              return { id, userName, state, ...versionOf(record) };
            }),
          },
        };
      }),
    signIn: async ({ params, tenantId, readTenant }) => {
      const of = systemId(params.systemId);
      await readTenant(async (tenant) => found(await tenant.systems.get(of), 'system_unknown', 'system', of));
      const { url, expiresAt } = await around.signIns.begin({ tenantId, systemId: of });
      return { value: { url, expiresAt: instantOf(expiresAt) } };
    },
    remove: ({ params, changeTenant }) =>
      changeTenant(async (tenant) => {
        const of = systemId(params.systemId);
        await tenant.accounts.remove(of, params.accountId);
        await tenant.accounts.dropTokenCache(of, partitionOf(params.accountId));
        return NO_CONTENT;
      }),
  };
}
