/**
 * The state of a sync, as the store keeps it and as it is in memory. Changes go one after another, each on what the one
 * before left: what somebody asks for while a read ends is not lost.
 */
import { readSyncState, type SyncState } from './sync-state.ts';

export interface StateStore {
  get(): Promise<SyncState>;
  put(state: SyncState): Promise<void>;
}

export class KeptState {
  readonly #store: StateStore;
  #state = readSyncState(undefined);
  #loading: Promise<void> | undefined;
  #loaded = false;
  #last: Promise<void> = Promise.resolve();

  constructor(store: StateStore) {
    this.#store = store;
  }

  /** As if nothing had been kept before it is loaded. */
  get now(): SyncState {
    return this.#state;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** Without effect once it is loaded. */
  async load(): Promise<void> {
    this.#loading ??= this.#store.get().then(
      (state) => {
        this.#state = state;
        this.#loaded = true;
      },
      (failure: unknown) => {
        this.#loading = undefined;
        throw failure;
      },
    );
    await this.#loading;
  }

  /** @param put how it is written; default: as it is */
  async change(
    next: (now: SyncState) => SyncState,
    put = (state: SyncState): Promise<void> => this.#store.put(state),
  ): Promise<void> {
    const changed = this.#last.then(async () => {
      const state = next(this.#state);
      await put(state);
      this.#state = state;
    });
    this.#last = changed.catch(() => undefined);
    await changed;
  }
}
