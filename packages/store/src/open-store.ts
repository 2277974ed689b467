/**
 * Opening a store: the engine, its schema, and the keys. All of it is one transaction, so that a start that is cut off
 * leaves the store as it was.
 */
import type { Clock, Logger, Random } from '@lamplight/runtime';
import type { Kysely } from 'kysely';
import { SOFT_TABLES } from './backup/backup-tables.ts';
import { type Migrations, migrate } from './engine/migrate.ts';
import { openEngine, type StoreLocation } from './engine/open-engine.ts';
import { OpenedStore } from './opened-store.ts';
import type { Store } from './ports/store.ts';
import { MIGRATIONS } from './schema/migrations.ts';
import type { Database } from './schema/tables.ts';
import { enterInstallation, sealAnew } from './seal/installation.ts';
import { Sealer } from './seal/sealer.ts';
import type { KeyRing } from './seal/store-key.ts';

export interface OpenStoreOptions {
  readonly location: StoreLocation;
  /** See `readKeyRing`. */
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Default: those of this program. */
  readonly migrations?: Migrations;
}

/**
 * Opens a store, makes it when there is none, and brings its schema to that of this program. To be closed.
 * @throws LamplightError `store_unavailable`, `store_unreadable`, `store_newer`, `store_key_wrong`, `config_invalid`
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { clock, random, migrations = MIGRATIONS } = options;
  const logger = options.logger.forComponent('store');
  const sealer = new Sealer(options.keys, random);
  const engine = await openEngine(options.location, logger);
  try {
    const installation = await engine.write(async ({ db }) => {
      await migrate(db, migrations);
      if (engine.kind === 'sqlite') {
        await forgetSoftState(db);
      }
      // A wrong key shows here, before anything is sealed anew.
      await enterInstallation(db, sealer, { random, now: clock.now() });
      await sealAnew(db, sealer, logger);
      return await enterInstallation(db, sealer, { random, now: clock.now() });
    });
    return new OpenedStore({ engine, installation, migrations, sealer, clock, random, logger });
  } catch (failure) {
    await engine.close();
    throw failure;
  }
}

/** No other process has an embedded store open, so whatever an earlier one held is free. */
async function forgetSoftState(db: Kysely<Database>): Promise<void> {
  const tables = await db.introspection.getTables();
  for (const table of SOFT_TABLES.filter((soft) => tables.some(({ name }) => name === soft))) {
    await db.deleteFrom(table).execute();
  }
}
