import { chmodSync, closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SqlValue } from '../engine.ts';
import type { SqliteOpening, SqliteResult, SqliteTask } from './sqlite-messages.ts';

/** As long as another connection of this process may need for a checkpoint. */
const BUSY_TIMEOUT_MS = 10_000;
/** Statements kept prepared, the least recently used forgotten first. */
const KEPT_STATEMENTS = 300;
/** Kibibytes, negative as SQLite has it. */
const WRITER_CACHE = -16_000;
const OWNER_ONLY = 0o600;

/**
 * SQLite as a thread holds it. Everything here blocks, which is why it has a thread of its own.
 *
 * A file is held by one process: its writer keeps an exclusive transaction open on a second, empty database beside it
 * (`-lock`). That is a lock of the operating system, which frees it when the process ends, however it ends.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor({ path, role }: SqliteOpening) {
    if (role === 'writer') {
      makeFile(path);
      this.#lock = holdFile(path);
    }
    try {
      this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: role === 'reader' });
      if (role === 'writer') {
        // Write-ahead log: readers see their snapshot while a change is made. FULL: a commit has reached the disk.
        // Secure delete: what was erased is overwritten, not only given free.
        this.#database.exec(
          `pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on; pragma cache_size=${WRITER_CACHE}`,
        );
      }
      this.#database.exec('pragma foreign_keys=on; pragma temp_store=memory');
    } catch (failure) {
      this.#lock?.close();
      throw failure;
    }
  }

  perform(task: SqliteTask): SqliteResult<object> {
    switch (task.kind) {
      case 'query':
        return this.#query(task.sql, task.parameters);
      case 'many': {
        const statement = this.#prepared(task.sql);
        return { columns: [], rows: [], changes: sum(task.rows, (row) => Number(statement.run(...row).changes)) };
      }
      case 'run':
        return {
          columns: [],
          rows: [],
          changes: sum(task.statements, ({ sql, parameters }) => this.#query(sql, parameters).changes),
        };
      case 'close':
        this.#statements.clear();
        this.#database.close();
        this.#lock?.close();
        return { columns: [], rows: [], changes: 0 };
    }
  }

  #query(sql: string, parameters: readonly SqlValue[]): SqliteResult<object> {
    const statement = this.#prepared(sql);
    const columns = statement.columns();
    if (columns.length === 0) {
      return { columns: [], rows: [], changes: Number(statement.run(...parameters).changes) };
    }
    const rows = statement.all(...parameters);
    return { columns: columns.map(({ name }) => name), rows, changes: rows.length };
  }

  #prepared(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    const statement = kept ?? this.#database.prepare(sql);
    if (kept === undefined) {
      statement.setReturnArrays(true);
    } else {
      this.#statements.delete(sql);
    }
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size > KEPT_STATEMENTS && oldest !== undefined) {
      this.#statements.delete(oldest);
    }
    return statement;
  }
}

/** @throws FileHeld */
function holdFile(path: string): DatabaseSync {
  const lockPath = `${path}-lock`;
  touch(lockPath);
  const lock = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode=memory; pragma locking_mode=exclusive; begin exclusive');
    return lock;
  } catch (failure) {
    lock.close();
    throw new FileHeld(path, failure);
  }
}

/** Another process, or another store of this one, holds the file. */
export class FileHeld extends Error {
  constructor(path: string, cause: unknown) {
    super(`${path} is held by another process`, { cause });
  }
}

/** SQLite gives -wal and -shm the permissions of the file itself. */
function makeFile(path: string): void {
  const isNew = !existsSync(path);
  touch(path);
  if (isNew) {
    syncFolder(dirname(path));
  }
}

/** For nobody but its owner, whoever made it. */
function touch(path: string): void {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  chmodSync(path, OWNER_ONLY);
}

/** A file that its folder does not name yet is lost with the power. Windows cannot open folders and needs none of it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') {
    return;
  }
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  let total = 0;
  for (const item of items) {
    total += count(item);
  }
  return total;
}
