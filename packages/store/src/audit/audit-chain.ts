/**
 * The chain of an audit. The hash of an entry is an HMAC-SHA-256 over the hash before it and everything that the entry
 * says; of the two bodies it takes a salted hash, so that they can be emptied without breaking the chain. Who has the
 * database but not the key can neither alter, remove, add nor reorder entries unseen, nor pass off an emptied body as
 * emptied on purpose. Cutting off the end shows only beside a head that was noted elsewhere.
 */
import { createHmac, hash, type KeyObject } from 'node:crypto';
import type { AuditEntriesTable } from '../schema/tables.ts';

type Row = AuditEntriesTable;

/** An entry before it is chained. */
export type LooseEntry = Omit<Row, 'body_hash' | 'hash'>;

/** Before the first entry. */
export const NO_HASH = '';

export function chained(key: KeyObject, previous: string, entry: LooseEntry): Row {
  const bodyHash = bodyHashOf(entry.salt ?? '', entry);
  return { ...entry, body_hash: bodyHash, hash: entryHash(key, previous, { ...entry, body_hash: bodyHash }) };
}

/** What a row is when its bodies are emptied. */
export function emptied(key: KeyObject, hash: string): Pick<Row, 'before_json' | 'after_json' | 'salt' | 'erasure'> {
  return { before_json: null, after_json: null, salt: null, erasure: erasureProof(key, hash) };
}

/** Why the entry does not hold after `previous`; undefined: it holds. */
export function problemOf(key: KeyObject, previous: string, row: Row): string | undefined {
  if (entryHash(key, previous, row) !== row.hash) {
    return 'it was altered, or what was before it';
  }
  if (row.erasure !== null) {
    return row.erasure === erasureProof(key, row.hash) ? undefined : 'its bodies were emptied by somebody else';
  }
  return row.salt !== null && bodyHashOf(row.salt, row) === row.body_hash ? undefined : 'its bodies were altered';
}

function entryHash(key: KeyObject, previous: string, row: Omit<Row, 'hash'>): string {
  const said = [
    previous,
    row.tenant_id,
    row.sequence,
    row.at,
    row.actor_kind,
    row.actor_id,
    row.action,
    row.entity,
    row.entity_id,
    row.person_id,
    row.body_hash,
  ];
  return createHmac('sha256', key).update(JSON.stringify(said)).digest('hex');
}

function bodyHashOf(salt: string, row: Pick<Row, 'before_json' | 'after_json'>): string {
  return hash('sha256', JSON.stringify([salt, row.before_json, row.after_json]));
}

function erasureProof(key: KeyObject, entry: string): string {
  return createHmac('sha256', key).update(`erasure ${entry}`).digest('hex');
}
