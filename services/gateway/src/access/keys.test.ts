import { systemId, tenantId } from '@lamplight/domain';
import { LamplightError, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { identify, requireRole } from './authenticate.ts';
import { hashOfKey, KEY_HASH_PATTERN, type KeptKey, Keys, makeKey } from './keys.ts';

const { key, hash } = makeKey(seededRandom(1));
const other = makeKey(seededRandom(2));

function kept(keyHash: string, keyId: string, roles: KeptKey['principal']['roles'] = ['watcher']): KeptKey {
  const principal = { keyId, tenantId: tenantId('acme'), roles, systemIds: [systemId('pbx')], personId: null };
  return { hash: keyHash, principal };
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (failure) {
    return LamplightError.from(failure).reason;
  }
  return 'none';
}

describe('keys', () => {
  test('a key has 256 bits behind its prefix, and is kept as its hash only', () => {
    expect(key).toMatch(/^ll_[\w-]{43}$/);
    expect(hash).toMatch(KEY_HASH_PATTERN);
    expect(hashOfKey(key)).toBe(hash);
    expect(other.key).not.toBe(key);
    expect(JSON.stringify(new Keys([kept(hash, 'one')]))).not.toContain(key);
  });

  test.each([
    ['no header', undefined, 'watcher', 'key_missing'],
    ['another scheme', 'Basic abc', 'watcher', 'key_missing'],
    ['an empty key', 'Bearer ', 'watcher', 'key_missing'],
    ['another key', `Bearer ${other.key}`, 'watcher', 'key_unknown'],
    ['its hash', `Bearer ${hash}`, 'watcher', 'key_unknown'],
    ['a key that may not report', `Bearer ${key}`, 'source', 'not_a_source'],
    ['a key that may not ask why', `Bearer ${key}`, 'explain', 'role_missing'],
    ['the key', `Bearer ${key}`, 'watcher', 'none'],
    ['the key, the scheme in lower case', `bearer ${key}`, 'watcher', 'none'],
  ] as const)('%s: %s', (_name, header, role, reason) => {
    expect(refusal(() => requireRole(identify(new Keys([kept(hash, 'one')]), header), role))).toBe(reason);
  });

  test('a key that is gone, or may do something else, is revoked; one that stays is not', () => {
    const keys = new Keys([kept(hash, 'one'), kept(other.hash, 'two')]);
    const told: (readonly string[])[] = [];
    const stop = keys.onRevoked((ids) => told.push(ids));
    expect(keys.replace('file', [kept(hash, 'one'), kept(other.hash, 'two')])).toEqual([]);
    expect(keys.replace('file', [kept(hash, 'one'), kept(other.hash, 'two', ['operator'])])).toEqual(['two']);
    expect(keys.replace('file', [kept(other.hash, 'two', ['operator'])])).toEqual(['one']);
    stop();
    keys.replace('file', []);
    expect(told).toEqual([['two'], ['one']]);
    expect(keys.find(key)).toBeUndefined();
  });
});
