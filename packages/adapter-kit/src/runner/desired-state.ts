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
    const next = this.#incoming;
    if (next === undefined) {
      return this.#change(upserted, removed);
    }
    change(next, upserted, removed);
    if (!complete) {
      return undefined;
    }
    this.#incoming = undefined;
    const all = this.#tellAll;
    this.#tellAll = false;
    const told = this.#told;
    this.#told = next;
    return changeOrNone(
      [...next.values()].filter((entry) => all || !isDeepStrictEqual(told.get(entry.address), entry)),
      [...told.values()].filter((entry) => !next.has(entry.address)),
      all,
    );
  }

  /** In place: what changes costs what it names, however many entries there are. */
  #change(upserted: readonly Entry[], removed: readonly string[]): DesiredChange<Entry> | undefined {
    const addresses = new Set([...removed, ...upserted.map(({ address }) => address)]);
    const before = new Map([...addresses].map((address) => [address, this.#told.get(address)]));
    change(this.#told, upserted, removed);
    const different: Entry[] = [];
    const gone: Entry[] = [];
    for (const [address, old] of before) {
      const entry = this.#told.get(address);
      if (entry === undefined) {
        gone.push(...(old === undefined ? [] : [old]));
      } else if (!isDeepStrictEqual(old, entry)) {
        different.push(entry);
      }
    }
    return changeOrNone(different, gone, false);
  }
}

function change<Entry extends { readonly address: string }>(
  entries: Map<string, Entry>,
  upserted: readonly Entry[],
  removed: readonly string[],
): void {
  for (const address of removed) {
    entries.delete(address);
  }
  for (const entry of upserted) {
    entries.set(entry.address, entry);
  }
}

function changeOrNone<Entry>(
  upserted: readonly Entry[],
  removed: readonly Entry[],
  evenIfNone: boolean,
): DesiredChange<Entry> | undefined {
  return evenIfNone || upserted.length + removed.length > 0 ? { upserted, removed } : undefined;
}
