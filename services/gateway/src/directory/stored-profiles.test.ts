/** Profiles of the store, as the directory's feed brings them. */
import { tenantId } from '@lamplight/domain';
import { ManualClock, MemoryLogger, seededRandom, silentTelemetry } from '@lamplight/runtime';
import type { Store, TenantChange } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { SAMPLE_PERSON } from '../testing/sample-person.ts';
import { openTenantDirectory, type TenantDirectory } from './directory-feed.ts';

const ACME = tenantId('acme');

let clock: ManualClock;
let store: Store;
let feeds: TenantDirectory[];

beforeEach(async () => {
  clock = new ManualClock();
  store = await openMemoryStore(clock);
  feeds = [];
  await store.change(BY_HAND, (change) => change.tenants.create({ id: ACME, displayName: 'Acme' }));
});

afterEach(async () => {
  for (const feed of feeds) {
    feed.close();
  }
  await store.close();
});

const commit = <T>(work: (tenant: TenantChange) => Promise<T>): Promise<T> =>
  store.change(BY_HAND, (change) => work(change.tenant(ACME)));

async function open(seen: Pick<Store, 'read' | 'onCommitted'> = store) {
  const logger = new MemoryLogger();
  const options = { clock, random: seededRandom(1), logger, telemetry: silentTelemetry };
  const feed = await openTenantDirectory({ ...options, tenantId: ACME, store: seen });
  feeds.push(feed);
  return { feed, directory: feed.directory, logger };
}

const text = (more = '') => `id: sales\ntitle: Sales\nextends: lamplight\n${more}`;
const by = { author: '', note: '' };

test('come with the rest, and are read anew only where one of them changed', async () => {
  await commit((tenant) => tenant.profiles.put('sales', text(), by, null));
  let listed = 0;
  const counting: Pick<Store, 'read' | 'onCommitted'> = {
    onCommitted: (listener) => store.onCommitted(listener),
    read: (work) =>
      store.read((view) =>
        work({
          ...view,
          tenant: (id) => {
            const tenant = view.tenant(id);
            const list = () => {
              listed += 1;
              return tenant.profiles.list();
            };
            return { ...tenant, profiles: { ...tenant.profiles, list } };
          },
        }),
      ),
  };
  const { feed } = await open(counting);
  const sales = () => feed.profiles.profiles.get('sales');
  expect([listed, sales()?.writes]).toEqual([1, 'on']);
  await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
  await commit((tenant) => tenant.groups.put({ id: 'sales', displayName: 'Sales' }, null));
  await feed.inForce();
  expect(listed).toBe(1);
  await commit((tenant) => tenant.profiles.put('sales', text('writes: off\n'), by, null));
  await feed.inForce();
  expect([listed, sales()?.writes]).toEqual([2, 'off']);
  await commit((tenant) => tenant.profiles.remove('sales', null));
  await feed.inForce();
  expect([listed, sales()]).toEqual([3, undefined]);
  await feed.reload();
  expect(listed).toBe(4);
});

test('are there before somebody who has one, in one commit', async () => {
  const { feed, directory, logger } = await open();
  const chosen: (string | undefined)[] = [];
  directory.listen((changed) => {
    for (const id of changed) {
      const person = directory.person(id);
      chosen.push(person === undefined ? undefined : feed.profiles.profileOf(person).id);
    }
  });
  await commit(async (tenant) => {
    await tenant.profiles.put('sales', text(), by, null);
    await tenant.people.create({ ...SAMPLE_PERSON, profileId: 'sales' });
  });
  await feed.inForce();
  expect(chosen).toEqual(['sales']);
  expect(logger.messages.filter((message) => message.startsWith('there is no such profile'))).toEqual([]);
});
