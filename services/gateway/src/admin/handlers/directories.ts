import type { DirectoryStatusBody } from '@lamplight/admin-api';
import { systemId, type TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { TenantView } from '@lamplight/store';
import type { AskedSync } from '../../directory-sync/directory-syncs.ts';
import type { DirectorySyncStatus } from '../../directory-sync/sync-status.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { found } from './found.ts';
import { instantOf } from './records.ts';

export function directoriesHandlers(around: AdminSurroundings): Handlers['directories'] {
  const syncOf = (tenantId: TenantId, id: string): AskedSync => {
    const directories = around.directoriesOf(tenantId);
    if (directories === undefined) {
      throw new LamplightError('request_not_possible', `tenant ${tenantId} is not served yet: ask again in a moment`);
    }
    return directories.expect(systemId(id));
  };
  return {
    get: async ({ params, tenantId, readTenant }) => {
      await readTenant((tenant) => expectSystem(tenant, params.systemId));
      const status = around.directoriesOf(tenantId)?.statusOf(systemId(params.systemId)) ?? null;
      return { value: { directory: status && statusBody(status) } };
    },
    read: async ({ params, query, tenantId, readTenant }) => {
      await readTenant((tenant) => expectSystem(tenant, params.systemId));
      const sync = syncOf(tenantId, params.systemId);
      await sync.ask(query.whole);
      return { value: statusBody(sync.status()) };
    },
    confirmLeavers: async ({ params, body, tenantId, actor, readTenant }) => {
      await readTenant((tenant) => expectSystem(tenant, params.systemId));
      const sync = syncOf(tenantId, params.systemId);
      await sync.confirmLeavers(actor, body.leavers);
      return { value: statusBody(sync.status()) };
    },
  };
}

async function expectSystem(tenant: TenantView, id: string): Promise<void> {
  found(await tenant.systems.get(systemId(id)), 'system_unknown', 'system', id);
}

function statusBody(status: DirectorySyncStatus): DirectoryStatusBody {
  const { health, people, reading, leftOut, lastSuccess, lastWhole, next, held, withoutNumbers } = status;
  const { state, reason, message, remedy } = health;
  return {
    health: { state, reason, message, remedy },
    people,
    reading: reading && { ...reading, since: instantOf(reading.since) },
    leftOut: { ...leftOut },
    lastReadAt: lastSuccess === null ? null : instantOf(lastSuccess),
    lastWholeReadAt: lastWhole === null ? null : instantOf(lastWhole),
    nextReadAt: next === null ? null : instantOf(next),
    heldLeavers: held && { ...held, since: instantOf(held.since) },
    withoutNumbers,
  };
}
