import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError } from '@lamplight/runtime';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../schema/migrations.ts';
import type { Engine } from '../engine.ts';
import { migrate } from '../migrate.ts';
import { openSqliteEngine } from './sqlite-engine.ts';

let folder = '';
let path = '';
const opened: Engine[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamplight-sqlite-'));
  path = join(folder, 'store.db');
});
afterEach(async () => {
  for (const engine of opened.splice(0)) {
    await engine.close();
  }
  await rm(folder, { recursive: true });
});

async function open(file: string | null = path): Promise<Engine> {
  const engine = await openSqliteEngine(file);
  opened.push(engine);
  return engine;
}

async function withTables(file: string | null = path): Promise<Engine> {
  const engine = await open(file);
  await engine.write(({ db }) => migrate(db, MIGRATIONS));
  return engine;
}

const TENANT = { id: 't', display_name: 'T', revision: 1, record_revision: 1, created_at: 1, updated_at: 1 };

describe('a file', () => {
  test('and all beside it is for nobody but its owner, whatever it was before', async () => {
    await writeFile(path, '');
    await chmod(path, 0o644);
    const engine = await withTables();
    const snapshot = await engine.snapshot('read');
    const names = await readdir(folder);
    expect(names.sort()).toEqual(['store.db', 'store.db-lock', 'store.db-shm', 'store.db-wal']);
    for (const name of names) {
      expect(((await stat(join(folder, name))).mode & 0o777).toString(8), name).toBe('600');
    }
    await snapshot.close();
  });

  test('is written ahead, and every commit reaches the disk', async () => {
    const engine = await withTables();
    await engine.write(async ({ db }) => {
      const journal = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db);
      const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
      const keys = await sql<{ foreign_keys: number }>`pragma foreign_keys`.execute(db);
      expect([journal.rows, synchronous.rows, keys.rows]).toEqual([
        [{ journal_mode: 'wal' }],
        // 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
        [{ synchronous: 2 }],
        [{ foreign_keys: 1 }],
      ]);
    });
  });

  test('is held once: a second opening is refused by name, and free after the first is closed', async () => {
    const engine = await open();
    await expect(open()).rejects.toMatchObject({
      reason: 'store_unavailable',
      message: expect.stringContaining(`${path} is held by another process`),
    });
    await engine.close();
    await open();
  });

  test('that another process holds is refused, and free once that one is killed', async () => {
    const program = `
      const { openSqliteEngine } = await import(${JSON.stringify(new URL('./sqlite-engine.ts', import.meta.url).href)});
      await openSqliteEngine(${JSON.stringify(path)});
      process.stdout.write('held');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    await expect(open()).rejects.toMatchObject({ reason: 'store_unavailable' });
    child.kill('SIGKILL');
    await closed;
    await open();
  });

  test.each([
    ['in a folder that is not there', () => join(folder, 'nowhere', 'store.db'), 'store_unavailable'],
    ['that is a folder', () => folder, 'store_unavailable'],
  ])('%s is refused by name', async (_, where, reason) => {
    await expect(open(where())).rejects.toMatchObject({ reason, message: expect.stringContaining(where()) });
  });

  test('of something else is refused, and left as it is', async () => {
    await writeFile(path, 'A letter, and no database.\n'.repeat(100));
    const before = await readFile(path);
    await expect(open()).rejects.toMatchObject({ reason: 'store_unreadable' });
    expect(await readFile(path)).toEqual(before);
  });

  test('that is damaged is said to be', async () => {
    const engine = await withTables();
    await engine.close();
    const bytes = await readFile(path);
    bytes.fill(0xff, bytes.length / 2);
    await writeFile(path, bytes);
    const problems = await open()
      .then((again) => again.check())
      .catch((failure: unknown) => [LamplightError.from(failure).message]);
    expect(problems.join()).toContain('restore a backup');
  });
});

describe.each([
  ['a file', () => path],
  ['memory', () => null],
])('in %s', (_, where) => {
  test('a statement that failed ends the change, even where its failure is caught', async () => {
    const engine = await withTables(where());
    const change = engine.write(async ({ db }) => {
      await db.insertInto('tenants').values(TENANT).execute();
      await db
        .insertInto('tenants')
        .values(TENANT)
        .execute()
        .catch(() => undefined);
    });
    await expect(change).rejects.toMatchObject({ reason: 'request_conflict' });
    const snapshot = await engine.snapshot('read');
    expect(await snapshot.db.selectFrom('tenants').selectAll().execute()).toEqual([]);
    await snapshot.close();
  });

  test('rows of another that is not there are refused', async () => {
    const engine = await withTables(where());
    const row = { tenant_id: 'nobody', section: 's', value_json: '1', revision: 1, created_at: 1, updated_at: 1 };
    const change = engine.write(({ bulk }) => bulk.insert('settings', [row]));
    await expect(change).rejects.toMatchObject({ reason: 'record_unknown' });
  });

  test('a snapshot cannot be written through, and the next change can', async () => {
    const engine = await withTables(where());
    const snapshot = await engine.snapshot('read');
    await expect(snapshot.db.insertInto('tenants').values(TENANT).execute()).rejects.toThrow();
    await snapshot.close();
    await engine.write(({ bulk }) => bulk.insert('tenants', [TENANT]));
    expect(await engine.check()).toEqual([]);
  });

  test('many rows are put, put again over themselves, and refused as a whole', async () => {
    const engine = await withTables(where());
    const rows = Array.from({ length: 12_345 }, (_, index) => ({ ...TENANT, id: `t${index}` }));
    const count = async (): Promise<unknown> => {
      const snapshot = await engine.snapshot('read');
      const found = await snapshot.db
        .selectFrom('tenants')
        .select((eb) => [eb.fn.countAll<number>().as('rows'), eb.fn.max('revision').as('revision')])
        .executeTakeFirst();
      await snapshot.close();
      return found;
    };
    await engine.write(({ bulk }) => bulk.insert('tenants', rows));
    await engine.write(({ bulk }) =>
      bulk.upsert(
        'tenants',
        rows.map((row) => ({ ...row, revision: 2 })),
        ['id'],
      ),
    );
    expect(await count()).toEqual({ rows: 12_345, revision: 2 });
    const more = [...rows.map((row) => ({ ...row, id: `x${row.id}` })), rows[0] ?? TENANT];
    await expect(engine.write(({ bulk }) => bulk.insert('tenants', more))).rejects.toMatchObject({
      reason: 'request_conflict',
    });
    expect(await count()).toEqual({ rows: 12_345, revision: 2 });
  });

  test('statements that are run together leave what they would one by one', async () => {
    const engine = await withTables(where());
    await engine.write(async ({ db, bulk }) => {
      await bulk.insert('tenants', [TENANT]);
      await bulk.run(
        [2, 3, 4].map((revision) =>
          db
            .updateTable('tenants')
            .set({ revision })
            .where('revision', '=', revision - 1),
        ),
      );
    });
    const snapshot = await engine.snapshot('read');
    expect(await snapshot.db.selectFrom('tenants').select('revision').execute()).toEqual([{ revision: 4 }]);
    await snapshot.close();
  });

  test('the event loop turns while the database works', async () => {
    const engine = await withTables(where());
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) {
        setImmediate(turn);
      }
    };
    turn();
    await engine.write(async ({ db }) => {
      await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000) select max(i) from n`.execute(
        db,
      );
    });
    isOver = true;
    // One query that blocked it would leave a handful.
    expect(turns).toBeGreaterThan(100);
  });

  test('whoever asks after the end is told', async () => {
    const engine = await withTables(where());
    await engine.close();
    await expect(engine.write(({ db }) => db.selectFrom('tenants').selectAll().execute())).rejects.toMatchObject({
      reason: 'store_unavailable',
    });
  });
});
