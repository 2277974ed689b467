import { LamplightError } from '@lamplight/runtime';
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from '../schema/tables.ts';

export type Migrations = Readonly<Record<string, Migration>>;

const DONE = 'kysely_migration';
/** What Kysely keeps of migrations. */
export const MIGRATION_TABLES: readonly string[] = [DONE, 'kysely_migration_lock'];

/** What was run on the database, in order. The last name is the version of its schema. */
export async function migrationsDone(db: Kysely<Database>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DONE)) {
    return [];
  }
  const rows = await db
    .withTables<{ [DONE]: { name: string } }>()
    .selectFrom(DONE)
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

/**
 * Brings the schema to `version`, default the newest that this program knows, in the transaction that it is given.
 * @throws LamplightError `store_newer` for a database that a newer program has changed
 */
export async function migrate(db: Kysely<Database>, migrations: Migrations, version?: string): Promise<void> {
  const unknown = (await migrationsDone(db)).filter((name) => migrations[name] === undefined);
  if (unknown.length > 0) {
    throw new LamplightError(
      'store_newer',
      `the store has the schema ${unknown.join(', ')}, which this program does not know: use the program that made it, or a newer one`,
      { details: { schema: unknown.join(', ') } },
    );
  }
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error } = await (version === undefined ? migrator.migrateToLatest() : migrator.migrateTo(version));
  if (error !== undefined) {
    throw error;
  }
}
