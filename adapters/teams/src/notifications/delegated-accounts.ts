/** Accounts that signed in so that their tenant's presence is notified: kept by the host, with msal's cache for each. */
import type { TokenCache } from '../credentials/msal-application.ts';

export interface DelegatedAccount {
  /** Object id of the account, lower case. */
  readonly id: string;
  readonly userName: string;
  /** Holds the refresh token; sealed by whoever keeps it. */
  readonly tokenCache: TokenCache;
}

/** Stable words for how an account stands. */
export type AccountState = 'active' | 'sign-in-needed' | 'consent-missing' | 'not-needed';

export interface DelegatedAccounts {
  list(): Promise<readonly DelegatedAccount[]>;
  /** Told when one was added, signed in again or removed. @returns how to stop it. */
  onChange(listener: () => void): () => void;
  /** Keeps how an account stands, for whoever looks. Never rejects. @returns whether that was possible */
  put(id: string, state: AccountState): Promise<boolean>;
}

/** An account that has just signed in: what its host keeps of it. */
export interface SignedInAccount {
  /** Object id, lower case. */
  readonly id: string;
  readonly userName: string;
  /** msal's serialized cache with the refresh token in it: to be kept sealed. */
  readonly tokenCache: string;
}
