import { tenantId } from '@lamplight/domain';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import type { KeyInput, Store } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { Keys, makeKey } from './keys.ts';
import { StoreKeys } from './store-keys.ts';

const ACME = tenantId('acme');
const made = makeKey(seededRandom(1));
const other = makeKey(seededRandom(2));

let clock: ManualClock;
let store: Store;
let keys: Keys;
let storeKeys: StoreKeys;
let revoked: string[];

beforeEach(async () => {
  clock = new ManualClock();
  store = await openMemoryStore(clock);
  await store.change(BY_HAND, (change) => change.tenants.create({ id: ACME, displayName: '' }));
  keys = new Keys([]);
  storeKeys = new StoreKeys({ keys, store, clock, random: seededRandom(3), logger: silentLogger });
  revoked = [];
  keys.onRevoked((ids) => revoked.push(...ids));
  await storeKeys.start();
});
afterEach(async () => {
  await storeKeys.stop();
  expect(clock.pendingCount).toBe(0);
  await store.close();
});

function keyOf(id: string, hash: string, more: Partial<KeyInput> = {}): KeyInput {
  return { id, hash, roles: ['watcher'], systemIds: [], personId: null, displayName: '', expiresAt: null, ...more };
}

const create = (key: KeyInput) => store.change(BY_HAND, (change) => change.tenant(ACME).keys.create(key));

test('a key that was made is in force, and one that was revoked is not', async () => {
  await create(keyOf('board', made.hash, { roles: ['watcher', 'unheard-of'] }));
  await storeKeys.inForce();
  expect(keys.find(made.key)).toEqual({
    keyId: 'acme/board',
    tenantId: ACME,
    roles: ['watcher'],
    systemIds: [],
    personId: null,
  });
  await store.change(BY_HAND, (change) => change.tenant(ACME).keys.revoke('board'));
  await storeKeys.inForce();
  expect([keys.find(made.key), revoked]).toEqual([undefined, ['acme/board']]);
});

test('a key of the installation, of which no commit tells, is in force within half a second', async () => {
  await store.change(BY_HAND, (change) => change.keys.create(keyOf('ops', made.hash, { roles: ['operator'] })));
  const found = Promise.withResolvers<void>();
  keys.onRevoked(() => found.resolve());
  clock.advance(500);
  await storeKeys.inForce();
  expect(keys.find(made.key)).toMatchObject({ keyId: 'ops', tenantId: null });
});

test('a key that expires is out of force on time, and not before', async () => {
  await create(keyOf('short', made.hash, { expiresAt: clock.now() + 10_000 }));
  await create(keyOf('longer', other.hash, { expiresAt: clock.now() + 20_000 }));
  await storeKeys.inForce();
  clock.advance(9_999);
  expect(keys.find(made.key)?.keyId).toBe('acme/short');
  clock.advance(1);
  expect([keys.find(made.key), revoked]).toEqual([undefined, ['acme/short']]);
  clock.advance(10_000);
  expect(revoked).toEqual(['acme/short', 'acme/longer']);
});

test('what the file says of a key goes before what the store says', async () => {
  await create(keyOf('board', made.hash));
  await storeKeys.inForce();
  const principal = { keyId: 'ofFile', tenantId: ACME, roles: ['explain'] as const, systemIds: [], personId: null };
  keys.replace('file', [{ hash: made.hash, principal }]);
  expect(keys.find(made.key)?.keyId).toBe('ofFile');
  keys.replace('file', []);
  expect(keys.find(made.key)?.keyId).toBe('acme/board');
});

test('after a restore everything is read anew', async () => {
  await create(keyOf('board', made.hash));
  await storeKeys.inForce();
  keys.replace('store', []);
  await storeKeys.inForce();
  expect(keys.find(made.key)).toBeUndefined();
  await storeKeys.reload();
  expect(keys.find(made.key)?.keyId).toBe('acme/board');
});
