import { LamplightError, type Logger } from '@lamplight/runtime';
import { type Kysely, sql } from 'kysely';
import type { Engine, Writing } from '../engine/engine.ts';
import { MIGRATION_TABLES, type Migrations, migrate } from '../engine/migrate.ts';
import type { RestoreReport } from '../ports/store.ts';
import type { Database } from '../schema/tables.ts';
import { type Installation, openInstallation, readInstallation, sealAnew, sealProblems } from '../seal/installation.ts';
import type { Sealer } from '../seal/sealer.ts';
import type { BackupHeader } from './backup-format.ts';
import { SOFT_TABLES, TABLE_KEYS } from './backup-tables.ts';
import { BackupReader, invalid } from './read-backup.ts';
import { tableColumns } from './write-backup.ts';

export interface RestoreSurroundings {
  readonly engine: Engine;
  readonly migrations: Migrations;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** Called as the first of the transaction. */
  before(writing: Writing): Promise<void>;
  /** Called as the last of the transaction. */
  record(writing: Writing, installation: Installation, report: RestoreReport): Promise<void>;
}

/**
 * Puts a backup in place in one transaction. The tables are made as they were when it was written, filled, and brought
 * to the schema of today, so that an old backup goes the way that an old store goes.
 * @throws LamplightError `backup_invalid`, `store_newer`, `store_not_empty`, `store_key_wrong`
 */
export async function restoreBackup(
  source: AsyncIterable<Uint8Array>,
  replace: boolean,
  surroundings: RestoreSurroundings,
): Promise<{ readonly installation: Installation; readonly report: RestoreReport }> {
  const { engine, migrations, sealer, logger } = surroundings;
  const reader = new BackupReader(source);
  try {
    const { header, line } = await reader.header();
    assertKnown(header, migrations);
    const written = openInstallation(header.installationId, header.sealedSecret, sealer);
    return await engine.write(async (writing) => {
      await surroundings.before(writing);
      if (!replace) {
        await assertEmpty(writing.db);
      }
      await dropTables(writing.db);
      await migrate(writing.db, migrations, header.schemaVersion);
      const rows = await fill(writing, reader.rows(line, written));
      await migrate(writing.db, migrations);
      const installation = await readInstallation(writing.db, sealer);
      if (installation.id !== header.installationId) {
        throw invalid(1, `it is of the installation ${header.installationId}, and its rows are of ${installation.id}`);
      }
      const [problem] = await sealProblems(writing.db, sealer);
      if (problem !== undefined) {
        throw new LamplightError('store_key_wrong', `the backup cannot be used with these keys: ${problem}`);
      }
      await sealAnew(writing.db, sealer, logger);
      const report = Object.freeze({ madeAt: header.madeAt, installationId: header.installationId, rows });
      await surroundings.record(writing, installation, report);
      return { installation: await readInstallation(writing.db, sealer), report };
    });
  } finally {
    await reader.close();
  }
}

function assertKnown({ schemaVersion }: BackupHeader, migrations: Migrations): void {
  if (!Object.hasOwn(migrations, schemaVersion)) {
    throw new LamplightError(
      'store_newer',
      `the backup has the schema ${schemaVersion}, which this program does not know: use the program that made it, or a newer one`,
      { details: { schema: schemaVersion } },
    );
  }
}

/** @throws LamplightError `store_not_empty` */
async function assertEmpty(db: Kysely<Database>): Promise<void> {
  for (const table of tableNames().filter((name) => name !== 'installation')) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new LamplightError(
        'store_not_empty',
        `the store is not empty (${table} has rows): restore into a new one, or say that everything in it is to be replaced`,
        { details: { table } },
      );
    }
  }
}

async function dropTables(db: Kysely<Database>): Promise<void> {
  for (const table of [...tableNames().reverse(), ...SOFT_TABLES, ...MIGRATION_TABLES]) {
    await db.schema.dropTable(table).execute();
  }
}

async function fill(
  { db, bulk }: Writing,
  content: ReturnType<BackupReader['rows']>,
): Promise<Readonly<Record<string, number>>> {
  const columnsOf = await tableColumns(db);
  for (;;) {
    const next = await content.next();
    if (next.done === true) {
      return Object.freeze(next.value);
    }
    const { table, columns, rows, line } = next.value;
    const expected = columnsOf.get(table)?.join() ?? 'no such table';
    if ([...columns].sort().join() !== expected) {
      throw invalid(line, `${table} has the columns ${columns.join()}: expected ${expected}`);
    }
    try {
      await bulk.insertValues(table, columns, rows);
    } catch (failure) {
      throw isOfRows(failure) ? invalid(line, `rows of ${table} up to here do not fit: ${failure.message}`) : failure;
    }
  }
}

/** What the rows themselves cause: an altered file shows here before its checksum is reached. */
function isOfRows(failure: unknown): failure is LamplightError {
  return failure instanceof LamplightError && failure.kind !== 'unavailable';
}

function tableNames(): string[] {
  return Object.keys(TABLE_KEYS);
}
