import type { Versioned } from '../ports/shared.ts';
import type { VersionedRow } from '../schema/tables.ts';

/** What each record carries, of its row. */
export function versionedOf({ revision, created_at, updated_at }: VersionedRow): Versioned {
  return { revision, createdAt: created_at, updatedAt: updated_at };
}
