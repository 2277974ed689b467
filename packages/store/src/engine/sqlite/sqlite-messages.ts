import type { SqlValue } from '../engine.ts';

/** What a thread opens. */
export interface SqliteOpening {
  /** Of the file; `:memory:` for a `memory` one. */
  readonly path: string;
  /** A `writer` holds the file for this process; a `reader` cannot write. */
  readonly role: 'memory' | 'writer' | 'reader';
}

export interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a thread is asked for. Tasks are done one after another, in the order in which they come. */
export type SqliteTask =
  | ({ readonly kind: 'query' } & SqliteStatement)
  /** One statement for many rows of parameters. */
  | { readonly kind: 'many'; readonly sql: string; readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly kind: 'run'; readonly statements: readonly SqliteStatement[] }
  | { readonly kind: 'close' };

/**
 * Rows go as bare values: copied between threads, the names of their columns would weigh more than they do.
 * @typeParam Row as the thread has it, which knows no types: an object
 */
export interface SqliteResult<Row extends object = readonly SqlValue[]> {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
}

/** What SQLite says of a failure. */
export interface SqliteProblem {
  readonly message: string;
  /** Extended result code; 0: not from SQLite. */
  readonly code: number;
  /** The file is held by another process. */
  readonly held?: boolean;
}

export interface SqliteRequest {
  readonly id: number;
  readonly task: SqliteTask;
}

export type SqliteAnswer<Row extends object = readonly SqlValue[]> =
  | { readonly id: number; readonly result: SqliteResult<Row> }
  | { readonly id: number; readonly problem: SqliteProblem };

/** The id of the answer that says how opening went. */
export const OPENING_ID = 0;
