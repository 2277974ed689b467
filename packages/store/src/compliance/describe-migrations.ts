import { AS_THE_TENANT, type PersonId, personId } from '@lamplight/domain';
import { type Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { StoreLocation } from '../engine/open-engine.ts';
import type { Store } from '../ports/store.ts';
import { firstTables } from '../schema/migrations/0001-first-tables.ts';
import type { Database } from '../schema/tables.ts';
import { bytesOf, chunksOf } from './filled-store.ts';
import { changing, reading, UNSIGNED } from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

const FIRST = { '0001-first-tables': firstTables };
const ANNA = personId('anna');

/** A store that an earlier program made, with what it kept. */
export function describeMigrations(bench: () => StoreBench): void {
  describe('a store of the first tables', () => {
    test('is opened with everything that it keeps, and what came later as the tenant has it', async () => {
      const location = await filledFirst(bench());
      const store = await bench().open({ location });
      await expectBrought(store);
      const statuses = { Busy: { tone: 'in-use', labelId: null, reach: null } } as const;
      const own = { timeZone: 'Europe/Berlin', takesPart: true, statuses };
      await changing(store, ({ people }) => people.update(ANNA, own, null));
      await changing(store, ({ profiles }) => profiles.put('quiet', 'two', { author: 'admin', note: 'why' }, null));
      expect(await personOf(store, ANNA)).toMatchObject({ profileId: 'quiet', ...own });
      expect(await reading(store, ({ profiles }) => profiles.history('quiet'))).toMatchObject([
        { version: 1, content: 'one', ...UNSIGNED },
        { version: 2, content: 'two', author: 'admin', note: 'why' },
      ]);
      expect(await store.check()).toMatchObject({ problems: [] });
    });

    test('is restored from its backup alike', async () => {
      const location = await filledFirst(bench());
      const first = await bench().open({ location, migrations: FIRST });
      const backup = await bytesOf(first.backup());
      const store = await bench().open();
      await store.restore(chunksOf(backup), { replace: false });
      await expectBrought(store);
    });
  });
}

async function expectBrought(store: Store): Promise<void> {
  expect(await personOf(store, ANNA)).toMatchObject({
    displayName: 'Anna',
    ...AS_THE_TENANT,
    profileId: 'quiet',
    revision: 2,
  });
  expect(await reading(store, ({ profiles }) => profiles.history('quiet'))).toMatchObject([
    { version: 1, content: 'one', ...UNSIGNED },
  ]);
}

async function personOf(store: Store, id: PersonId) {
  return (await reading(store, ({ people }) => people.get(id)))?.person;
}

/** A closed store with a person and a profile, as the program with the first tables wrote them. */
async function filledFirst(bench: StoreBench): Promise<StoreLocation> {
  const location = await bench.newLocation();
  await (await bench.openWithTenant({ location, migrations: FIRST })).close();
  await bench.tamper(location, async (db) => {
    const at = bench.clock.now();
    const versioned = { revision: 2, created_at: at, updated_at: at };
    await insert(db, 'people', {
      tenant_id: TENANT,
      id: ANNA,
      kind: 'person',
      display_name: 'Anna',
      sort_name: 'anna',
      search_text: 'anna',
      department: '',
      telephony: 'pbx',
      entra_object_id: null,
      profile_id: 'quiet',
      origin: 'administrator',
      hand_made_json: '[]',
      pause_json: null,
      left_at: null,
      ...versioned,
    });
    await insert(db, 'profiles', { tenant_id: TENANT, id: 'quiet', version: 1, content: 'one', ...versioned });
  });
  return location;
}

/** Of columns that a table had then. */
async function insert(
  db: Kysely<Database>,
  table: string,
  row: Readonly<Record<string, string | number | null>>,
): Promise<void> {
  const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${columns}) values (${sql.join(Object.values(row))})`.execute(db);
}
