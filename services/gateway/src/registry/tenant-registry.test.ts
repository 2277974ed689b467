import { systemId, type TenantId, tenantId } from '@lamplight/domain';
import {
  createEgress,
  LamplightError,
  ManualClock,
  MemoryLogger,
  seededRandom,
  silentTelemetry,
} from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { serveTenant } from './serve-tenant.ts';
import { TenantRegistry } from './tenant-registry.ts';

const ACME = tenantId('acme');
const OTHER = tenantId('other');
const egress = createEgress();

let clock: ManualClock;
let store: Store;
/** After so many reads the store cannot be read any more. */
let readsLeft: number;
let removed: TenantId[];
let registry: TenantRegistry;

beforeEach(async () => {
  clock = new ManualClock();
  store = await openMemoryStore(clock);
  removed = [];
  readsLeft = Infinity;
  const around = { store: breakable(store), clock, random: seededRandom(5), logger: new MemoryLogger(), egress };
  registry = new TenantRegistry({
    ...around,
    serve: (id) =>
      serveTenant(id, {
        ...around,
        telemetry: silentTelemetry,
        environment: {},
        teams: { hostOf: () => ({}) },
        settings: {},
      }),
    onRemoved: (tenant) => removed.push(tenant.tenantId),
  });
  await create(ACME);
  await registry.start();
  await registry.host();
});
afterEach(async () => {
  await registry.stop();
  expect(clock.pendingCount).toBe(0);
  await store.close();
});

function breakable(whole: Store): Pick<Store, 'read' | 'change' | 'onCommitted'> {
  return {
    read: (work) => {
      readsLeft -= 1;
      return readsLeft < 0
        ? Promise.reject(new LamplightError('store_unavailable', 'the database is away'))
        : whole.read(work);
    },
    change: (actor, work) => whole.change(actor, work),
    onCommitted: (listener) => whole.onCommitted(listener),
  };
}

const create = (id: TenantId) => store.change(BY_HAND, (change) => change.tenants.create({ id, displayName: '' }));

test('tenants are served as they come and go', async () => {
  await create(OTHER);
  await registry.inForce();
  expect([...registry.tenants.keys()]).toEqual([ACME, OTHER]);
  await store.change(BY_HAND, (change) => change.tenants.remove(ACME, null));
  await registry.inForce();
  expect([[...registry.tenants.keys()], removed]).toEqual([[OTHER], [ACME]]);
});

test('a tenant that went and came again is another one', async () => {
  const before = registry.tenants.get(ACME);
  await store.change(BY_HAND, (change) => change.tenants.remove(ACME, null));
  await registry.inForce();
  await create(ACME);
  await registry.inForce();
  expect(registry.tenants.get(ACME)).not.toBe(before);
});

test('what was committed before is in force: people, settings and adapters', async () => {
  const TEAMS = systemId('teams');
  await store.change(BY_HAND, async (change) => {
    const tenant = change.tenant(ACME);
    const teams = { tenantId: 't', clientId: 'c' };
    const system = { id: TEAMS, technology: 'MSTEAMS', displayName: '', numberPlan: null, settings: { teams } };
    await tenant.systems.create(system);
    await tenant.settings.put('retention', { leavers: 3 }, null);
  });
  await registry.inForce();
  const served = registry.tenants.get(ACME);
  expect(served?.settings.retention.leavers).toBe(3);
  expect(served?.core.directory.systems.has(TEAMS)).toBe(true);
  await clock.advanceAsync(0);
  expect(served?.core.sources().map(({ systemId: id, health }) => [id, health.reason])).toEqual([
    [TEAMS, 'config_invalid'],
  ]);
});

test('a stop waits for no store that cannot be read', async () => {
  const system = { id: systemId('pbx'), technology: 'PBX', displayName: '', numberPlan: null, settings: {} };
  // That of the directory and that of the registry; then the directory is asked for what it has not read.
  readsLeft = 2;
  await store.change(BY_HAND, (change) => change.tenant(ACME).systems.create(system));
  const waiting = expect(registry.inForce()).rejects.toMatchObject({ reason: 'stopped' });
  await registry.stop();
  await waiting;
});

test('after a restore everything is read anew', async () => {
  const content: Uint8Array[] = [];
  for await (const part of store.backup()) {
    content.push(part);
  }
  await create(OTHER);
  await registry.inForce();
  await store.restore(parts(content), { replace: true });
  await registry.reload();
  expect([...registry.tenants.keys()]).toEqual([ACME]);
});

async function* parts(content: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* content;
}
