import type { Migration } from 'kysely/migration';
import { firstTables } from './migrations/0001-first-tables.ts';

/** Every migration, by a name that sorts in the order in which they run. One that was published never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = Object.freeze({
  '0001-first-tables': firstTables,
});
