/**
 * The keys that Entra signs with. Microsoft's keys rotate: a new one signs from one moment on while the old one stays
 * published for as long as tokens signed by it are about, and whoever verifies must fetch the keys again for an unknown
 * `kid`. Source: Graph, "Rich notifications": keys rotate daily; RFC 7517.
 */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Clock } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly keyId: string;
}

/**
 * One RSA key. Made at first use, since it takes about a tenth of a second: many simulators in one process may begin
 * with the same.
 */
export class SigningKey {
  #pair: KeyPair | undefined;

  get privateKey(): KeyObject {
    return this.#made().privateKey;
  }

  get publicKey(): KeyObject {
    return this.#made().publicKey;
  }

  /** `kid` of the tokens. */
  get keyId(): string {
    return this.#made().keyId;
  }

  /** The public part for `discovery/v2.0/keys` (RFC 7517). */
  jwk(): Readonly<Record<string, unknown>> {
    return { ...this.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: this.keyId, x5t: this.keyId };
  }

  #made(): KeyPair {
    if (this.#pair === undefined) {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const der = publicKey.export({ type: 'spki', format: 'der' });
      this.#pair = { publicKey, privateKey, keyId: createHash('sha1').update(der).digest('base64url') };
    }
    return this.#pair;
  }
}

interface HeldKey {
  readonly key: SigningKey;
  /** Wall time in milliseconds from which on it is no longer published. */
  readonly publishedUntil: number;
}

/** The key that signs now, and those that did before. */
export class SigningKeys {
  readonly #clock: Clock;
  #held: readonly [HeldKey, ...HeldKey[]];

  constructor(clock: Clock, first: SigningKey = new SigningKey()) {
    this.#clock = clock;
    this.#held = [{ key: first, publishedUntil: Number.POSITIVE_INFINITY }];
  }

  /** The key that signs now. */
  get current(): SigningKey {
    return this.#held[0].key;
  }

  /** The keys of `discovery/v2.0/keys`, the current one first. */
  get published(): readonly SigningKey[] {
    const now = this.#clock.now();
    return this.#held.filter((held) => held.publishedUntil > now).map((held) => held.key);
  }

  /** A JWT (RS256) of these claims, as they are; `kid` names the current key, or `key` where another is given. */
  sign(claims: Readonly<Record<string, unknown>>, key: SigningKey = this.current): string {
    const header = { alg: 'RS256', kid: key.keyId, x5t: key.keyId };
    return jsonwebtoken.sign({ ...claims }, key.privateKey, {
      algorithm: 'RS256',
      header,
      noTimestamp: claims['iat'] === undefined,
    });
  }

  /** Any key there ever was: Graph takes tokens of keys that are no longer published until they expire. */
  find(keyId: string): SigningKey | undefined {
    return this.#held.find((held) => held.key.keyId === keyId)?.key;
  }

  /** From now on a new key signs. @param keepOldForMs how long the old one stays published; 0 removes it at once. */
  rotate(keepOldForMs: number): SigningKey {
    const [current, ...older] = this.#held;
    const key = new SigningKey();
    const old = { key: current.key, publishedUntil: this.#clock.now() + keepOldForMs };
    this.#held = [{ key, publishedUntil: Number.POSITIVE_INFINITY }, old, ...older];
    return key;
  }
}
