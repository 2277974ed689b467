import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { SYSTEM } from './0001-references.ts';
import { createTable } from './table-shape.ts';

/** How far the directory of each system was read. */
export const directorySyncs: Migration = {
  async up(db: Kysely<unknown>) {
    await createTable(db, {
      name: 'directory_syncs',
      columns: { tenant_id: 'text', system_id: 'text', state_json: 'text', updated_at: 'number' },
      key: ['tenant_id', 'system_id'],
      references: [SYSTEM],
    });
  },
};
