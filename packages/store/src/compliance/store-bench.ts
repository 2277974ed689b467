import { tenantId } from '@lamplight/domain';
import { ManualClock, MemoryLogger, type Random, seededRandom } from '@lamplight/runtime';
import type { Kysely } from 'kysely';
import { openEngine, type StoreLocation } from '../engine/open-engine.ts';
import { type OpenStoreOptions, openStore } from '../open-store.ts';
import type { Actor, Store } from '../ports/store.ts';
import type { Database } from '../schema/tables.ts';
import { type KeyRing, keyRingOf, makeStoreKey } from '../seal/store-key.ts';

/** Where the stores of one test are kept. */
export interface StorePlace {
  /** A new and empty one with each call. */
  newLocation(): Promise<StoreLocation>;
  /** Called after each test, when its stores are closed. */
  dispose(): Promise<void>;
}

/** The tenant and the actor of most tests. */
export const TENANT = tenantId('acme');
export const ACTOR: Actor = Object.freeze({ kind: 'key', id: 'admin' });
const START = Date.UTC(2026, 0, 5, 8);

/** Opens stores for one test and closes them at its end. */
export class StoreBench {
  readonly clock = new ManualClock(START);
  readonly logger = new MemoryLogger();
  readonly random: Random = seededRandom(7);
  readonly #keyTexts: readonly string[] = Array.from({ length: 3 }, () => makeStoreKey(this.random));
  readonly #place: StorePlace;
  readonly #opened = new Set<Store>();

  constructor(place: StorePlace) {
    this.#place = place;
  }

  newLocation(): Promise<StoreLocation> {
    return this.#place.newLocation();
  }

  /** A ring of this test's keys, by their numbers (0 to 2): the first is the current one. */
  keys(...numbers: readonly number[]): KeyRing {
    return keyRingOf(
      numbers.map((number) => this.#keyTexts[number] ?? ''),
      'the test',
    );
  }

  /** A store at a place of its own, or at `location`; with key 0 unless told. */
  async open(options: Partial<Pick<OpenStoreOptions, 'location' | 'keys' | 'migrations'>> = {}): Promise<Store> {
    const store = await openStore({
      location: options.location ?? (await this.newLocation()),
      keys: options.keys ?? this.keys(0),
      clock: this.clock,
      random: this.random,
      logger: this.logger,
      ...(options.migrations === undefined ? {} : { migrations: options.migrations }),
    });
    this.#opened.add(store);
    return store;
  }

  /** A store with {@link TENANT}. */
  async openWithTenant(options: Parameters<StoreBench['open']>[0] = {}): Promise<Store> {
    const store = await this.open(options);
    await store.change(ACTOR, (change) => change.tenants.create({ id: TENANT, displayName: 'Acme' }));
    return store;
  }

  /** Changes rows behind the store's back. The store is closed meanwhile. */
  async tamper(location: StoreLocation, work: (db: Kysely<Database>) => Promise<unknown>): Promise<void> {
    const engine = await openEngine(location, this.logger);
    try {
      await engine.write(async ({ db }) => {
        await work(db);
      });
    } finally {
      await engine.close();
    }
  }

  async dispose(): Promise<void> {
    for (const store of this.#opened) {
      await store.close();
    }
    await this.#place.dispose();
  }
}
