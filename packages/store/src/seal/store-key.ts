import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { LamplightError, type Random } from '@lamplight/runtime';

const KEY_BYTES = 32;
const ID_BYTES = 6;

/** A key of the store: 32 bytes, never printed. What seals and what names it are derived from it (HKDF, RFC 5869). */
export interface StoreKey {
  /** 12 hexadecimal digits, which stand with what was sealed under it. */
  readonly id: string;
  readonly sealing: KeyObject;
}

/** The key that seals, and those that still open what was sealed before. */
export interface KeyRing {
  readonly current: StoreKey;
  readonly previous: readonly StoreKey[];
}

/** A new key as it goes into a key file: 32 random bytes in base64. */
export function makeStoreKey(random: Random): string {
  return Buffer.from(random.bytes(KEY_BYTES)).toString('base64');
}

/**
 * @param texts keys in base64 or hexadecimal, the current one first
 * @param source where they come from, for messages
 * @throws LamplightError `store_key_missing` without any, or for one that is not 32 bytes
 */
export function keyRingOf(texts: readonly string[], source: string): KeyRing {
  const [current, ...previous] = texts.map((text, index) => storeKey(keyBytes(text, source, index + 1)));
  if (current === undefined) {
    throw new LamplightError(
      'store_key_missing',
      `${source} holds no key: make one with makeStoreKey and put it there`,
    );
  }
  return Object.freeze({ current, previous: Object.freeze(previous) });
}

/** A key for `purpose`, derived from another: 32 bytes. */
export function derivedKey(from: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', from, new Uint8Array(0), `lamplight ${purpose}`, KEY_BYTES)));
}

function storeKey(bytes: Uint8Array): StoreKey {
  const id = Buffer.from(hkdfSync('sha256', bytes, new Uint8Array(0), 'lamplight store key id', ID_BYTES));
  return Object.freeze({ id: id.toString('hex'), sealing: derivedKey(bytes, 'store sealing') });
}

function keyBytes(text: string, source: string, place: number): Uint8Array {
  const bytes = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)
      ? Buffer.from(text, 'base64')
      : Buffer.alloc(0);
  if (bytes.length !== KEY_BYTES) {
    throw new LamplightError(
      'store_key_missing',
      `key ${place} in ${source} is not one: expected 32 bytes as 44 characters of base64 or 64 hexadecimal digits`,
    );
  }
  return bytes;
}
