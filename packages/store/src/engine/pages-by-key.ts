import { type Kysely, sql } from 'kysely';
import type { Database } from '../schema/tables.ts';
import type { SqlValue } from './engine.ts';

export interface KeyedTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** The primary key. */
  readonly key: readonly string[];
}

export type KeyedRow = Readonly<Record<string, SqlValue>>;

const PAGE = 1_000;

/** Every row of a table, in the order of its key, so many at a time that the memory stays small. */
export async function* pagesByKey(db: Kysely<Database>, table: KeyedTable): AsyncGenerator<readonly KeyedRow[]> {
  let after: readonly SqlValue[] | null = null;
  for (;;) {
    const rows = await pageAfter(db, table, after);
    const last = rows.at(-1);
    if (last === undefined) {
      return;
    }
    yield rows;
    if (rows.length < PAGE) {
      return;
    }
    after = table.key.map((column) => last[column] ?? null);
  }
}

async function pageAfter(
  db: Kysely<Database>,
  { table, columns, key }: KeyedTable,
  after: readonly SqlValue[] | null,
): Promise<readonly KeyedRow[]> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const order = sql.join(key.map((column) => sql.ref(column)));
  const beyond = after === null ? sql`` : sql`where (${order}) > (${sql.join(after)})`;
  const query = sql<KeyedRow>`
    select ${names} from ${sql.table(table)} ${beyond} order by ${order} limit ${PAGE}`;
  return (await query.execute(db)).rows;
}
