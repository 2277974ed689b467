/**
 * The store over a real PostgreSQL: the suite that every engine passes, and what only a server can do: go away, come
 * back, speak TLS, and serve two processes. The server's database sorts text otherwise than the store does.
 */
import { tenantId } from '@lamplight/domain';
import {
  createEgress,
  LamplightError,
  ManualClock,
  makeSelfSignedCertificate,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store, type StoreLocation } from '@lamplight/store';
import { ACTOR, type StoreSuite, storeCompliance, TENANT, viewCompliance } from '@lamplight/store/compliance';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { POSTGRES, type PrivatePostgres, startPostgres } from './private-postgres.ts';

const egress = createEgress();
const KEYS = keyRingOf([makeStoreKey(seededRandom(1))], 'the test');
const toClose: Store[] = [];

function locationOf(url: string, caPem: readonly string[] = []): StoreLocation {
  return { kind: 'postgres', url, caPem, egress };
}

async function open(url: string, caPem: readonly string[] = []): Promise<Store> {
  const store = await openStore({
    location: locationOf(url, caPem),
    keys: KEYS,
    clock: new ManualClock(),
    random: seededRandom(2),
    logger: silentLogger,
  });
  toClose.push(store);
  return store;
}

function put(store: Store, value: number): Promise<unknown> {
  return store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('count', value, null));
}

async function withTenant(url: string): Promise<Store> {
  const store = await open(url);
  await store.change(ACTOR, (change) => change.tenants.create({ id: TENANT, displayName: 'Acme' }));
  return store;
}

// Needs the binaries of PostgreSQL (Debian: postgresql).
describe.skipIf(POSTGRES === undefined)('PostgreSQL', () => {
  let postgres: PrivatePostgres;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterEach(async () => {
    for (const store of toClose.splice(0)) {
      await store.close();
    }
  });
  afterAll(async () => {
    await postgres?.close();
    await egress.close();
  });

  const suite: StoreSuite = {
    name: 'a store in PostgreSQL',
    isDurable: true,
    place: async () => ({
      newLocation: async () => locationOf(await postgres.newDatabase()),
      dispose: () => Promise.resolve(),
    }),
  };
  storeCompliance(suite);
  viewCompliance(suite);

  test('two processes change the same tenant one after another', async () => {
    const url = await postgres.newDatabase();
    const stores = [await withTenant(url), await open(url), await open(url)];
    const counts = Array.from({ length: 30 }, (_, index) =>
      stores[index % stores.length]?.change(ACTOR, async (change) => {
        const { settings } = change.tenant(TENANT);
        await settings.put('count', Number((await settings.get('count'))?.value ?? 0) + 1, null);
      }),
    );
    await Promise.all(counts);
    const [store] = stores;
    expect((await store?.read((view) => view.tenant(TENANT).settings.get('count')))?.value).toBe(30);
    expect((await store?.check())?.problems).toEqual([]);
  });

  test('two that start at once make the store once', async () => {
    const url = await postgres.newDatabase();
    const stores = await Promise.all([open(url), open(url), open(url)]);
    expect(new Set(stores.map(({ installationId }) => installationId)).size).toBe(1);
  });

  test('names are listed by their bytes, as SQLite lists them', async () => {
    const store = await open(await postgres.newDatabase());
    const ids = ['b', 'a', 'B', 'ä', '_', 'A', '1'];
    await store.change(ACTOR, async (change) => {
      for (const id of ids) {
        await change.tenants.create({ id: tenantId(id), displayName: id });
      }
    });
    const { items } = await store.read((view) => view.tenants.list({ limit: 100, after: null }));
    expect(items.map(({ id }) => id)).toEqual(['1', 'A', 'B', '_', 'a', 'b', 'ä']);
  });

  test('backups go from one engine to the other and back', async () => {
    const options = { keys: KEYS, clock: new ManualClock(), random: seededRandom(3), logger: silentLogger };
    const postgresStore = await withTenant(await postgres.newDatabase());
    await put(postgresStore, 7);
    const memory = await openStore({ ...options, location: { kind: 'memory' } });
    toClose.push(memory);
    const report = await memory.restore(postgresStore.backup(), { replace: false });
    const back = await open(await postgres.newDatabase());
    expect((await back.restore(memory.backup(), { replace: false })).rows).toMatchObject({
      ...report.rows,
      // The first restore is an entry of the second.
      audit_entries: (report.rows['audit_entries'] ?? 0) + 1,
      audit_heads: expect.any(Number),
    });
    for (const store of [memory, back]) {
      expect((await store.read((view) => view.tenant(TENANT).settings.get('count')))?.value).toBe(7);
      expect((await store.check()).problems).toEqual([]);
      expect(store.installationId).toBe(postgresStore.installationId);
    }
  });

  test('a server that goes away is unavailable, and used again when it is back', async () => {
    const own = await startPostgres();
    try {
      const store = await withTenant(await own.newDatabase());
      await put(store, 1);
      const begun = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const cutOff = store.change(ACTOR, async (change) => {
        await change.tenant(TENANT).settings.put('count', 2, null);
        begun.resolve();
        await goOn.promise;
      });
      await begun.promise;
      const refused = expect(cutOff).rejects.toMatchObject({ reason: 'store_unavailable' });
      await own.stop();
      goOn.resolve();
      await refused;
      await expect(put(store, 3)).rejects.toMatchObject({ reason: 'store_unavailable' });
      await expect(store.read((view) => view.tenants.get(TENANT))).rejects.toMatchObject({
        reason: 'store_unavailable',
      });
      await own.start();
      expect((await store.read((view) => view.tenant(TENANT).settings.get('count')))?.value).toBe(1);
      await put(store, 4);
      expect((await store.check()).problems).toEqual([]);
    } finally {
      for (const store of toClose.splice(0)) {
        await store.close();
      }
      await own.close();
    }
  });

  test('TLS is the default: the certificate must be trusted and good for the name', async () => {
    const certificate = await makeSelfSignedCertificate({
      commonName: 'database',
      altNames: ['127.0.0.1'],
      validDays: 1,
      clock: systemClock(),
    });
    const own = await startPostgres({ tls: certificate });
    try {
      const url = (await own.newDatabase()).replace('?sslmode=disable', '');
      await expect(open(url)).rejects.toMatchObject({ reason: 'store_unavailable' });
      const store = await open(url, [certificate.certPem]);
      await store.change(ACTOR, (change) => change.tenants.create({ id: TENANT, displayName: 'Acme' }));
      await put(store, 1);
      await store.close();
    } finally {
      await own.close();
    }
  });

  test.each([
    ['a wrong password', (url: string) => url.replace(/:[^:@/]+@/, ':wrong@'), 'password'],
    ['no such database', (url: string) => url.replace(/store_\d+/, 'nowhere'), 'no such database'],
    ['a server without TLS', (url: string) => url.replace('?sslmode=disable', ''), 'SSL'],
    ['nobody listening', (url: string) => url.replace(/:\d+\//, ':1/'), 'refuses connections'],
  ])('%s is said, and no password with it', async (_, change, said) => {
    const url = await postgres.newDatabase();
    const failure = await open(change(url)).then(
      () => undefined,
      (thrown: unknown) => LamplightError.from(thrown),
    );
    expect(failure).toMatchObject({ reason: 'store_unavailable', message: expect.stringContaining(said) });
    expect(failure?.message).not.toMatch(/wrong@|not:a secret/);
  });
});
