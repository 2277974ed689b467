import { sourceId, systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { makeKey } from '../../access/keys.ts';
import type { SourceStatus } from '../../tenant/tenant-core.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { found } from './found.ts';
import { NO_CONTENT } from './records.ts';

export function sourcesHandlers(around: AdminSurroundings): Handlers['sources'] {
  return {
    list: async ({ tenantId, readTenant }) => {
      const registered = await readTenant((tenant) => tenant.keys.sources());
      const seen = new Map((around.tenant(tenantId)?.core.sources() ?? []).map((status) => [keyOf(status), status]));
      const items = registered.map(({ id, systemId: of, displayName, keyId }) => {
        const key = keyOf({ sourceId: id, systemId: of });
        const status = seen.get(key);
        seen.delete(key);
        return { id, systemId: of, displayName, keyId, ...liveOf(status) };
      });
      const unregistered = [...seen.values()].map((status) => ({
        id: status.sourceId,
        systemId: status.systemId,
        displayName: '',
        keyId: null,
        ...liveOf(status),
      }));
      return { value: { items: [...items, ...unregistered] } };
    },
    register: ({ params, body, changeTenant }) => {
      const { key, hash } = makeKey(around.random);
      return changeTenant(async (tenant) => {
        const id = sourceId(params.sourceId);
        const of = systemId(body.systemId);
        found(await tenant.systems.get(of), 'system_unknown', 'system', of);
        if ((await tenant.keys.sources()).some((source) => source.id === id)) {
          throw new LamplightError(
            'request_conflict',
            `the source ${JSON.stringify(id)} is registered: remove it first, or choose another id`,
          );
        }
        const keyId = `source-${around.random.uuid()}`;
        await tenant.keys.create({
          id: keyId,
          hash,
          roles: ['source'],
          systemIds: [of],
          personId: null,
          displayName: body.displayName,
          expiresAt: null,
        });
        await tenant.keys.putSource({ id, systemId: of, displayName: body.displayName, keyId });
        return { value: { id, systemId: of, keyId, key } };
      });
    },
    remove: ({ params, changeTenant }) =>
      changeTenant(async (tenant) => {
        const id = sourceId(params.sourceId);
        const source = (await tenant.keys.sources()).find((each) => each.id === id);
        found(source, 'record_unknown', 'source', id);
        await tenant.keys.removeSource(id);
        return NO_CONTENT;
      }),
  };
}

function keyOf({ sourceId: id, systemId: of }: { readonly sourceId: string; readonly systemId: string }): string {
  return JSON.stringify([of, id]);
}

function liveOf(status: SourceStatus | undefined) {
  if (status === undefined) {
    return { role: 'absent', connected: false, health: null, subjects: 0 } as const;
  }
  const { role, connected, health, subjects } = status;
  return { role, connected, health: { ...health }, subjects };
}
