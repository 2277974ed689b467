/**
 * The port between the engines (embedded SQLite, PostgreSQL) and everything that queries. An engine gives Kysely on a
 * snapshot or in a transaction; what is asked is the same for both:
 * - Text, 64-bit integers (as numbers) and null are all that is bound and read; yes and no are 1 and 0.
 * - Text is compared by its bytes. `like` is used on folded text only, with an explicit `escape`.
 * - `returning`, `on conflict`, row values and window functions work in both; `for update` and `ilike` do not.
 * - A statement that fails ends the change, even where its failure is caught.
 * - A statement has at most {@link MAX_PARAMETERS} parameters; more rows go through {@link Bulk}.
 * - One change is made at a time in the whole store (SQLite: one writer; PostgreSQL: a lock that every change takes at
 *   its start), so what a change has read stays true until it commits.
 */
import type { TenantId } from '@lamplight/domain';
import type { Random } from '@lamplight/runtime';
import type { Compilable, Kysely } from 'kysely';
import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditChange, AuditView } from '../ports/audit.ts';
import type { Actor } from '../ports/store.ts';
import type { Database } from '../schema/tables.ts';
import type { Vault } from '../seal/vault.ts';

/** SQLite takes 32,766 in one statement, PostgreSQL 65,535. */
export const MAX_PARAMETERS = 30_000;

/** What a row may hold. */
export type SqlValue = string | number | null;

type TableName = keyof Database & string;

/** Changes of many rows, in few messages to the engine. */
export interface Bulk {
  /** Rows with the same columns, all given. @throws LamplightError `request_conflict` for a row that is there already */
  insert<Table extends TableName>(table: Table, rows: readonly Database[Table][]): Promise<void>;
  /**
   * As insert; a row that is there already, by the columns `key`, takes the values of the others. No two rows have the
   * same key.
   */
  upsert<Table extends TableName>(
    table: Table,
    rows: readonly Database[Table][],
    key: readonly (keyof Database[Table] & string)[],
  ): Promise<void>;
  /** As insert, for a table that is known by its name only: a backup's. */
  insertValues(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void>;
  /** Statements whose rows nobody wants, in their order. */
  run(statements: readonly Compilable[]): Promise<void>;
}

/** What the views of a read work with: handed to `storeView` of repositories/store-view.ts. */
export interface ReadContext {
  /** On one snapshot; refuses to write. Good until the read ends. */
  readonly db: Kysely<Database>;
  readonly vault: Vault;
  /** Null: the installation's. */
  auditOf(tenantId: TenantId | null): AuditView;
}

/** What the views of a change work with: handed to `storeChange` of repositories/store-change.ts. */
export interface ChangeContext extends ReadContext {
  /** In the change's transaction. Good until the change ends. */
  readonly db: Kysely<Database>;
  readonly bulk: Bulk;
  /** Where changes are recorded. */
  readonly audit: AuditLog;
  /** What was recorded before this change. */
  auditOf(tenantId: TenantId | null): AuditChange;
  readonly actor: Actor;
  /** Wall time in ms: one for everything in the change. */
  readonly now: number;
  readonly random: Random;
  /** Whom `onCommitted` tells. Called by whoever raises the tenant's revision. */
  touch(tenantId: TenantId): void;
}

/** A consistent view of everything, until it is closed. */
export interface Snapshot {
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

/** A transaction that is under way. */
export interface Writing {
  readonly db: Kysely<Database>;
  readonly bulk: Bulk;
}

/** One database. Failures are LamplightErrors; see `sqlite-failure.ts` and `postgres-failure.ts`. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /**
   * @param purpose `backup` is held as long as its reader likes and keeps no other read waiting, except in memory, where
   * everything waits for it
   */
  snapshot(purpose: 'read' | 'backup'): Promise<Snapshot>;
  /** One transaction: commits when `work` resolves and rolls back when it rejects. One after another. */
  write<T>(work: (writing: Writing) => Promise<T>): Promise<T>;
  /** The engine's own look at its data; in words, with the remedy. */
  check(): Promise<readonly string[]>;
  /** Bytes on disk; null: not known. */
  size(): Promise<number | null>;
  close(): Promise<void>;
}
