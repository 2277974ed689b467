import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AuditEntriesTable } from '../schema/tables.ts';
import { chained, emptied, type LooseEntry, NO_HASH, problemOf } from './audit-chain.ts';

const KEY = createSecretKey(Buffer.alloc(32, 1));
const OTHER_KEY = createSecretKey(Buffer.alloc(32, 2));
const ENTRY: LooseEntry = {
  tenant_id: 'acme',
  sequence: 1,
  at: 1_000,
  actor_kind: 'key',
  actor_id: 'admin',
  action: 'update',
  entity: 'person',
  entity_id: 'p1',
  person_id: 'p1',
  before_json: '{"name":"Anna"}',
  after_json: '{"name":"Anne"}',
  salt: 'salt',
  erasure: null,
};

describe('an entry', () => {
  const row = chained(KEY, NO_HASH, ENTRY);

  test('holds after the one before it, and after no other', () => {
    const second = chained(KEY, row.hash, { ...ENTRY, sequence: 2 });
    expect(problemOf(KEY, NO_HASH, row)).toBeUndefined();
    expect(problemOf(KEY, row.hash, second)).toBeUndefined();
    expect(problemOf(KEY, NO_HASH, second)).toBeDefined();
  });

  test('holds under its own key only', () => {
    expect(problemOf(OTHER_KEY, NO_HASH, row)).toBeDefined();
  });

  test('holds with its bodies emptied on purpose', () => {
    const erased = { ...row, ...emptied(KEY, row.hash) };
    expect(erased).toMatchObject({ before_json: null, after_json: null, salt: null, hash: row.hash });
    expect(problemOf(KEY, NO_HASH, erased)).toBeUndefined();
  });

  test.each<Partial<AuditEntriesTable>>([
    { tenant_id: 'other' },
    { sequence: 2 },
    { at: 1_001 },
    { actor_kind: 'person' },
    { actor_id: 'somebody' },
    { action: 'create' },
    { entity: 'line' },
    { entity_id: 'p2' },
    { person_id: null },
    { before_json: null },
    { after_json: '{"name":"Eve"}' },
    { before_json: ENTRY.after_json, after_json: ENTRY.before_json },
    { salt: 'other' },
    { salt: null },
    { body_hash: '0'.repeat(64) },
    { hash: '0'.repeat(64) },
    { before_json: null, after_json: null, salt: null },
    { before_json: null, after_json: null, salt: null, erasure: '0'.repeat(64) },
    { ...emptied(OTHER_KEY, row.hash) },
  ])('that was altered does not hold: %j', (change) => {
    expect(problemOf(KEY, NO_HASH, { ...row, ...change })).toBeDefined();
  });
});
