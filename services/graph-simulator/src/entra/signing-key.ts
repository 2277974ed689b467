import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

/**
 * The RSA key that access tokens are signed with. Made at first use, since it takes about a tenth of a second: many
 * simulators in one process may share one.
 */
export class SigningKey {
  #pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly keyId: string } | undefined;

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

  #made(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly keyId: string } {
    if (this.#pair === undefined) {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const der = publicKey.export({ type: 'spki', format: 'der' });
      this.#pair = { publicKey, privateKey, keyId: createHash('sha1').update(der).digest('base64url') };
    }
    return this.#pair;
  }
}
