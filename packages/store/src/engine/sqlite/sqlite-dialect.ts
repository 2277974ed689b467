/** Kysely over a thread with SQLite: Kysely's own adapter and compiler, and a driver with the one connection. */

import { LamplightError } from '@lamplight/runtime';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqlValue } from '../engine.ts';
import type { SqliteResult, SqliteStatement, SqliteTask } from './sqlite-messages.ts';

/** Whoever does tasks: a thread, or a change on it. */
export interface SqlitePerformer {
  perform(task: SqliteTask): Promise<SqliteResult>;
}

/** @param begin how a transaction on this connection begins */
export function sqliteDialect(thread: SqlitePerformer, begin: string): Dialect {
  return {
    createAdapter: () => new TransactionalDdl(),
    createDriver: () => new ThreadDriver(thread, begin),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}

/** SQLite rolls back what a transaction did to the schema, of which Kysely makes no use by itself. */
class TransactionalDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Whoever uses it sees to it that only one transaction is under way. */
class ThreadDriver implements Driver {
  readonly #connection: ThreadConnection;
  readonly #begin: string;

  constructor(thread: SqlitePerformer, begin: string) {
    this.#connection = new ThreadConnection(thread);
    this.#begin = begin;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  /** The thread is its opener's to close. */
  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #thread: SqlitePerformer;

  constructor(thread: SqlitePerformer) {
    this.#thread = thread;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { columns, rows, changes } = await this.#thread.perform({ kind: 'query', ...statementOf(query) });
    return { rows: rows.map((values) => namedRow(columns, values)), numAffectedRows: BigInt(changes) };
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new LamplightError('unexpected', 'rows are read by pages here, not streamed');
  }
}

export function statementOf({ sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>): SqliteStatement {
  return { sql, parameters: parameters.map(boundValue) };
}

function boundValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') {
    return value;
  }
  throw new LamplightError('unexpected', `a ${typeof value} cannot be kept: expected text, a number or null`);
}

/** The type of a row is what the query said; nothing here can check it. */
function namedRow<Row>(columns: readonly string[], values: readonly SqlValue[]): Row {
  const row = Object.create(Object.prototype);
  for (let index = 0; index < columns.length; index += 1) {
    row[columns[index] ?? ''] = values[index];
  }
  return row;
}
