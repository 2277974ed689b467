import { createHmac, hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;
/** 48 bits: two of 100,000 people get the same one with a probability of 1 in 50,000. */
const DIGITS = 12;

/** Person ids as the store makes them (UUIDv7, RFC 9562) name nobody to whoever has no store. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * Stable stand-ins for people, lines, addresses and names in log lines: a keyed hash, so that lines about the same one can
 * be found together, and nobody without the secret can try out who it is.
 */
export class Pseudonyms {
  #key: Uint8Array;

  /** @param secret of the installation, at least 16 bytes; what is used is derived from it (HKDF, RFC 5869) */
  constructor(secret: Uint8Array) {
    this.#key = keyFrom(secret);
  }

  /** Uses another secret from now on: for a process that reads its own only after its first log lines. */
  rekey(secret: Uint8Array): void {
    this.#key = keyFrom(secret);
  }

  /** `~` and 12 hexadecimal digits; a UUIDv7 as it is. */
  of(id: string): string {
    return UUID_V7.test(id)
      ? id
      : `~${createHmac('sha256', this.#key).update(id, 'utf8').digest('hex').slice(0, DIGITS)}`;
  }

  /** Whether a log line that names `pseudonym` speaks of `id`, under the secret that it was written with. */
  matches(pseudonym: string, id: string): boolean {
    return this.of(id) === pseudonym;
  }
}

function keyFrom(secret: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), 'lamplight log pseudonyms', KEY_BYTES));
}
