import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createTable } from './table-shape.ts';

/** Who writes to an Entra tenant with a registration, over everything that shares the store. */
export const writerLeases: Migration = {
  async up(db: Kysely<unknown>) {
    await createTable(db, {
      name: 'writer_leases',
      columns: {
        entra_tenant_id: 'text',
        client_id: 'text',
        holder: 'text',
        tenant_id: 'text',
        system_id: 'text',
        until: 'number',
      },
      key: ['entra_tenant_id', 'client_id'],
    });
  },
};
