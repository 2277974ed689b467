import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../schema/migrations.ts';
import { gate } from './gate.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

/** What a store promises that is not in memory: it can be opened again, and reads have connections of their own. */
export function describeDurability(bench: () => StoreBench): void {
  test('reads do not wait for a change under way, and see nothing of it', async () => {
    const store = await bench().openWithTenant();
    const begun = gate();
    const goOn = gate();
    const changing = store.change(ACTOR, async (change) => {
      await change.tenant(TENANT).settings.put('one', 1, null);
      begun.open();
      await goOn.passed;
    });
    await begun.passed;
    expect(await store.read((view) => view.tenant(TENANT).settings.all())).toEqual({});
    goOn.open();
    await changing;
    expect(Object.keys(await store.read((view) => view.tenant(TENANT).settings.all()))).toEqual(['one']);
  });

  describe('a store that is opened again', () => {
    test('has everything, and is the same installation', async () => {
      const location = await bench().newLocation();
      const store = await bench().openWithTenant({ location });
      await store.close();
      const again = await bench().open({ location });
      expect(again.installationId).toBe(store.installationId);
      expect((await again.read((view) => view.tenants.get(TENANT)))?.displayName).toBe('Acme');
      expect((await again.check()).size).toBeGreaterThan(0);
    });

    test('by a program that does not know its schema is refused', async () => {
      const location = await bench().newLocation();
      const newer = { ...MIGRATIONS, '9999-to-come': { up: () => Promise.resolve() } };
      await (await bench().open({ location, migrations: newer })).close();
      await expect(bench().open({ location })).rejects.toMatchObject({
        reason: 'store_newer',
        message: expect.stringContaining('9999-to-come'),
      });
    });

    test('is as it was when a migration fails half-way', async () => {
      const location = await bench().newLocation();
      await (await bench().openWithTenant({ location })).close();
      const failing = {
        ...MIGRATIONS,
        '9998-good': { up: (db: Schema) => db.schema.dropTable('jobs').execute() },
        '9999-bad': { up: () => Promise.reject(new Error('no')) },
      };
      await expect(bench().open({ location, migrations: failing })).rejects.toThrow('no');
      const again = await bench().open({ location });
      expect(await again.read((view) => view.tenant(TENANT).jobs.list())).toEqual([]);
    });
  });
}

interface Schema {
  readonly schema: { dropTable(name: string): { execute(): Promise<void> } };
}
