import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, readKeyRing, type Store } from '@lamplight/store';
import { keySourceOf, locationOf, type StoreConfig } from './store-config.ts';

export interface StoreSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the store that the configuration names; undefined: one in memory, under a key of its own. To be closed.
 * @throws LamplightError `store_key_missing`, `store_key_wrong`, `store_unreadable`, `store_newer`, `store_unavailable`,
 *   `config_invalid`, `certificate_unreadable`
 */
export async function openConfiguredStore(
  config: StoreConfig | undefined,
  surroundings: StoreSurroundings,
): Promise<Store> {
  const { clock, random, logger, egress, environment } = surroundings;
  if (config === undefined) {
    const keys = keyRingOf([makeStoreKey(random)], 'memory');
    return openStore({ location: { kind: 'memory' }, keys, clock, random, logger });
  }
  const location = locationOf(config, environment, egress);
  const keys = await readKeyRing(keySourceOf(config), { environment, logger });
  return openStore({ location, keys, clock, random, logger });
}
