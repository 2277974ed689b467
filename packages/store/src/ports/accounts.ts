import type { SystemId } from '@lamplight/domain';
import type { Versioned } from './shared.ts';

/** An account that consented to something at a system, such as to change notifications of an Entra tenant. */
export interface AccountRecord extends Versioned {
  readonly systemId: SystemId;
  readonly id: string;
  readonly userName: string;
  /** Stable word: active, consent-missing, … */
  readonly state: string;
}

export interface AccountsView {
  list(systemId: SystemId): Promise<readonly AccountRecord[]>;
  /** What msal keeps for a client (its serialized cache), opened; undefined: nothing. `partition` names the client. */
  tokenCache(systemId: SystemId, partition: string): Promise<string | undefined>;
}

export interface AccountsChange extends AccountsView {
  put(account: Omit<AccountRecord, keyof Versioned>): Promise<AccountRecord>;
  remove(systemId: SystemId, id: string): Promise<void>;
  /** Not audited: tokens come and go by themselves. */
  putTokenCache(systemId: SystemId, partition: string, content: string): Promise<void>;
  /** Not audited either. Without effect where there is nothing. */
  dropTokenCache(systemId: SystemId, partition: string): Promise<void>;
}
