/** Accounts that signed in at an Entra tenant, as the store keeps them: what the adapter of that system is given of them. */
import { isDeepStrictEqual } from 'node:util';
import type { SystemId, TenantId } from '@lamplight/domain';
import { LamplightError, type Logger } from '@lamplight/runtime';
import type { AccountRecord, Actor, Store } from '@lamplight/store';
import type { AccountState, DelegatedAccount, DelegatedAccounts, SignedInAccount } from '@lamplight/teams-adapter';

/** Who keeps how accounts stand, and their tokens. */
const KEEPER: Actor = { kind: 'gateway', id: 'teams-accounts' };

export type AccountStore = Pick<Store, 'read' | 'change' | 'onCommitted'>;

export class StoredAccounts implements DelegatedAccounts {
  readonly #store: AccountStore;
  readonly #tenantId: TenantId;
  readonly #systemId: SystemId;
  readonly #logger: Logger;

  constructor(store: AccountStore, tenantId: TenantId, systemId: SystemId, logger: Logger) {
    this.#store = store;
    this.#tenantId = tenantId;
    this.#systemId = systemId;
    this.#logger = logger;
  }

  async list(): Promise<readonly DelegatedAccount[]> {
    const records = await this.#records();
    return records.map(({ id, userName }) => ({ id, userName, tokenCache: this.#tokenCache(id) }));
  }

  onChange(listener: () => void): () => void {
    let last: readonly (readonly [string, string])[] | undefined;
    const look = async (): Promise<void> => {
      const records = await this.#records().catch(() => []);
      const now = records.map(({ id, state }) => [id, state] as const);
      if (last !== undefined && !isDeepStrictEqual(last, now)) {
        listener();
      }
      last = now;
    };
    void look();
    return this.#store.onCommitted((tenants) => {
      if (tenants.has(this.#tenantId)) {
        void look();
      }
    });
  }

  async put(id: string, state: AccountState): Promise<boolean> {
    try {
      await this.#store.change(KEEPER, async (change) => {
        const { accounts } = change.tenant(this.#tenantId);
        const known = (await accounts.list(this.#systemId)).find((account) => account.id === id);
        if (known !== undefined && known.state !== state) {
          await accounts.put({ systemId: this.#systemId, id, userName: known.userName, state });
        }
      });
      return true;
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      this.#logger.warn({ system: this.#systemId, reason, problem: message }, 'how an account stands was not kept');
      return false;
    }
  }

  #records(): Promise<readonly AccountRecord[]> {
    return this.#store.read((view) => view.tenant(this.#tenantId).accounts.list(this.#systemId));
  }

  #tokenCache(id: string): DelegatedAccount['tokenCache'] {
    const partition = partitionOf(id);
    return {
      read: () =>
        this.#store.read((view) => view.tenant(this.#tenantId).accounts.tokenCache(this.#systemId, partition)),
      write: async (content) => {
        await this.#store.change(KEEPER, async (change) => {
          const { accounts } = change.tenant(this.#tenantId);
          // Removed while Entra was asked: nothing of it is kept.
          if ((await accounts.list(this.#systemId)).some((account) => account.id === id)) {
            await accounts.putTokenCache(this.#systemId, partition, content);
          }
        });
      },
    };
  }
}

/** Keeps an account that just signed in, with its tokens; one that is known is thereby active again. */
export async function keepAccount(
  store: AccountStore,
  place: { readonly tenantId: TenantId; readonly systemId: SystemId },
  { id, userName, tokenCache }: SignedInAccount,
): Promise<void> {
  await store.change(KEEPER, async (change) => {
    const { accounts } = change.tenant(place.tenantId);
    await accounts.putTokenCache(place.systemId, partitionOf(id), tokenCache);
    await accounts.put({ systemId: place.systemId, id, userName, state: 'active' });
  });
}

/** The name under which the tokens of an account are kept. */
export function partitionOf(accountId: string): string {
  return `account/${accountId}`;
}
