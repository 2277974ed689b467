import { systemId, tenantId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import type { WriterLease } from '../ports/writer-leases.ts';
import { bytesOf, chunksOf } from './filled-store.ts';
import { ACTOR, type StoreBench, TENANT } from './store-bench.ts';

const KEY = { entraTenantId: 'contoso.example', clientId: '1' };
const OTHER_KEY = { ...KEY, clientId: '2' };

/** Who writes with a registration. */
export function describeWriterLeases(bench: () => StoreBench): void {
  const lease = (holder: string, ms: number, changes: Partial<WriterLease> = {}): WriterLease => ({
    ...KEY,
    holder,
    tenantId: TENANT,
    systemId: systemId('teams'),
    until: bench().clock.now() + ms,
    ...changes,
  });
  const take = (store: Store, one: WriterLease) => store.change(ACTOR, ({ writerLeases }) => writerLeases.take(one));
  const renew = (store: Store, holder: string, until: number) =>
    store.change(ACTOR, ({ writerLeases }) => writerLeases.renew(holder, until));

  describe('writer leases', () => {
    test('have one holder, over all tenants, until they end or are released', async () => {
      const store = await bench().open();
      const first = lease('one', 1000);
      const second = lease('two', 5000, { tenantId: tenantId('other'), systemId: systemId('office') });
      expect(await take(store, first)).toEqual(first);
      expect(await take(store, second)).toEqual(first);
      expect(await take(store, { ...second, ...OTHER_KEY })).toEqual({ ...second, ...OTHER_KEY });
      bench().clock.advance(999);
      expect(await take(store, second)).toEqual(first);
      bench().clock.advance(1);
      expect(await take(store, second)).toEqual(second);
      await store.change(ACTOR, ({ writerLeases }) => writerLeases.release(KEY, 'one'));
      expect(await take(store, lease('one', 1000))).toEqual(second);
      await store.change(ACTOR, ({ writerLeases }) => writerLeases.release(KEY, 'two'));
      expect(await take(store, lease('one', 1000))).toMatchObject({ holder: 'one' });
    });

    test('are renewed all together, but for those that another one has taken over', async () => {
      const store = await bench().open();
      await take(store, lease('one', 1000));
      await take(store, lease('one', 1000, OTHER_KEY));
      bench().clock.advance(1000);
      await take(store, lease('two', 1000));
      const until = bench().clock.now() + 9000;
      expect(await renew(store, 'one', until)).toEqual([OTHER_KEY]);
      expect(await take(store, lease('two', 1000, OTHER_KEY))).toMatchObject({ holder: 'one', until });
    });

    test('leave no trace in the audit and stand in no backup', async () => {
      const store = await bench().openWithTenant();
      const entries = () =>
        store.read(({ audit }) =>
          audit.list({ actorId: null, entity: null, entityId: null, personId: null, from: null, to: null }, 0, 100),
        );
      const before = await entries();
      await take(store, lease('one', 1000));
      await renew(store, 'one', bench().clock.now() + 2000);
      expect(await entries()).toEqual(before);
      const copy = await bench().open();
      await copy.restore(chunksOf(await bytesOf(store.backup())), { replace: false });
      expect(await take(copy, lease('two', 1000))).toMatchObject({ holder: 'two' });
      await copy.restore(chunksOf(await bytesOf(store.backup())), { replace: true });
      expect(await take(copy, lease('three', 1000))).toMatchObject({ holder: 'three' });
    });
  });
}
