/** People of whose changes a subscription tells without doubt, over all accounts: who becomes one of them and who ceases to be. */
import type { NotifiedAccount } from './notified-account.ts';

const NOBODY: ReadonlySet<string> = new Set();

export class ReliedPeople {
  readonly #tell: (ids: readonly string[], yes: boolean) => void;
  readonly #byAccount = new Map<string, ReadonlySet<string>>();

  constructor(tell: (ids: readonly string[], yes: boolean) => void) {
    this.#tell = tell;
  }

  /** Costs next to nothing where nothing changed: an account names the same set then. */
  update(accounts: ReadonlyMap<string, Pick<NotifiedAccount, 'reliedOn'>>): void {
    for (const id of new Set([...this.#byAccount.keys(), ...accounts.keys()])) {
      const before = this.#byAccount.get(id) ?? NOBODY;
      const after = accounts.get(id)?.reliedOn ?? NOBODY;
      if (before !== after) {
        this.#byAccount.set(id, after);
        this.#tell(without(before, after), false);
        this.#tell(without(after, before), true);
      }
    }
  }
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...ids].filter((id) => !others.has(id));
}
