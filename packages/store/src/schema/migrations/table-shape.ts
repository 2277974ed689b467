import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

/** `?` at the end: may be null. */
export type ColumnShape = 'text' | 'text?' | 'number' | 'number?';

/** A table as a migration makes it; see `tables.ts` for the rules of its columns. */
export interface TableShape {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnShape>>;
  readonly key: readonly string[];
  /** Rows go with the row that they refer to. */
  readonly references?: readonly {
    readonly columns: readonly string[];
    readonly table: string;
    readonly to: readonly string[];
  }[];
  readonly indexes?: readonly (readonly string[])[];
  readonly unique?: readonly (readonly string[])[];
}

/** Compared by bytes in both engines; PostgreSQL's has been made from "C" before any migration runs. */
const TEXT = sql`text collate "binary"`;
const NUMBER = 'bigint';

export async function createTable(db: Kysely<unknown>, shape: TableShape): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(shape.name);
  for (const [name, type] of Object.entries(shape.columns)) {
    const required = !type.endsWith('?');
    table = table.addColumn(name, type.startsWith('text') ? TEXT : NUMBER, (column) =>
      required ? column.notNull() : column,
    );
  }
  table = table.addPrimaryKeyConstraint(`${shape.name}_key`, [...shape.key]);
  for (const { columns, table: target, to } of shape.references ?? []) {
    table = table.addForeignKeyConstraint(`${shape.name}_${target}`, [...columns], target, [...to], (reference) =>
      reference.onDelete('cascade'),
    );
  }
  await table.execute();
  for (const columns of shape.indexes ?? []) {
    await indexOf(db, shape.name, columns).execute();
  }
  for (const columns of shape.unique ?? []) {
    await indexOf(db, shape.name, columns).unique().execute();
  }
}

/**
 * Columns of a table that has rows.
 * @param fallback of those that may not be null, in the rows that are there
 */
export async function addColumns(
  db: Kysely<unknown>,
  table: string,
  columns: TableShape['columns'],
  fallback: string,
): Promise<void> {
  for (const [name, type] of Object.entries(columns)) {
    await db.schema
      .alterTable(table)
      .addColumn(name, type.startsWith('text') ? TEXT : NUMBER, (column) =>
        type.endsWith('?') ? column : column.notNull().defaultTo(fallback),
      )
      .execute();
  }
}

function indexOf(db: Kysely<unknown>, table: string, columns: readonly string[]) {
  return db.schema
    .createIndex(`${table}_by_${columns.filter((column) => column !== 'tenant_id').join('_')}`)
    .on(table)
    .columns([...columns]);
}
