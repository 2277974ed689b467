import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Engine } from '../engine/engine.ts';
import { migrationsDone } from '../engine/migrate.ts';
import { pagesByKey } from '../engine/pages-by-key.ts';
import type { Database } from '../schema/tables.ts';
import type { Installation } from '../seal/installation.ts';
import { type BackupEnd, type BackupHeader, endChecksum, FORMAT, startChecksum } from './backup-format.ts';
import { TABLE_KEYS } from './backup-tables.ts';

/** Everything, as of when the first byte is asked for. The snapshot is let go when the reader has done or gives up. */
export async function* writeBackup(
  engine: Engine,
  installation: Installation,
  now: number,
): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  const writing = pipeline(Readable.from(textOf(engine, installation, now)), gzip);
  // Its failure reaches whoever reads from gzip.
  writing.catch(() => undefined);
  try {
    for await (const chunk of gzip) {
      yield chunk;
    }
  } finally {
    gzip.destroy();
    await writing.catch(() => undefined);
  }
}

async function* textOf(engine: Engine, installation: Installation, now: number): AsyncGenerator<string> {
  const snapshot = await engine.snapshot('backup');
  try {
    const checksum = startChecksum(installation.backupKey);
    const counts: Record<string, number> = {};
    for await (const lines of contentOf(snapshot.db, installation, now, counts)) {
      checksum.update(lines);
      yield lines;
    }
    const end: BackupEnd = { rows: counts, checksum: endChecksum(checksum, counts) };
    yield `${JSON.stringify(end)}\n`;
  } finally {
    await snapshot.close();
  }
}

async function* contentOf(
  db: Kysely<Database>,
  installation: Installation,
  now: number,
  counts: Record<string, number>,
): AsyncGenerator<string> {
  const header: BackupHeader = {
    format: FORMAT,
    schemaVersion: (await migrationsDone(db)).at(-1) ?? '',
    installationId: installation.id,
    sealedSecret: installation.sealedSecret,
    madeAt: now,
  };
  yield `${JSON.stringify(header)}\n`;
  const columnsOf = await tableColumns(db);
  for (const [table, key] of Object.entries(TABLE_KEYS)) {
    const columns = columnsOf.get(table);
    if (columns === undefined) {
      // A table that came after the schema of this store.
      continue;
    }
    yield `${JSON.stringify({ table, columns })}\n`;
    let count = 0;
    for await (const rows of pagesByKey(db, { table, columns, key })) {
      count += rows.length;
      yield rows.map((row) => `${JSON.stringify(columns.map((column) => row[column]))}\n`).join('');
    }
    counts[table] = count;
  }
}

/** Columns by table, in an order that is the same in every engine. */
export async function tableColumns(db: Kysely<Database>): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = await db.introspection.getTables();
  return new Map(tables.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()]));
}
