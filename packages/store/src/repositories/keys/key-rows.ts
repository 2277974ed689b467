import { personId, systemId, tenantId } from '@lamplight/domain';
import type { KeyInput, KeyRecord } from '../../ports/keys.ts';
import type { Json } from '../../ports/shared.ts';
import type { AccessKeysTable } from '../../schema/tables.ts';
import { versionedOf } from '../versioned.ts';

/** The scope of the installation's own keys. No tenant has an empty id. */
export const INSTALLATION = '';

export function keyRecord(row: AccessKeysTable): KeyRecord {
  const roles: readonly string[] = JSON.parse(row.roles_json);
  const systemIds: readonly string[] = JSON.parse(row.system_ids_json);
  return Object.freeze({
    id: row.id,
    tenantId: row.tenant_id === null ? null : tenantId(row.tenant_id),
    hash: row.hash,
    roles: Object.freeze(roles),
    systemIds: Object.freeze(systemIds.map(systemId)),
    personId: row.person_id === null ? null : personId(row.person_id),
    displayName: row.display_name,
    expiresAt: row.expires_at,
    ...versionedOf(row),
  });
}

export function keyRow(scope: string, key: KeyInput, revision: number, now: number): AccessKeysTable {
  return {
    scope,
    id: key.id,
    tenant_id: scope === INSTALLATION ? null : scope,
    hash: key.hash,
    roles_json: JSON.stringify(key.roles),
    system_ids_json: JSON.stringify(key.systemIds),
    person_id: key.personId,
    display_name: key.displayName,
    expires_at: key.expiresAt,
    revision,
    created_at: now,
    updated_at: now,
  };
}

/** For the audit: without the hash. */
export function keyBody(key: KeyRecord | null): Json {
  if (key === null) {
    return null;
  }
  const { hash: _, ...shown } = key;
  return shown;
}
