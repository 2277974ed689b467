import { LamplightError } from '@lamplight/runtime';
import type { Kysely } from 'kysely';
import type { KeyInput } from '../../ports/keys.ts';
import type { Database } from '../../schema/tables.ts';
import { expectStorable } from '../checks.ts';

/** @throws LamplightError `request_conflict` for a taken id, or a hash that any key has */
export async function expectFreeKey(db: Kysely<Database>, scope: string, key: KeyInput): Promise<void> {
  expectStorable('key', key);
  const rows = await db
    .selectFrom('access_keys')
    .select(['scope', 'id'])
    .where((eb) => eb.or([eb('hash', '=', key.hash), eb.and([eb('scope', '=', scope), eb('id', '=', key.id)])]))
    .execute();
  if (rows.some((row) => row.scope === scope && row.id === key.id)) {
    throw new LamplightError('request_conflict', `key ${key.id} is there already: expected another id`);
  }
  if (rows.length > 0) {
    throw new LamplightError('request_conflict', `key ${key.id} has the hash of another key: make a new one`);
  }
}
