import { createCipheriv, createDecipheriv } from 'node:crypto';
import { LamplightError, type Random } from '@lamplight/runtime';
import type { KeyRing, StoreKey } from './store-key.ts';
import type { SealedPlace } from './vault.ts';

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
/** Both as NIST SP 800-38D recommends. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a ring of keys. The envelope is `v1:<key id>:<base64url of nonce, ciphertext and tag>`; the place is
 * additional authenticated data. A nonce is random: good for some billions of values under one key.
 */
export class Sealer {
  readonly #ring: KeyRing;
  readonly #random: Random;

  constructor(ring: KeyRing, random: Random) {
    this.#ring = ring;
    this.#random = random;
  }

  seal(place: SealedPlace, plain: string): string {
    const { id, sealing } = this.#ring.current;
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, sealing, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(place));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}:${id}:${sealed.toString('base64url')}`;
  }

  /** @throws LamplightError `store_key_wrong` */
  open(place: SealedPlace, envelope: string): string {
    const [version, keyId, text] = envelope.split(':');
    if (version !== VERSION || keyId === undefined || text === undefined) {
      throw wrong(place, 'is not sealed as this program seals: it was altered');
    }
    const key = this.#keyOf(keyId);
    if (key === undefined) {
      throw wrong(place, `is sealed under the key ${keyId}, which is not among the keys given: add that key`);
    }
    const sealed = Buffer.from(text, 'base64url');
    const end = sealed.length - TAG_BYTES;
    if (end < NONCE_BYTES) {
      throw wrong(place, 'is cut: it was altered');
    }
    try {
      const decipher = createDecipheriv(CIPHER, key.sealing, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(boundTo(place));
      decipher.setAuthTag(sealed.subarray(end));
      return decipher.update(sealed.subarray(NONCE_BYTES, end), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw wrong(place, 'does not open: it was altered or moved from another place');
    }
  }

  /** Whether the current key sealed it. */
  isCurrent(envelope: string): boolean {
    return envelope.startsWith(`${VERSION}:${this.#ring.current.id}:`);
  }

  #keyOf(id: string): StoreKey | undefined {
    return [this.#ring.current, ...this.#ring.previous].find((key) => key.id === id);
  }
}

function boundTo({ table, column, row }: SealedPlace): Uint8Array {
  return Buffer.from(JSON.stringify(['lamplight', table, column, ...row]));
}

function wrong({ table, column, row }: SealedPlace, what: string): LamplightError {
  const place = row.length === 0 ? `${column} of ${table}` : `${column} of ${table} ${row.join(' / ')}`;
  return new LamplightError('store_key_wrong', `${place} ${what}`, { details: { table, column } });
}
