import { type Kysely, sql } from 'kysely';
import { pagesByKey } from '../engine/pages-by-key.ts';
import type { Database } from '../schema/tables.ts';
import type { SealedPlace } from './vault.ts';

interface SealedColumn {
  readonly table: keyof Database;
  readonly column: string;
  /** The table's primary key. */
  readonly key: readonly string[];
}

/** Where sealed values stand, beside the installation's secret: what a new key seals anew, and a check opens. */
const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'credentials', column: 'sealed', key: ['tenant_id', 'system_id', 'name'] },
  { table: 'token_caches', column: 'sealed', key: ['tenant_id', 'system_id', 'partition'] },
];

export interface SealedValue {
  readonly place: SealedPlace;
  readonly envelope: string;
  /** Puts another envelope there. */
  replace(envelope: string): Promise<void>;
}

/** Every sealed value. */
export async function* sealedValues(db: Kysely<Database>): AsyncGenerator<SealedValue> {
  for (const { table, column, key } of SEALED_COLUMNS) {
    const names = sql.join(key.map((name) => sql.ref(name)));
    for await (const page of pagesByKey(db, { table, columns: [...key, column], key })) {
      for (const values of page) {
        const row = key.map((name) => String(values[name]));
        yield {
          place: { table, column, row },
          envelope: String(values[column]),
          replace: async (envelope) => {
            const here = sql`where (${names}) = (${sql.join(row)})`;
            await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${envelope} ${here}`.execute(db);
          },
        };
      }
    }
  }
}
