import { applyFile, planFile } from '../../apply/apply-file.ts';
import type { Handlers } from '../handler.ts';
import { textOf } from '../request-parts.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { instantOf } from './records.ts';

export function installationHandlers(around: AdminSurroundings): Handlers['installation'] {
  const { store, clock } = around;
  return {
    apply: async ({ body, query, read, change }) => {
      const file = { yaml: await textOf(body), fileName: query.fileName };
      if (query.dryRun) {
        return { value: await read((view) => planFile(view, file, around.applyContext)) };
      }
      const ifPlan = query.ifPlan ?? null;
      return change(async (stored) => ({ value: await applyFile(stored, { ...file, ifPlan }, around.applyContext) }));
    },
    status: async () => ({
      value: {
        version: around.version,
        now: instantOf(clock.now()),
        installationId: store.installationId,
        engine: around.engine,
        durable: around.durable,
        upSeconds: Math.max(0, Math.round((clock.now() - around.startedAt) / 1000)),
        tenants: [...around.tenants()].map(({ tenantId, core }) => ({
          id: tenantId,
          people: core.directory.size,
          systems: core.directory.systems.size,
          systemsHeard: core
            .sources()
            .filter(({ role, connected, snapshotComplete }) => role === 'active' && connected && snapshotComplete)
            .length,
          streams: around.streamsOf(tenantId),
        })),
      },
    }),
    check: async () => {
      const { engine, schemaVersion, size, problems } = await store.check();
      return { value: { engine, schemaVersion, size, problems: [...problems] } };
    },
    backup: async () => ({ value: store.backup() }),
    restore: async ({ body, query }) => {
      const { madeAt, installationId, rows } = await store.restore(body, query);
      await around.reload();
      return { value: { madeAt: instantOf(madeAt), installationId, rows: { ...rows } } };
    },
  };
}
