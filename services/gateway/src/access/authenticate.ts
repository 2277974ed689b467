import { type ErrorReason, LamplightError } from '@lamplight/runtime';
import type { Keys } from './keys.ts';
import type { Principal, Role } from './principal.ts';

/** What a caller without the role is told. */
const REFUSALS: Readonly<Partial<Record<Role, ErrorReason>>> = { watcher: 'not_a_subscriber', source: 'not_a_source' };

/**
 * Who calls, by the value of an `authorization` header, whatever their roles.
 * @throws LamplightError `key_missing`, `key_unknown`
 */
export function identify(keys: Keys, authorization: string | undefined): Principal {
  const key = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (key === undefined) {
    throw new LamplightError('key_missing', 'no key came with this call: send `authorization: Bearer ll_…`');
  }
  const principal = keys.find(key);
  if (principal === undefined) {
    throw new LamplightError(
      'key_unknown',
      'this key is not known: it was mistyped, revoked, has expired, or is for another gateway',
    );
  }
  return principal;
}

/** @throws LamplightError for a key without the role `not_a_subscriber`, `not_a_source` or `role_missing` */
export function requireRole(principal: Principal, role: Role): void {
  if (!principal.roles.includes(role) && !(role === 'watcher' && principal.roles.includes('attendant'))) {
    throw new LamplightError(
      REFUSALS[role] ?? 'role_missing',
      `the key ${principal.keyId} has not the role ${role}: ask the administrator to add it, or use another key`,
      { details: { key_id: principal.keyId, role } },
    );
  }
}

/** The metadata that credentials travel in; grpc-js's Metadata is one. */
export interface CallMetadata {
  get(key: string): readonly (string | Buffer)[];
}

/** The `authorization` of a call. */
export function authorizationOf(metadata: CallMetadata): string | undefined {
  const value = metadata.get('authorization')[0];
  return typeof value === 'string' ? value : undefined;
}
