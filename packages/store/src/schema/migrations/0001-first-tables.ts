import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { LINES, PEOPLE } from './0001-directory-tables.ts';
import { PERSON, SYSTEM, TENANT, VERSIONED } from './0001-references.ts';
import { createTable, type TableShape } from './table-shape.ts';

const TENANCY: readonly TableShape[] = [
  {
    name: 'installation',
    columns: {
      id: 'number',
      installation_id: 'text',
      sealed_secret: 'text',
      created_at: 'number',
      keys_revision: 'number',
    },
    key: ['id'],
  },
  {
    name: 'tenants',
    columns: {
      id: 'text',
      display_name: 'text',
      revision: 'number',
      record_revision: 'number',
      created_at: 'number',
      updated_at: 'number',
    },
    key: ['id'],
  },
  { name: 'removed_tenants', columns: { id: 'text', revision: 'number' }, key: ['id'] },
  {
    name: 'systems',
    columns: {
      tenant_id: 'text',
      id: 'text',
      technology: 'text',
      display_name: 'text',
      number_plan_json: 'text?',
      settings_json: 'text',
      ...VERSIONED,
    },
    key: ['tenant_id', 'id'],
    references: [TENANT],
  },
  {
    name: 'settings',
    columns: { tenant_id: 'text', section: 'text', value_json: 'text', ...VERSIONED },
    key: ['tenant_id', 'section'],
    references: [TENANT],
  },
  {
    name: 'profiles',
    columns: { tenant_id: 'text', id: 'text', version: 'number', content: 'text', ...VERSIONED },
    key: ['tenant_id', 'id', 'version'],
    references: [TENANT],
  },
];

const KEYS_AND_SECRETS: readonly TableShape[] = [
  {
    name: 'access_keys',
    columns: {
      scope: 'text',
      id: 'text',
      tenant_id: 'text?',
      hash: 'text',
      roles_json: 'text',
      system_ids_json: 'text',
      person_id: 'text?',
      display_name: 'text',
      expires_at: 'number?',
      ...VERSIONED,
    },
    key: ['scope', 'id'],
    references: [TENANT, PERSON],
    indexes: [['tenant_id', 'person_id']],
    unique: [['hash']],
  },
  {
    name: 'sources',
    columns: {
      tenant_id: 'text',
      id: 'text',
      system_id: 'text',
      display_name: 'text',
      key_id: 'text?',
      ...VERSIONED,
    },
    key: ['tenant_id', 'id'],
    references: [SYSTEM],
    indexes: [['tenant_id', 'system_id']],
  },
  {
    name: 'credentials',
    columns: {
      tenant_id: 'text',
      system_id: 'text',
      name: 'text',
      sealed: 'text',
      fingerprint: 'text',
      expires_at: 'number?',
      ...VERSIONED,
    },
    key: ['tenant_id', 'system_id', 'name'],
    references: [SYSTEM],
  },
  {
    name: 'accounts',
    columns: { tenant_id: 'text', system_id: 'text', id: 'text', user_name: 'text', state: 'text', ...VERSIONED },
    key: ['tenant_id', 'system_id', 'id'],
    references: [SYSTEM],
  },
  {
    name: 'token_caches',
    columns: { tenant_id: 'text', system_id: 'text', partition: 'text', sealed: 'text', updated_at: 'number' },
    key: ['tenant_id', 'system_id', 'partition'],
    references: [SYSTEM],
  },
];

const WORK: readonly TableShape[] = [
  {
    name: 'proposals',
    columns: {
      tenant_id: 'text',
      id: 'text',
      kind: 'text',
      person_id: 'text',
      content_json: 'text',
      content_hash: 'text',
      reason: 'text',
      state: 'text',
      ...VERSIONED,
    },
    key: ['tenant_id', 'id'],
    references: [PERSON],
    indexes: [['tenant_id', 'state', 'id']],
    unique: [['tenant_id', 'person_id', 'kind', 'content_hash']],
  },
  {
    name: 'jobs',
    columns: {
      tenant_id: 'text',
      id: 'text',
      kind: 'text',
      state: 'text',
      total: 'number',
      done: 'number',
      result_json: 'text',
      ...VERSIONED,
    },
    key: ['tenant_id', 'id'],
    references: [TENANT],
  },
  {
    name: 'kept_answers',
    columns: {
      tenant_id: 'text',
      key_id: 'text',
      idempotency_key: 'text',
      request_hash: 'text',
      status: 'number',
      body: 'text',
      headers_json: 'text',
      created_at: 'number',
    },
    key: ['tenant_id', 'key_id', 'idempotency_key'],
    references: [TENANT],
    indexes: [['tenant_id', 'created_at']],
  },
  {
    name: 'audit_entries',
    columns: {
      tenant_id: 'text',
      sequence: 'number',
      at: 'number',
      actor_kind: 'text',
      actor_id: 'text',
      action: 'text',
      entity: 'text',
      entity_id: 'text',
      person_id: 'text?',
      before_json: 'text?',
      after_json: 'text?',
      salt: 'text?',
      erasure: 'text?',
      body_hash: 'text',
      hash: 'text',
    },
    key: ['tenant_id', 'sequence'],
    indexes: [
      ['tenant_id', 'entity', 'entity_id', 'sequence'],
      ['tenant_id', 'person_id'],
      ['tenant_id', 'at'],
    ],
  },
  {
    name: 'audit_heads',
    columns: { tenant_id: 'text', sequence: 'number', hash: 'text' },
    key: ['tenant_id'],
  },
];

export const firstTables: Migration = {
  async up(db: Kysely<unknown>) {
    for (const shape of [...TENANCY, ...PEOPLE, ...LINES, ...KEYS_AND_SECRETS, ...WORK]) {
      await createTable(db, shape);
    }
    // Few are paused or have left: their lists must not read through everybody.
    await db.schema
      .createIndex('people_left')
      .on('people')
      .columns(['tenant_id', 'sort_name', 'id'])
      .where(sql.ref('left_at'), 'is not', null)
      .execute();
    await db.schema
      .createIndex('people_paused')
      .on('people')
      .columns(['tenant_id', 'sort_name', 'id'])
      .where(sql.ref('pause_json'), 'is not', null)
      .execute();
    // At most one primary line per person, whatever the code does.
    await db.schema
      .createIndex('bindings_primary')
      .unique()
      .on('bindings')
      .columns(['tenant_id', 'person_id'])
      .where(sql.ref('is_primary'), '=', sql.lit(1))
      .execute();
  },
};
