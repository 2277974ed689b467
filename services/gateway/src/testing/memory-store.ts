import type { SystemId, TenantId } from '@lamplight/domain';
import { type Clock, ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store } from '@lamplight/store';

/** Who makes what a test needs. */
export const BY_HAND = { kind: 'key', id: 'tester' } as const;

/** A store in memory under a key of its own. To be closed. */
export function openMemoryStore(clock: Clock = new ManualClock()): Promise<Store> {
  const random = seededRandom(1);
  const keys = keyRingOf([makeStoreKey(random)], 'the test');
  return openStore({ location: { kind: 'memory' }, keys, clock, random, logger: silentLogger });
}

/** A tenant with a Teams system, whose settings are empty. */
export function addTeamsTenant(store: Store, place: { readonly tenantId: TenantId; readonly systemId: SystemId }) {
  return store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: place.tenantId, displayName: '' });
    await change.tenant(place.tenantId).systems.create({
      id: place.systemId,
      technology: 'MSTEAMS',
      displayName: '',
      numberPlan: null,
      settings: {},
    });
  });
}
