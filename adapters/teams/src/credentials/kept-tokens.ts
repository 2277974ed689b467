/**
 * Tokens that outlive the process, with the credential by which they were got: after a start with another one the kept token
 * goes on, and says nothing of the new credential, which has to prove itself.
 */
import { z } from 'zod';
import type { TokenCache } from './msal-application.ts';

const kept = z.object({ credential: z.string(), tokens: z.string() });

export class KeptTokens {
  readonly #cache: TokenCache;
  #gotBy: string | null = null;

  constructor(cache: TokenCache) {
    this.#cache = cache;
  }

  /** Fingerprint of the credential by which the tokens were got that were read or written last; null: none were. */
  get gotBy(): string | null {
    return this.#gotBy;
  }

  /** For msal; what it writes was got by the credential of this fingerprint. */
  by(fingerprint: string): TokenCache {
    return {
      read: async () => {
        this.#gotBy = null;
        const content = await this.#cache.read();
        const known = content === undefined ? undefined : kept.safeParse(JSON.parse(content)).data;
        this.#gotBy = known?.credential ?? null;
        return known?.tokens;
      },
      write: async (tokens) => {
        this.#gotBy = fingerprint;
        await this.#cache.write(JSON.stringify({ credential: fingerprint, tokens }));
      },
    };
  }
}
