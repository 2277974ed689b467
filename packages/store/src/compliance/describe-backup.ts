import { gunzipSync, gzipSync } from 'node:zlib';
import { systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { MIGRATIONS } from '../schema/migrations.ts';
import { bytesOf, chunksOf, fillStore, SECRET, storeContent } from './filled-store.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

/**
 * Backup and restore. That one engine restores what another wrote is tried where both are.
 * @param samples how many damaged files are tried of each kind; Infinity: every one
 */
export function describeBackup(bench: () => StoreBench, samples: number): void {
  describe('a backup', () => {
    test('restores everything into another store, with its audit', async () => {
      const store = await bench().openWithTenant();
      await fillStore(store);
      const other = await bench().open();
      const told: string[] = [];
      other.onCommitted((tenants) => told.push(...tenants));
      const report = await other.restore(store.backup(), { replace: false });
      expect(report).toMatchObject({
        madeAt: bench().clock.now(),
        installationId: store.installationId,
        rows: { tenants: 1, installation: 1 },
      });
      expect(await storeContent(other)).toEqual(await storeContent(store));
      expect(other.installationId).toBe(store.installationId);
      expect(await other.check()).toMatchObject({ problems: [] });
      expect(told).toEqual([TENANT]);
    });

    test('opens its secrets where it is restored, and the restored store goes on', async () => {
      const store = await bench().openWithTenant();
      await fillStore(store);
      const other = await bench().open();
      await other.restore(store.backup(), { replace: false });
      expect(await other.read((view) => view.tenant(TENANT).credentials.open(systemId('pbx'), 'password'))).toBe(
        SECRET,
      );
      await other.change(ACTOR, (change) => change.tenant(TENANT).settings.put('after', 1, null));
      const audit = await other.read((view) => view.tenant(TENANT).audit.verify());
      expect(audit).toMatchObject({ ok: true });
    });

    test('restored stands in the audit of the installation', async () => {
      const store = await bench().openWithTenant();
      const other = await bench().open();
      await other.restore(store.backup(), { replace: false });
      const { entries } = await other.read((view) =>
        view.audit.list(
          { entity: 'installation', entityId: null, actorId: null, personId: null, from: null, to: null },
          0,
          10,
        ),
      );
      expect(entries.at(-1)).toMatchObject({ action: 'restore', after: { madeAt: bench().clock.now() } });
    });

    test('is of one instant', async () => {
      const store = await bench().openWithTenant();
      const reading = store.backup()[Symbol.asyncIterator]();
      const first = await reading.next();
      const changing = store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('late', 1, null));
      const chunks: Uint8Array[] = first.done === true ? [] : [first.value];
      for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
        chunks.push(next.value);
      }
      await changing;
      const other = await bench().open();
      await other.restore(chunksOf(Buffer.concat(chunks)), { replace: false });
      expect(await other.read((view) => view.tenant(TENANT).settings.all())).toEqual({});
    });

    test('that nobody reads to its end keeps nothing waiting', async () => {
      const store = await bench().openWithTenant();
      for await (const _ of store.backup()) {
        break;
      }
      await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', 1, null));
    });

    test('that an earlier program made is brought to the schema of today', async () => {
      const store = await bench().openWithTenant();
      const backup = await bytesOf(store.backup());
      const next = {
        ...MIGRATIONS,
        '9999-more': {
          up: (db: Schema) =>
            db.schema.createIndex('people_by_department').on('people').columns(['department']).execute(),
        },
      };
      const newer = await bench().open({ migrations: next });
      await newer.restore(chunksOf(backup), { replace: false });
      expect(await newer.check()).toMatchObject({ schemaVersion: '9999-more', problems: [] });
      await expect(store.restore(newer.backup(), { replace: true })).rejects.toMatchObject({ reason: 'store_newer' });
    });
  });

  describe('a restore', () => {
    test('into a store that is not empty is refused, unless it is to replace everything', async () => {
      const store = await bench().openWithTenant();
      await fillStore(store);
      const backup = await bytesOf(store.backup());
      const expected = await storeContent(store);
      await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('new', 1, null));
      await expect(store.restore(chunksOf(backup), { replace: false })).rejects.toMatchObject({
        reason: 'store_not_empty',
      });
      await store.restore(chunksOf(backup), { replace: true });
      expect(await storeContent(store)).toEqual(expected);
    });

    test('under another key is refused', async () => {
      const store = await bench().openWithTenant();
      const other = await bench().open({ keys: bench().keys(1) });
      await expect(other.restore(store.backup(), { replace: false })).rejects.toMatchObject({
        reason: 'store_key_wrong',
      });
      expect((await other.read((view) => view.tenants.list({ limit: 10, after: null }))).items).toEqual([]);
    });

    test('under a later key that knows the former seals everything anew', async () => {
      const store = await bench().openWithTenant();
      await fillStore(store);
      const other = await bench().open({ keys: bench().keys(1, 0) });
      await other.restore(store.backup(), { replace: false });
      const third = await bench().open({ keys: bench().keys(1) });
      await third.restore(other.backup(), { replace: false });
      expect(await storeContent(third)).toEqual(await storeContent(store));
    });

    test('of a schema that is only a word of the language is refused', async () => {
      const store = await bench().openWithTenant();
      const text = gunzipSync(await bytesOf(store.backup())).toString();
      for (const word of ['__proto__', 'constructor']) {
        const altered = gzipSync(text.replace(/("schemaVersion":)"[^"]+"/, `$1"${word}"`));
        await expect(store.restore(chunksOf(altered), { replace: true })).rejects.toMatchObject({
          reason: 'store_newer',
        });
      }
    });

    test('of anything else is refused, and says where', async () => {
      const store = await bench().openWithTenant();
      const others: readonly Uint8Array[] = [
        Buffer.from(''),
        Buffer.from('no gzip'),
        gzipSync(''),
        gzipSync('no JSON\n'),
        gzipSync('{"some":"thing"}\n'),
        gzipSync('[]\n'),
        gzipSync('x'.repeat(100_000)),
      ];
      for (const bytes of others) {
        await expectRefused(store, bytes);
      }
    });

    test('of a file that was cut anywhere is refused', async () => {
      const { store, backup, lines } = await backedUp(bench());
      const step = Math.ceil(backup.length / Math.min(samples, 25));
      for (let length = 0; length < backup.length; length += step) {
        await expectRefused(store, backup.subarray(0, length));
      }
      await expectRefused(store, backup.subarray(0, -1));
      for (const [count] of sampled(lines, samples)) {
        await expectRefused(store, packed(lines.slice(0, count)));
      }
    });

    test('of a file in which anything was altered is refused', async () => {
      const { store, lines } = await backedUp(bench());
      for (const [index, line] of sampled(lines, samples)) {
        await expectRefused(store, packed(lines.toSpliced(index, 1)));
        await expectRefused(store, packed(lines.toSpliced(index, 0, line)));
        const place = Math.floor(line.length / 2);
        const other = line[place] === '7' ? '8' : '7';
        const altered = `${line.slice(0, place)}${other}${line.slice(place + 1)}`;
        await expectRefused(store, packed(lines.with(index, altered)));
      }
      const [name, renamed] = ['"Acme"', '"Evil"'];
      expect(lines.some((line) => line.includes(name))).toBe(true);
      await expectRefused(store, packed(lines.map((line) => line.replace(name, renamed))));
    });
  });
}

