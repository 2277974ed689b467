/** Where requests get their access token from. */
import type { EntraFailure } from './entra-errors.ts';

export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'failed'; readonly failure: EntraFailure };

/** By which credential: `former` was good before the first one was replaced in its file. */
export type CredentialUse = 'first' | 'former' | 'fallback';

export type TokenNews =
  | {
      readonly kind: 'token';
      /** Application permissions in it; null: it could not be looked into. */
      readonly roles: readonly string[] | null;
      /** Null: it was kept from before, so it says nothing of the credential. */
      readonly by: CredentialUse | null;
      /** Why the first credential was not used; null where it was. */
      readonly refused: EntraFailure | null;
    }
  /** No token; `stillGood`: the one at hand is good for a while. */
  | { readonly kind: 'refused'; readonly failure: EntraFailure; readonly stillGood: boolean };

export interface TokenSource {
  /** Never rejects. */
  get(): Promise<TokenAnswer>;
  /**
   * Graph did not accept this token (401): the next one is fetched anew. Or it refused what was asked with it (403): a new
   * one is fetched at once, at most every 20 seconds, to see what is consented now.
   */
  reject(token: string, status: 401 | 403): void;
}

export interface RenewableTokenSource extends TokenSource {
  /** Asks for a new token now; the one at hand stays where there is none. Never rejects. */
  renew(): Promise<void>;
  /** Renews where a file of the credential holds something else than when it was last used. */
  checkFiles(): void;
}
