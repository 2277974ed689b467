import { tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../schema/migrations.ts';
import { gate } from './gate.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

/** Reads, changes, and what becomes of them when something goes wrong. */
export function describeTransactions(bench: () => StoreBench, isDurable: boolean): void {
  describe('changes', () => {
    test('are made whole', async () => {
      const store = await bench().openWithTenant();
      const told: string[] = [];
      store.onCommitted((tenants) => told.push(...tenants));
      await store.change(ACTOR, async (change) => {
        await change.tenant(TENANT).settings.put('one', 1, null);
        await change.tenant(TENANT).settings.put('two', 2, null);
      });
      const settings = await store.read((view) => view.tenant(TENANT).settings.all());
      expect(Object.keys(settings)).toEqual(['one', 'two']);
      expect(told).toEqual([TENANT]);
    });

    test('that fail leave nothing: no row, no revision, no entry in the audit, nobody told', async () => {
      const store = await bench().openWithTenant();
      let told = 0;
      store.onCommitted(() => {
        told += 1;
      });
      const look = () =>
        store.read(async (view) => ({
          revision: await view.tenants.revisionOf(TENANT),
          settings: await view.tenant(TENANT).settings.all(),
          audit: await view.tenant(TENANT).audit.verify(),
        }));
      const before = await look();
      const failing = store.change(ACTOR, async (change) => {
        await change.tenant(TENANT).settings.put('one', 1, null);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await look()).toEqual(before);
      expect(told).toBe(0);
    });

    test('are made one after another, so that each sees what the one before did', async () => {
      const store = await bench().openWithTenant();
      const counts = Array.from({ length: 20 }, () =>
        store.change(ACTOR, async (change) => {
          const { settings } = change.tenant(TENANT);
          const count = Number((await settings.get('count'))?.value ?? 0);
          await settings.put('count', count + 1, null);
        }),
      );
      await Promise.all(counts);
      const count = await store.read((view) => view.tenant(TENANT).settings.get('count'));
      expect(count?.value).toBe(20);
    });

    test('end with their work: a view that was kept is of no use', async () => {
      const store = await bench().openWithTenant();
      const kept = await store.change(ACTOR, async (change) => change);
      await expect(kept.tenant(TENANT).settings.put('late', 1, null)).rejects.toThrow();
      const seen = await store.read(async (view) => view);
      await expect(seen.tenant(TENANT).settings.all()).rejects.toThrow();
      expect(await store.read((view) => view.tenant(TENANT).settings.all())).toEqual({});
    });

    test('tell nobody who does not listen any more, and are not undone by a listener that fails', async () => {
      const store = await bench().openWithTenant();
      let told = 0;
      store.onCommitted(() => {
        throw new Error('not my day');
      });
      const stop = store.onCommitted(() => {
        told += 1;
      });
      await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', 1, null));
      stop();
      await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', 2, null));
      expect(told).toBe(1);
      expect(bench().logger.messages).toContain('somebody who was told of a change failed');
    });
  });

  describe('reads', () => {
    test('see one snapshot, whatever is changed meanwhile', async () => {
      const store = await bench().openWithTenant();
      const begun = gate();
      const goOn = gate();
      const reading = store.read(async (view) => {
        begun.open();
        await goOn.passed;
        return [await view.tenant(TENANT).settings.all(), await view.tenants.revisionOf(TENANT)];
      });
      await begun.passed;
      const changing = store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', 1, null));
      if (isDurable) {
        await changing;
      }
      goOn.open();
      expect(await reading).toEqual([{}, 1]);
      await changing;
    });

    test('cannot write', async () => {
      const store = await bench().openWithTenant();
      const sneaking = store.read((view) => {
        const tenants: object = view.tenants;
        return 'create' in tenants ? Promise.reject(new Error('it can')) : view.tenants.get(TENANT);
      });
      expect((await sneaking)?.displayName).toBe('Acme');
    });

    test('see another tenant only where they ask for it', async () => {
      const store = await bench().openWithTenant();
      await store.change(ACTOR, (change) => change.tenant(TENANT).settings.put('one', 1, null));
      expect(await store.read((view) => view.tenant(tenantId('other')).settings.all())).toEqual({});
    });
  });

  test.each(['read', 'change'] as const)('a %s within another is refused instead of waiting for ever', async (kind) => {
    const store = await bench().openWithTenant();
    const inner = () => store.read((view) => view.tenants.get(TENANT));
    const nested = kind === 'read' ? store.read(inner) : store.change(ACTOR, inner);
    await expect(nested).rejects.toThrow('within a read or a change');
    expect((await inner())?.id).toBe(TENANT);
  });

  test('what a change has set off may use the store once the change is over', async () => {
    const store = await bench().openWithTenant();
    const isOver = gate();
    const { later } = await store.change(ACTOR, async () => ({
      later: isOver.passed.then(() => store.read((view) => view.tenants.get(TENANT))),
    }));
    isOver.open();
    expect((await later)?.id).toBe(TENANT);
  });

  test('two stores are two installations', async () => {
    const [one, other] = [await bench().open(), await bench().open()];
    expect(one.installationId).not.toBe(other.installationId);
  });

  test('a closed store refuses, and may be closed again', async () => {
    const store = await bench().openWithTenant();
    await store.close();
    await store.close();
    await expect(store.read((view) => view.tenants.get(TENANT))).rejects.toMatchObject({
      reason: 'store_unavailable',
    });
  });

  test('a store without problems says so', async () => {
    const store = await bench().openWithTenant();
    const check = await store.check();
    expect(check).toMatchObject({ schemaVersion: Object.keys(MIGRATIONS).at(-1), problems: [] });
  });
}