interface Schema {
  readonly schema: {
    createIndex(name: string): { on(table: string): { columns(names: string[]): { execute(): Promise<void> } } };
  };
}

async function backedUp(bench: StoreBench): Promise<{ store: Store; backup: Buffer; lines: readonly string[] }> {
  const from = await bench.openWithTenant();
  await fillStore(from);
  const backup = await bytesOf(from.backup());
  const store = await bench.openWithTenant();
  const lines = gunzipSync(backup).toString('utf8').split('\n').slice(0, -1);
  return { store, backup, lines };
}

function sampled<Item>(items: readonly Item[], count: number): readonly (readonly [number, Item])[] {
  const step = Math.max(1, Math.ceil(items.length / count));
  return [...items.entries()].filter(([index]) => index % step === 0 || index === items.length - 1);
}

function packed(lines: readonly string[]): Uint8Array {
  return gzipSync(lines.map((line) => `${line}\n`).join(''));
}

/** Whole: what was there stays as it was. */
async function expectRefused(store: Store, bytes: Uint8Array): Promise<void> {
  const before = await storeContent(store);
  const failure = await store.restore(chunksOf(bytes), { replace: true }).then(
    () => 'it was restored',
    (thrown: unknown) => thrown,
  );
  expect(failure).toMatchObject({ message: expect.stringMatching(/line \d+|sealed_secret/) });
  expect(['backup_invalid', 'store_key_wrong', 'store_newer']).toContain(
    failure instanceof Error && 'reason' in failure ? failure.reason : failure,
  );
  expect(await storeContent(store)).toEqual(before);
}
