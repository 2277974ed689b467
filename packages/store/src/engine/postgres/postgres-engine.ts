/**
 * PostgreSQL. Reads are one snapshot (REPEATABLE READ READ ONLY). Changes are made one at a time in the whole store, over
 * all processes, by a lock that each takes first and that ends with it: so what a change has read holds until it commits,
 * without isolation that would have it made again, and two changes cannot wait for each other.
 */
import { getCACertificates } from 'node:tls';
import { type Egress, LamplightError, type Logger } from '@lamplight/runtime';
import { type Compilable, CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../../schema/tables.ts';
import { bulkStatement, slices } from '../bulk-statement.ts';
import type { Bulk, Engine, Snapshot, SqlValue, Writing } from '../engine.ts';
import { inTransaction } from '../in-transaction.ts';
import { SerialQueue } from '../serial-queue.ts';
import { DialledStream } from './dialled-stream.ts';
import { guardFailures } from './guarded-dialect.ts';
import { type PostgresTarget, postgresFailure } from './postgres-failure.ts';
import { readPostgresUrl } from './postgres-url.ts';

export interface PostgresLocation {
  /** See {@link readPostgresUrl}. */
  readonly url: string;
  /** Certificate authorities trusted beside those that Node trusts, each PEM. */
  readonly caPem: readonly string[];
  readonly egress: Pick<Egress, 'tcpConnect'>;
}

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
/** Of the advisory lock; any number that nothing else in the database uses. */
const CHANGE_LOCK = 7_236_501_945;
/** Object ids of int8, and of numeric, which a sum of int8 is: numbers here, as they are in SQLite. */
const INT8 = 20;
const NUMERIC = 1700;

export async function openPostgresEngine(location: PostgresLocation, logger: Logger): Promise<Engine> {
  const url = readPostgresUrl(location.url);
  const pool = new pg.Pool({
    host: url.host,
    port: url.port,
    database: url.database,
    user: url.user,
    password: url.password,
    application_name: 'lamplight',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ssl: url.tls ? { ca: trusted(location.caPem) } : false,
    stream: () => new DialledStream((host, port) => location.egress.tcpConnect(host, port)),
    types: {
      getTypeParser: (id, format) =>
        id === INT8 || id === NUMERIC ? Number : pg.types.getTypeParser(id, format === 'binary' ? 'binary' : 'text'),
    },
  });
  // Of one in use: whoever uses it is told by its query, and without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // Of an idle connection that was cut: the next query opens another.
  pool.on('error', (failure) => logger.warn({ failure: failure.message }, 'a connection to the database was lost'));
  const engine = new PostgresEngine(pool, url);
  try {
    await engine.prepare();
    return engine;
  } catch (failure) {
    await engine.close();
    throw failure;
  }
}

function trusted(caPem: readonly string[]): string[] {
  return [...getCACertificates('default'), ...caPem];
}

class PostgresEngine implements Engine {
  readonly kind = 'postgres';
  readonly #db: Kysely<Database>;
  readonly #turns = new SerialQueue();

  constructor(pool: pg.Pool, target: PostgresTarget) {
    const dialect = new PostgresDialect({ pool });
    this.#db = new Kysely<Database>({
      dialect: guardFailures(dialect, (failure) => postgresFailure(failure, target)),
    });
  }

  /** What every schema needs: text that is compared by its bytes, whatever the database was made with. */
  async prepare(): Promise<void> {
    const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(this.#db);
    const encoding = rows[0]?.server_encoding ?? 'none';
    if (encoding !== 'UTF8') {
      throw new LamplightError(
        'store_unreadable',
        `the database has the encoding ${encoding}: make one with encoding UTF8`,
      );
    }
    await this.write(({ db }) => sql`create collation if not exists "binary" from pg_catalog."C"`.execute(db));
  }

  async snapshot(): Promise<Snapshot> {
    const transaction = await this.#db
      .startTransaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute();
    // The snapshot is taken by the first statement.
    await sql`select 1`.execute(transaction);
    return {
      db: transaction,
      close: async () => {
        await transaction
          .rollback()
          .execute()
          .catch(() => undefined);
      },
    };
  }

  write<T>(work: (writing: Writing) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      const transaction = await this.#db.startTransaction().setIsolationLevel('read committed').execute();
      return inTransaction(transaction, async () => {
        await sql`select pg_advisory_xact_lock(${CHANGE_LOCK})`.execute(transaction);
        return work({ db: transaction, bulk: new PostgresBulk(transaction) });
      });
    });
  }

  async check(): Promise<readonly string[]> {
    await sql`select 1`.execute(this.#db);
    return [];
  }

  async size(): Promise<number | null> {
    const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
      this.#db,
    );
    return rows[0]?.bytes ?? null;
  }

  async close(): Promise<void> {
    await this.#turns.run(() => this.#db.destroy());
  }
}

class PostgresBulk implements Bulk {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  insert(table: string, rows: readonly object[]): Promise<void> {
    return this.#put(table, rows, null);
  }

  upsert(table: string, rows: readonly object[], key: readonly string[]): Promise<void> {
    return this.#put(table, rows, key);
  }

  insertValues(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const named = rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
    return this.#put(table, named, null);
  }

  async run(statements: readonly Compilable[]): Promise<void> {
    for (const statement of statements) {
      await this.#db.executeQuery(statement.compile());
    }
  }

  /** Rows go as one parameter: PostgreSQL reads their types from the table. */
  async #put(table: string, rows: readonly object[], key: readonly string[] | null): Promise<void> {
    const [first] = rows;
    if (first === undefined) {
      return;
    }
    const columns = Object.keys(first);
    const { target, conflict, names } = bulkStatement(table, columns, key);
    const statement = `${target} select ${names} from json_populate_recordset(null::"${table}", $1::json) ${conflict}`;
    for (const slice of slices(rows, columns.length)) {
      await this.#db.executeQuery(CompiledQuery.raw(statement, [JSON.stringify(slice)]));
    }
  }
}
