/**
 * Bearer keys. A key is 256 random bits behind the prefix `ll_`; only its SHA-256 is kept, so that a read configuration
 * lets nobody in. It is found by its hash in a map: the time that takes says nothing about how near a guess came. A plain
 * hash is enough, since there is nothing to guess in 256 random bits.
 */
import { createHash } from 'node:crypto';
import type { Random } from '@lamplight/runtime';
import type { Principal } from './principal.ts';

export const KEY_PREFIX = 'll_';
const KEY_BYTES = 32;

/** Form of a hash in the configuration: `sha256:` and 64 hexadecimal digits. */
export const KEY_HASH_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** A key as it is kept: who it stands for, and its hash. */
export interface KeptKey {
  readonly hash: string;
  readonly principal: Principal;
}

/** A new key and the hash to keep. The key itself is shown once. */
export function makeKey(random: Random): { readonly key: string; readonly hash: string } {
  const key = KEY_PREFIX + Buffer.from(random.bytes(KEY_BYTES)).toString('base64url');
  return { key, hash: hashOfKey(key) };
}

export function hashOfKey(key: string): string {
  return `sha256:${createHash('sha256').update(key, 'utf8').digest('hex')}`;
}

/** Where keys come from. One that both name is as the file says. */
export type KeyOrigin = 'file' | 'store';

/** The keys that are good now. */
export class Keys {
  readonly #from: Record<KeyOrigin, readonly KeptKey[]> = { store: [], file: [] };
  #byHash: ReadonlyMap<string, Principal> = new Map();
  readonly #listeners = new Set<(revokedKeyIds: readonly string[]) => void>();

  constructor(ofFile: readonly KeptKey[]) {
    this.replace('file', ofFile);
  }

  get size(): number {
    return this.#byHash.size;
  }

  /** Hashes of the keys of an origin. */
  hashesOf(origin: KeyOrigin): ReadonlySet<string> {
    return new Set(this.#from[origin].map(({ hash }) => hash));
  }

  find(key: string): Principal | undefined {
    return this.#byHash.get(hashOfKey(key));
  }

  /**
   * Puts other keys of an origin in place. A key that is gone, has another hash or may do something else is revoked.
   * @returns the ids of revoked keys; listeners have been told of them
   */
  replace(origin: KeyOrigin, keys: readonly KeptKey[]): readonly string[] {
    const before = this.#byHash;
    this.#from[origin] = keys;
    this.#byHash = indexed([...this.#from.store, ...this.#from.file]);
    const revoked = [...before].flatMap(([hash, principal]) =>
      samePrincipal(this.#byHash.get(hash), principal) ? [] : [principal.keyId],
    );
    if (revoked.length > 0) {
      for (const listener of this.#listeners) {
        listener(revoked);
      }
    }
    return revoked;
  }

  /** Calls `listener` with the ids of revoked keys, until the returned function is called. */
  onRevoked(listener: (keyIds: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function indexed(keys: readonly KeptKey[]): ReadonlyMap<string, Principal> {
  return new Map(keys.map(({ hash, principal }) => [hash, principal]));
}

function samePrincipal(a: Principal | undefined, b: Principal): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
