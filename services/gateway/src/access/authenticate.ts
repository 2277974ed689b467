import { type ErrorReason, LamplightError } from '@lamplight/runtime';
import type { Keys } from './keys.ts';
import type { Principal, Role } from './principal.ts';

/** What a caller without the role is told. */
const REFUSALS: Readonly<Record<Role, ErrorReason>> = {
  watcher: 'not_a_subscriber',
  source: 'not_a_source',
  explain: 'role_missing',
  status: 'role_missing',
  operator: 'role_missing',
};

/**
 * Who calls, by the value of an `authorization` header.
 * @throws LamplightError `key_missing` or `key_unknown`; for a key without the role `not_a_subscriber`, `not_a_source` or
 *   `role_missing`
 */
export function authenticate(keys: Keys, authorization: string | undefined, role: Role): Principal {
  const key = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  if (key === undefined) {
    throw new LamplightError('key_missing', 'no key came with this call: send `authorization: Bearer ll_…`');
  }
  const principal = keys.find(key);
  if (principal === undefined) {
    throw new LamplightError(
      'key_unknown',
      'this key is not known: it was mistyped, revoked, or is for another gateway',
    );
  }
  if (!principal.roles.includes(role)) {
    throw new LamplightError(
      REFUSALS[role],
      `the key ${principal.keyId} has not the role ${role}: ask the administrator to add it, or use another key`,
      { details: { key_id: principal.keyId, role } },
    );
  }
  return principal;
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
