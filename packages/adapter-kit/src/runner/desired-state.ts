import { isDeepStrictEqual } from 'node:util';

/** What changed since the adapter was told last. */
export interface DesiredChange<Entry> {
  readonly upserted: readonly Entry[];
  /** The entries as they were told last. */
  readonly removed: readonly Entry[];
}

/**
 * Keyed desired state from the gateway: a snapshot in parts, complete, then changes. The adapter is told net: the
 * snapshot of a new stream is gathered first and compared with what the adapter knows.
 */
export class DesiredState<Entry extends { readonly address: string }> {
  /** What the adapter was told. */
  #told = new Map<string, Entry>();
  /** The snapshot while it comes in; undefined once it is complete. */
  #incoming: Map<string, Entry> | undefined = new Map();
  /** Whether equal entries are told again at the next completion. */
  #tellAll = true;

  /** The snapshot of the present stream has come in. */
  get complete(): boolean {
    return this.#incoming === undefined;
  }

  /** Entries by address, as the adapter knows them. */
  get told(): ReadonlyMap<string, Entry> {
    return this.#told;
  }

  /** A new stream: a snapshot follows. `tellAll`: name the whole of it, whatever the adapter knows. */
  restart(tellAll: boolean): void {
    this.#incoming = new Map();
    this.#tellAll ||= tellAll;
  }

  /** One message from the gateway; undefined: the adapter is told nothing (yet). */
  apply(upserted: readonly Entry[], removed: readonly string[], complete: boolean): DesiredChange<Entry> | undefined {
    const next = this.#incoming ?? new Map(this.#told);
    for (const address of removed) {
      next.delete(address);
    }
    for (const entry of upserted) {
      next.set(entry.address, entry);
    }
    if (this.#incoming !== undefined && !complete) {
      return undefined;
    }
    this.#incoming = undefined;
    const all = this.#tellAll;
    this.#tellAll = false;
    const told = this.#told;
    this.#told = next;
    const change = {
      upserted: [...next.values()].filter((entry) => all || !isDeepStrictEqual(told.get(entry.address), entry)),
      removed: [...told.values()].filter((entry) => !next.has(entry.address)),
    };
    return all || change.upserted.length + change.removed.length > 0 ? change : undefined;
  }
}
