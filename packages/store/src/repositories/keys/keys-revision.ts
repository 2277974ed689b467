import type { Kysely } from 'kysely';
import type { Database } from '../../schema/tables.ts';

/** What {@link InstallationKeysView.revision} tells: rises with every change of any key. */
export async function keysRevision(db: Kysely<Database>): Promise<number> {
  const row = await db.selectFrom('installation').select('keys_revision').executeTakeFirst();
  return row?.keys_revision ?? 0;
}

export async function raiseKeysRevision(db: Kysely<Database>): Promise<number> {
  const row = await db
    .updateTable('installation')
    .set((eb) => ({ keys_revision: eb('keys_revision', '+', 1) }))
    .returning('keys_revision')
    .executeTakeFirstOrThrow();
  return row.keys_revision;
}
