import { systemId, tenantId } from '@lamplight/domain';
import { createEgress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore } from '@lamplight/store';
import type { WriterStanding } from '@lamplight/teams-adapter';
import { expect, test } from 'vitest';
import { createTeamsSide } from './teams-side.ts';

test('adapters of all tenants ask one and the same for the right to write', async () => {
  const clock = new ManualClock();
  const random = seededRandom(1);
  const logger = new MemoryLogger();
  const keys = keyRingOf([makeStoreKey(random)], 'the test');
  const store = await openStore({ location: { kind: 'memory' }, keys, clock, random, logger });
  const egress = createEgress({ clock });
  const side = createTeamsSide({
    publicUrl: undefined,
    operated: undefined,
    store,
    environment: {},
    clock,
    random,
    logger,
    egress,
  });
  const claim = (tenant: string) => {
    const told: WriterStanding[] = [];
    const rights = side.hostOf(tenantId(tenant), systemId('teams')).writers;
    const key = { entraTenantId: 'contoso.example', clientId: 'app' };
    return { told, claim: rights?.claim(key, (standing) => told.push(standing)) };
  };
  const first = claim('acme');
  const second = claim('other');
  for (const turn of [1, 2, 3]) {
    await clock.advanceAsync(turn);
    await store.change({ kind: 'gateway', id: 'test' }, () => Promise.resolve());
  }
  expect([first, second].map(({ told }) => told.at(-1)?.kind)).toEqual(['ours', 'taken']);
  await first.claim?.release();
  await second.claim?.release();
  await egress.close();
  await store.close();
});
