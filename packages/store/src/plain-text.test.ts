/** What a thief finds who has the files and not the key. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOf, fillStore, SECRET, TOKENS } from './compliance/filled-store.ts';
import { StoreBench, TENANT } from './compliance/store-bench.ts';

let folder = '';
let bench: StoreBench;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamplight-thief-'));
  bench = new StoreBench({
    newLocation: () => Promise.resolve({ kind: 'sqlite', path: join(folder, 'store.db') }),
    dispose: () => rm(folder, { recursive: true }),
  });
});
afterEach(() => bench.dispose());

/** In any encoding that it could be kept in. */
function holds(bytes: Buffer, text: string): boolean {
  const raw = Buffer.from(text);
  return [raw, Buffer.from(text, 'utf16le'), Buffer.from(raw.toString('hex'))]
    .concat([raw.toString('base64'), raw.toString('base64url')].map((encoded) => Buffer.from(encoded.slice(0, -4))))
    .some((form) => bytes.includes(form));
}

describe('the files of a store, and a backup', () => {
  test('hold no secret and no token in plain text, open or closed', async () => {
    const store = await bench.openWithTenant();
    await fillStore(store);
    const backup = gunzipSync(await bytesOf(store.backup()));
    const open = await everyFile();
    await store.close();
    const closed = await everyFile();
    expect([...open.keys()]).toEqual(['store.db', 'store.db-lock', 'store.db-shm', 'store.db-wal']);
    for (const [name, bytes] of [...open, ...closed, ['the backup', backup] as const]) {
      for (const secret of [SECRET, TOKENS]) {
        expect(holds(bytes, secret), `${secret} in ${name}`).toBe(false);
      }
    }
  });

  test('hold people in plain text where a directory must: so the search above would have found a secret', async () => {
    const store = await bench.openWithTenant();
    await fillStore(store);
    expect(holds(gunzipSync(await bytesOf(store.backup())), 'Anna Sommer')).toBe(true);
    expect([...(await everyFile()).values()].some((bytes) => holds(bytes, 'Anna Sommer'))).toBe(true);
  });

  test('hold nothing of a person who was erased once the log is in the file', async () => {
    const store = await bench.openWithTenant();
    await fillStore(store);
    await store.change({ kind: 'key', id: 'admin' }, async (change) => {
      const { items } = await change
        .tenant(TENANT)
        .people.list(
          { query: '', kinds: [], groupId: null, systemId: null, profileId: null, state: 'all', without: null },
          { limit: 10, after: null },
        );
      for (const { id } of items) {
        await change.tenant(TENANT).people.erase(id);
      }
    });
    await store.close();
    for (const [name, bytes] of await everyFile()) {
      expect(holds(bytes, 'Anna Sommer'), name).toBe(false);
      expect(holds(bytes, 'anna@example.com'), name).toBe(false);
    }
  });

  test('open nothing without the key', async () => {
    const store = await bench.openWithTenant();
    await fillStore(store);
    await store.close();
    await expect(bench.open({ keys: bench.keys(1) })).rejects.toMatchObject({ reason: 'store_key_wrong' });
  });
});

async function everyFile(): Promise<Map<string, Buffer>> {
  const names = (await readdir(folder)).sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}
