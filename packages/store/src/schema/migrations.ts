import type { Migration } from 'kysely/migration';
import { firstTables } from './migrations/0001-first-tables.ts';
import { personalSettings } from './migrations/0002-personal-settings.ts';
import { writerLeases } from './migrations/0003-writer-leases.ts';
import { directorySyncs } from './migrations/0004-directory-syncs.ts';

/** Every migration, by a name that sorts in the order in which they run. One that was published never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = Object.freeze({
  '0001-first-tables': firstTables,
  '0002-personal-settings': personalSettings,
  '0003-writer-leases': writerLeases,
  '0004-directory-syncs': directorySyncs,
});
