import type { Database } from '../schema/tables.ts';

/** Tables of what a running gateway finds anew: in no backup. */
export const SOFT_TABLES = ['writer_leases'] as const satisfies readonly (keyof Database)[];

/**
 * Every other table with its primary key, a table after those that it refers to: the order of a backup, and of putting one in
 * place.
 */
export const TABLE_KEYS = {
  installation: ['id'],
  tenants: ['id'],
  removed_tenants: ['id'],
  systems: ['tenant_id', 'id'],
  settings: ['tenant_id', 'section'],
  profiles: ['tenant_id', 'id', 'version'],
  people: ['tenant_id', 'id'],
  person_addresses: ['tenant_id', 'person_id', 'kind', 'address_key'],
  removed_people: ['tenant_id', 'person_id'],
  person_groups: ['tenant_id', 'id'],
  group_members: ['tenant_id', 'group_id', 'person_id'],
  lines: ['tenant_id', 'system_id', 'address'],
  line_keys: ['tenant_id', 'system_id', 'address', 'line_key'],
  bindings: ['tenant_id', 'person_id', 'system_id', 'address'],
  access_keys: ['scope', 'id'],
  sources: ['tenant_id', 'id'],
  credentials: ['tenant_id', 'system_id', 'name'],
  accounts: ['tenant_id', 'system_id', 'id'],
  token_caches: ['tenant_id', 'system_id', 'partition'],
  proposals: ['tenant_id', 'id'],
  jobs: ['tenant_id', 'id'],
  kept_answers: ['tenant_id', 'key_id', 'idempotency_key'],
  directory_syncs: ['tenant_id', 'system_id'],
  audit_entries: ['tenant_id', 'sequence'],
  audit_heads: ['tenant_id'],
} as const satisfies {
  readonly [Table in Exclude<keyof Database, (typeof SOFT_TABLES)[number]>]: readonly (keyof Database[Table] &
    string)[];
};
