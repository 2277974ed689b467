import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  PostgresDialect,
  QueryResult,
  TransactionSettings,
} from 'kysely';

/** The dialect, every failure of which goes through `map`: of queries, of transactions and of connecting. */
export function guardFailures(dialect: PostgresDialect, map: (failure: unknown) => unknown): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createDriver: () => new GuardedDriver(dialect.createDriver(), map),
  };
}

class GuardedDriver implements Driver {
  readonly #driver: Driver;
  readonly #map: (failure: unknown) => unknown;
  readonly #inner = new WeakMap<DatabaseConnection, DatabaseConnection>();

  constructor(driver: Driver, map: (failure: unknown) => unknown) {
    this.#driver = driver;
    this.#map = map;
  }

  init(): Promise<void> {
    return this.#guard(() => this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#guard(() => this.#driver.acquireConnection());
    const outer: DatabaseConnection = {
      executeQuery: <Row>(query: CompiledQuery): Promise<QueryResult<Row>> =>
        this.#guard(() => inner.executeQuery<Row>(query)),
      streamQuery: <Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> =>
        inner.streamQuery<Row>(query, chunkSize),
    };
    this.#inner.set(outer, inner);
    return outer;
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#guard(() => this.#driver.beginTransaction(this.#innerOf(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#guard(() => this.#driver.commitTransaction(this.#innerOf(connection)));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#guard(() => this.#driver.rollbackTransaction(this.#innerOf(connection)));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#driver.releaseConnection(this.#innerOf(connection));
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }

  #innerOf(connection: DatabaseConnection): DatabaseConnection {
    return this.#inner.get(connection) ?? connection;
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      throw this.#map(failure);
    }
  }
}
