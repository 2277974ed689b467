/** The accounts that are used for notifications, kept in step with those that signed in at the host. */
import { LamplightError, type Logger } from '@lamplight/runtime';
import type { AccountState, DelegatedAccount, DelegatedAccounts } from './delegated-accounts.ts';
import type { NotifiedAccount } from './notified-account.ts';

export class NotifiedAccounts {
  readonly #origin: DelegatedAccounts;
  readonly #logger: Logger;
  readonly #open: (account: DelegatedAccount) => NotifiedAccount;
  readonly #listed: () => void;
  readonly #accounts = new Map<string, NotifiedAccount>();
  /** What the host was last told of each, and has kept as far as is known. */
  readonly #told = new Map<string, AccountState>();
  #unlisten: (() => void) | undefined;
  #reloading: Promise<void> | undefined;
  #reloadAgain = false;
  /** The list could not be read. */
  #unread = false;
  #stopped = false;

  /**
   * @param open takes an account into use
   * @param listed told each time that the list was read
   */
  constructor(
    origin: DelegatedAccounts,
    logger: Logger,
    open: (account: DelegatedAccount) => NotifiedAccount,
    listed: () => void,
  ) {
    this.#origin = origin;
    this.#logger = logger;
    this.#open = open;
    this.#listed = listed;
  }

  start(): void {
    this.#unlisten = this.#origin.onChange(() => this.reload());
    this.reload();
  }

  get all(): ReadonlyMap<string, NotifiedAccount> {
    return this.#accounts;
  }

  /** Ids of those that may be given people. */
  get usable(): readonly string[] {
    return [...this.#accounts].filter(([, { isUsable }]) => isUsable).map(([id]) => id);
  }

  /** Tells the host how each stands, where that is known and news. */
  tellStates(): void {
    for (const [id, { state }] of this.#accounts) {
      if (state !== null && this.#told.get(id) !== state) {
        this.#told.set(id, state);
        void this.#tell(id, state);
      }
    }
  }

  /** What failed is tried again. To be called now and then. */
  tick(): void {
    if (this.#unread) {
      this.reload();
    }
    this.tellStates();
  }

  /** Resolves when every subscription was deleted, or could not be. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unlisten?.();
    await Promise.all([...this.#accounts.values()].map((account) => account.stop()));
  }

  /** One list at a time; what changed meanwhile is listed again. */
  reload(): void {
    if (this.#reloading !== undefined) {
      this.#reloadAgain = true;
      return;
    }
    this.#reloading = this.#readAccounts()
      .catch((failure: unknown) => {
        this.#unread = true;
        const { reason, message } = LamplightError.from(failure);
        this.#logger.warn({ reason, problem: message }, 'the accounts for notifications cannot be read');
      })
      .finally(() => {
        this.#reloading = undefined;
        if (this.#reloadAgain && !this.#stopped) {
          this.#reloadAgain = false;
          this.reload();
        }
      });
  }

  async #tell(id: string, state: AccountState): Promise<void> {
    const isKept = await this.#origin.put(id, state);
    if (!isKept && this.#told.get(id) === state) {
      this.#told.delete(id);
    }
  }

  async #readAccounts(): Promise<void> {
    this.#unread = false;
    const listed = await this.#origin.list();
    if (this.#stopped) {
      return;
    }
    const named = new Set(listed.map(({ id }) => id));
    for (const [id, account] of this.#accounts) {
      if (!named.has(id)) {
        this.#accounts.delete(id);
        this.#told.delete(id);
        await account.stop();
      }
    }
    for (const account of listed) {
      const known = this.#accounts.get(account.id);
      if (known === undefined) {
        this.#accounts.set(account.id, this.#open(account));
      } else {
        // A sign-in has it kept as active, whatever was told before.
        this.#told.delete(account.id);
        await known.refresh(account);
      }
    }
    this.#listed();
  }
}
