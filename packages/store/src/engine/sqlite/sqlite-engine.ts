/**
 * The embedded engine. One thread writes; reads of a file have threads of their own, so that neither they nor a change
 * wait for each other. A store in memory has one thread, which does everything in turn.
 */
import { stat } from 'node:fs/promises';
import { type Compilable, Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../schema/tables.ts';
import { bulkStatement, slices } from '../bulk-statement.ts';
import type { Bulk, Engine, Snapshot, SqlValue, Writing } from '../engine.ts';
import { inTransaction } from '../in-transaction.ts';
import { ResourcePool } from '../resource-pool.ts';
import { SerialQueue } from '../serial-queue.ts';
import { type SqlitePerformer, sqliteDialect, statementOf } from './sqlite-dialect.ts';
import { SqliteThread } from './sqlite-thread.ts';

/** Each costs some ten megabytes; one alone would let a long list keep a look-up waiting. */
const READERS = 2;
/** A deferred transaction sees what stands when it first reads, so it reads at once. */
const PIN_SNAPSHOT = sql`select count(*) from sqlite_schema`;
/** The one connection of a store in memory writes too; a snapshot of it must not. A reader of a file cannot. */
const QUERY_ONLY_ON = sql`pragma query_only=on`;
const QUERY_ONLY_OFF = { kind: 'query', sql: 'pragma query_only=off', parameters: [] } as const;

interface Reader {
  readonly thread: SqliteThread;
  readonly db: Kysely<Database>;
}

/** @param path null: in memory */
export async function openSqliteEngine(path: string | null): Promise<Engine> {
  if (path === null) {
    return new SqliteEngine(await SqliteThread.open({ path: ':memory:', role: 'memory' }), null);
  }
  return new SqliteEngine(await SqliteThread.open({ path, role: 'writer' }), path);
}

class SqliteEngine implements Engine {
  readonly kind = 'sqlite';
  readonly #writer: SqliteThread;
  readonly #path: string | null;
  readonly #turns = new SerialQueue();
  readonly #readers: ResourcePool<Reader>;
  /** Threads of backups under way. */
  readonly #apart = new Set<SqliteThread>();

  constructor(writer: SqliteThread, path: string | null) {
    this.#writer = writer;
    this.#path = path;
    this.#readers = new ResourcePool(READERS, () => this.#openReader());
  }

  async snapshot(purpose: 'read' | 'backup'): Promise<Snapshot> {
    if (this.#path === null) {
      const release = await this.#turns.take();
      return snapshotOf(reading(this.#writer), [PIN_SNAPSHOT, QUERY_ONLY_ON], async () => {
        await this.#writer.perform(QUERY_ONLY_OFF).finally(release);
      });
    }
    if (purpose === 'backup') {
      const { thread, db } = await this.#openReader();
      this.#apart.add(thread);
      return snapshotOf(db, [PIN_SNAPSHOT], async () => {
        this.#apart.delete(thread);
        await thread.close();
      });
    }
    const { resource, release } = await this.#readers.take();
    return snapshotOf(resource.db, [PIN_SNAPSHOT], () => Promise.resolve(release()));
  }

  write<T>(work: (writing: Writing) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      const session = new WriterSession(this.#writer);
      const db = new Kysely<Database>({ dialect: sqliteDialect(session, 'begin immediate') });
      const transaction = await db.startTransaction().execute();
      return inTransaction(transaction, async () => {
        const result = await work({ db: transaction, bulk: new SqliteBulk(session) });
        session.assertUnbroken();
        return result;
      });
    });
  }

  async check(): Promise<readonly string[]> {
    const snapshot = await this.snapshot('backup');
    try {
      const integrity = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(snapshot.db);
      const references = await sql<{ table: string }>`pragma foreign_key_check`.execute(snapshot.db);
      return [
        ...integrity.rows
          .map((row) => row.integrity_check)
          .filter((text) => text !== 'ok')
          .map((text) => `the file is damaged (${text}): restore a backup`),
        ...new Set(
          references.rows.map(({ table }) => `rows of ${table} refer to rows that are not there: restore a backup`),
        ),
      ];
    } finally {
      await snapshot.close();
    }
  }

  async size(): Promise<number | null> {
    if (this.#path === null) {
      return null;
    }
    const sizes = await Promise.all([this.#path, `${this.#path}-wal`].map((file) => bytesOf(file)));
    return sizes.reduce((total, size) => total + size, 0);
  }

  /** Changes and reads under way are waited for, backups are not; the writer is last, and puts the log into the file. */
  async close(): Promise<void> {
    const readers = await this.#readers.close();
    await Promise.all([...readers.map(({ thread }) => thread), ...this.#apart].map((thread) => thread.close()));
    await this.#turns.run(() => this.#writer.close());
  }

  async #openReader(): Promise<Reader> {
    const thread = await SqliteThread.open({ path: this.#path ?? ':memory:', role: 'reader' });
    return { thread, db: reading(thread) };
  }
}

function reading(thread: SqliteThread): Kysely<Database> {
  return new Kysely<Database>({ dialect: sqliteDialect(thread, 'begin') });
}

async function snapshotOf(
  db: Kysely<Database>,
  beginnings: readonly RawBuilder<unknown>[],
  release: () => Promise<void>,
): Promise<Snapshot> {
  try {
    const transaction = await db.startTransaction().execute();
    for (const beginning of beginnings) {
      await beginning.execute(transaction);
    }
    return {
      db: transaction,
      close: async () => {
        try {
          await transaction.rollback().execute();
        } finally {
          await release();
        }
      },
    };
  } catch (failure) {
    await release();
    throw failure;
  }
}

/**
 * The writer during one change. A statement that failed ends the change, even where its failure was caught: PostgreSQL
 * does so, and what works must work on both.
 */
class WriterSession implements SqlitePerformer {
  readonly #thread: SqliteThread;
  #failure: unknown;

  constructor(thread: SqliteThread) {
    this.#thread = thread;
  }

  async perform(task: Parameters<SqliteThread['perform']>[0]): ReturnType<SqliteThread['perform']> {
    try {
      return await this.#thread.perform(task);
    } catch (failure) {
      this.#failure ??= failure;
      throw failure;
    }
  }

  assertUnbroken(): void {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }
}

class SqliteBulk implements Bulk {
  readonly #session: SqlitePerformer;

  constructor(session: SqlitePerformer) {
    this.#session = session;
  }

  insert(table: string, rows: readonly object[]): Promise<void> {
    return this.#put(table, rows, null);
  }

  upsert(table: string, rows: readonly object[], key: readonly string[]): Promise<void> {
    return this.#put(table, rows, key);
  }

  insertValues(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    return this.#putValues(table, columns, rows, null);
  }

  async run(statements: readonly Compilable[]): Promise<void> {
    for (const slice of slices(statements, 10)) {
      await this.#session.perform({
        kind: 'run',
        statements: slice.map((statement) => statementOf(statement.compile())),
      });
    }
  }

  async #put(table: string, rows: readonly object[], key: readonly string[] | null): Promise<void> {
    const [first] = rows;
    if (first === undefined) {
      return;
    }
    const columns = Object.keys(first);
    for (const slice of slices(rows, columns.length)) {
      const values = slice.map((row) => columns.map((column) => Reflect.get(row, column)));
      await this.#putValues(table, columns, values, key);
    }
  }

  async #putValues(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    key: readonly string[] | null,
  ): Promise<void> {
    const { target, conflict } = bulkStatement(table, columns, key);
    const statement = `${target} values (${columns.map(() => '?').join(', ')}) ${conflict}`;
    await this.#session.perform({ kind: 'many', sql: statement, rows });
  }
}

async function bytesOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
