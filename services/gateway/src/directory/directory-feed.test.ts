import { AS_THE_TENANT, type PersonId, systemId, tenantId } from '@lamplight/domain';
import { LamplightError, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import {
  type Json,
  keyRingOf,
  makeStoreKey,
  openStore,
  type PersonInput,
  type Store,
  type SystemInput,
  type TenantChange,
} from '@lamplight/store';
import { afterEach, describe, expect, test } from 'vitest';
import { RecordingTelemetry } from '../../../../test/fakes/recording-telemetry.ts';
import { SAMPLE_PERSON } from '../testing/sample-person.ts';
import { openTenantDirectory } from './directory-feed.ts';

const ACME = tenantId('acme');
const PBX = systemId('pbx');
const ACTOR = { kind: 'file', id: 'test' } as const;

const SYSTEM: SystemInput = { id: PBX, technology: 'PBX', displayName: 'Main', numberPlan: null, settings: {} };

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

/** A store in memory with the tenant acme and its system pbx, and what a process sees of it. */
async function openedStore() {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const telemetry = new RecordingTelemetry();
  const random = seededRandom(1);
  const keys = keyRingOf([makeStoreKey(random)], 'test');
  const store = await openStore({ location: { kind: 'memory' }, keys, clock, random, logger });
  closing.push(() => store.close());
  await store.change(ACTOR, async (change) => {
    await change.tenants.create({ id: ACME, displayName: 'Acme' });
    await change.tenant(ACME).systems.create(SYSTEM);
  });
  const commit = <T>(work: (tenant: TenantChange) => Promise<T>): Promise<T> =>
    store.change(ACTOR, (change) => work(change.tenant(ACME)));
  const open = async (seen: Pick<Store, 'read' | 'onCommitted'> = store) => {
    const feed = await openTenantDirectory({ tenantId: ACME, store: seen, clock, random, logger, telemetry });
    closing.push(() => feed.close());
    const told: (readonly PersonId[])[] = [];
    feed.directory.listen((changed) => told.push(changed));
    return { feed, directory: feed.directory, settings: feed.settings, told };
  };
  return { clock, logger, telemetry, store, commit, open };
}

const login = (personId: PersonId, address: string, expiresAt: number | null) => ({
  personId,
  systemId: PBX,
  address,
  role: 'logged-in' as const,
  primary: false,
  origin: 'login' as const,
  reason: 'test',
  expiresAt,
});

describe('at the start', () => {
  test('is everything that the store has, over as many pages as it takes', async () => {
    const { commit, open } = await openedStore();
    await commit((tenant) =>
      tenant.people.sync(
        Array.from({ length: 625 }, (_, index) => ({
          ...SAMPLE_PERSON,
          displayName: `Person ${index}`,
          addresses: [{ kind: 'upn', value: `p${index}@example.com` }],
        })),
      ),
    );
    await commit((tenant) => tenant.groups.put({ id: 'sales', displayName: 'Sales' }, null));
    const anna = await commit(async (tenant) => {
      const person = await tenant.people.create({ ...SAMPLE_PERSON, groupIds: ['sales'] });
      await tenant.lines.put(
        {
          systemId: PBX,
          address: '567',
          kind: 'dect',
          displayName: '',
          userName: '',
          mail: '',
          origin: 'administrator',
        },
        null,
      );
      await tenant.bindings.put({ ...login(person.id, '567', null), role: 'owner', primary: true }, null);
      return person;
    });
    const { directory } = await open();
    expect(directory.size).toBe(626);
    expect(directory.groups).toEqual([{ id: 'sales', displayName: 'Sales' }]);
    expect(directory.systems.get(PBX)).toEqual({ id: PBX, technology: 'PBX', displayName: 'Main', numberPlan: null });
    expect(directory.person(anna.id)).toMatchObject({
      displayName: 'Anna',
      groupIds: ['sales'],
      pause: null,
      bindings: [{ systemId: PBX, address: '567', technology: 'PBX', lineKind: 'dect', role: 'owner', primary: true }],
    });
    expect(directory.resolve({ by: 'address', address: 'P7@example.com' })).toMatchObject({ kind: 'person' });
  });

  test('fails where the store cannot be read, and leaves nothing behind', async () => {
    const { open, clock, store } = await openedStore();
    let listening = 0;
    const broken = {
      read: () => Promise.reject(new LamplightError('store_unavailable', 'broken')),
      onCommitted: (listener: Parameters<Store['onCommitted']>[0]) => {
        listening += 1;
        const unlisten = store.onCommitted(listener);
        return () => {
          listening -= 1;
          unlisten();
        };
      },
    };
    await expect(open(broken)).rejects.toMatchObject({ reason: 'store_unavailable' });
    expect(listening).toBe(0);
    expect(clock.pendingCount).toBe(0);
  });
});

describe('what is committed', () => {
  test('is in force at once, in one change, and people are told of by name', async () => {
    const { commit, open } = await openedStore();
    const { feed, directory, told } = await open();
    const [anna, bert] = await commit(async (tenant) => [
      await tenant.people.create(SAMPLE_PERSON),
      await tenant.people.create({ ...SAMPLE_PERSON, displayName: 'Bert' }),
    ]);
    await feed.inForce();
    expect(told.map((ids) => ids.toSorted())).toEqual([[anna?.id, bert?.id].toSorted()]);
    expect([...directory.people()].map(({ displayName }) => displayName)).toEqual(['Anna', 'Bert']);
  });

  test('of more than 250 people comes page by page, and goes on after the last page that came', async () => {
    const { clock, store, commit, open } = await openedStore();
    const from: number[] = [];
    let isBroken = false;
    const seen: Pick<Store, 'read' | 'onCommitted'> = {
      onCommitted: (listener) => store.onCommitted(listener),
      read: (work) =>
        store.read((view) => {
          const tenant = view.tenant(ACME);
          const changedSince: typeof tenant.people.changedSince = (revision, limit) => {
            from.push(revision);
            if (isBroken && from.length === 2) {
              throw new LamplightError('store_unavailable', 'broken');
            }
            return tenant.people.changedSince(revision, limit);
          };
          return work({ ...view, tenant: () => ({ ...tenant, people: { ...tenant.people, changedSince } }) });
        }),
    };
    const { feed, directory, told } = await open(seen);
    from.length = 0;
    isBroken = true;
    await commit((tenant) =>
      tenant.people.sync(
        Array.from({ length: 625 }, (_, index) => ({
          ...SAMPLE_PERSON,
          addresses: [{ kind: 'upn', value: `p${index}@example.com` }],
        })),
      ),
    );
    const inForce = feed.inForce();
    await expect.poll(() => clock.pendingCount).toBe(2);
    expect(told.map(({ length }) => length)).toEqual([250]);
    isBroken = false;
    clock.advance(60_000);
    await inForce;
    expect(told.map(({ length }) => length)).toEqual([250, 250, 125]);
    expect(from[2]).toBe(from[1]);
    expect(directory.size).toBe(625);
  });

  test('takes leavers and erased people out, and brings back who comes back', async () => {
    const { commit, open } = await openedStore();
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    const { feed, directory, told } = await open();
    await commit((tenant) => tenant.people.leave(id, null));
    await feed.inForce();
    expect(directory.person(id)).toBeUndefined();
    await commit((tenant) => tenant.people.comeBack(id, null));
    await feed.inForce();
    expect(directory.person(id)).toBeDefined();
    await commit((tenant) => tenant.people.erase(id));
    await feed.inForce();
    expect(directory.person(id)).toBeUndefined();
    expect(told).toEqual([[id], [id], [id]]);
  });

  test('pauses a person, and keeps who did so to itself', async () => {
    const { commit, open, clock } = await openedStore();
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    const { feed, directory } = await open();
    const until = clock.now() + 60_000;
    await commit((tenant) => tenant.people.setPause(id, { until, by: 'somebody' }, null));
    await feed.inForce();
    expect(directory.person(id)?.pause).toEqual({ until });
  });

  test('adds and removes systems, but never one under the id of the console', async () => {
    const { commit, open } = await openedStore();
    const { feed, directory } = await open();
    await commit(async (tenant) => {
      await tenant.systems.create({ ...SYSTEM, id: systemId('branch') });
      await tenant.systems.create({ ...SYSTEM, id: systemId('console') });
      await tenant.systems.remove(PBX, null);
    });
    await feed.inForce();
    expect([...directory.systems.keys()]).toEqual(['branch']);
  });

  test('by another process is seen with the next look at the revision', async () => {
    const { store, commit, open, clock } = await openedStore();
    const { directory } = await open({ read: (work) => store.read(work), onCommitted: () => () => undefined });
    const applied = new Promise<readonly PersonId[]>((resolve) => directory.listen(resolve));
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    expect(directory.size).toBe(0);
    clock.advance(1_000);
    expect(await applied).toEqual([id]);
  });

  test('is read whole again after a restore, by which people may be gone', async () => {
    const { store, commit, open } = await openedStore();
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    const backup: Uint8Array[] = [];
    for await (const part of store.backup()) {
      backup.push(part);
    }
    const other = await commit((tenant) => tenant.people.create({ ...SAMPLE_PERSON, displayName: 'Bert' }));
    const { feed, directory } = await open();
    expect(directory.size).toBe(2);
    await store.restore(parts(backup), { replace: true });
    await feed.reload();
    expect(directory.person(id)).toBeDefined();
    expect(directory.person(other.id)).toBeUndefined();
  });
});

describe('a login that ends by itself', () => {
  test('counts until its end, which the store need not notice', async () => {
    const { commit, open, clock } = await openedStore();
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    const now = clock.now();
    await commit(async (tenant) => {
      await tenant.bindings.put(login(id, '700', now + 60_000), null);
      await tenant.bindings.put(login(id, '701', now + 120_000), null);
      await tenant.bindings.put(login(id, '702', now - 1), null);
    });
    const { directory, told, feed } = await open();
    const lines = () => directory.person(id)?.bindings.map(({ address }) => address);
    expect(lines()).toEqual(['700', '701']);
    clock.advance(59_999);
    expect(lines()).toEqual(['700', '701']);
    clock.advance(1);
    expect(lines()).toEqual(['701']);
    clock.advance(60_000);
    expect(lines()).toEqual([]);
    expect(told).toEqual([[id], [id]]);
    // One that was made to stand does.
    await commit((tenant) => tenant.bindings.put(login(id, '701', null), null));
    await feed.inForce();
    clock.advance(10_000_000);
    expect(lines()).toEqual(['701']);
  });

  test('ends earlier when the store says so', async () => {
    const { commit, open, clock } = await openedStore();
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    await commit((tenant) => tenant.bindings.put(login(id, '700', clock.now() + 60_000), null));
    const { feed, directory, told } = await open();
    await commit((tenant) => tenant.bindings.remove(id, { systemId: PBX, address: '700' }, null));
    await feed.inForce();
    expect(directory.person(id)?.bindings).toEqual([]);
    clock.advance(60_000);
    expect(told).toEqual([[id]]);
  });
});

describe('a store that fails', () => {
  test('changes nothing that is known, is logged once, and is asked again until it answers', async () => {
    const { store, commit, open, clock, logger, telemetry } = await openedStore();
    let failing = false;
    let reads = 0;
    const { feed, directory } = await open({
      read: (work) => {
        reads += 1;
        return failing ? Promise.reject(new LamplightError('store_unavailable', 'gone')) : store.read(work);
      },
      onCommitted: (listener) => store.onCommitted(listener),
    });
    failing = true;
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    let inForce = false;
    const waiting = feed.inForce().then(() => {
      inForce = true;
    });
    await clock.advanceAsync(10_000);
    const failed = reads - 1;
    expect(failed).toBeGreaterThan(3);
    expect(failed).toBeLessThan(9);
    expect(directory.size).toBe(0);
    expect(inForce).toBe(false);
    const complaint = 'the store cannot be read: people and settings stay as they are';
    expect(logger.messages.filter((message) => message === complaint)).toHaveLength(1);
    expect(telemetry.total('lamplight_directory_read_failed_total', { reason: 'store_unavailable' })).toBe(failed);
    failing = false;
    clock.advance(60_000);
    await waiting;
    expect(directory.person(id)).toBeDefined();
    expect(logger.messages).toContain('the store can be read again');
  });
});

describe('inForce', () => {
  test('waits for a reading that begins after it was asked', async () => {
    const { store, commit, open } = await openedStore();
    const gates: (() => void)[] = [];
    let slow = false;
    const { feed, directory } = await open({
      read: async (work) => {
        const answer = await store.read(work);
        if (slow) {
          await new Promise<void>((resolve) => gates.push(resolve));
        }
        return answer;
      },
      onCommitted: () => () => undefined,
    });
    slow = true;
    const first = feed.inForce();
    while (gates.length === 0) {
      await store.read(() => Promise.resolve());
    }
    // By another process; the reading under way has its snapshot already.
    const { id } = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    const second = feed.inForce();
    slow = false;
    gates[0]?.();
    await first;
    expect(directory.person(id)).toBeUndefined();
    await second;
    expect(directory.person(id)).toBeDefined();
  });

  test('is refused once it was closed, and no timer is left', async () => {
    const { open, clock } = await openedStore();
    const { feed } = await open();
    const waiting = feed.inForce();
    feed.close();
    await expect(waiting).rejects.toMatchObject({ reason: 'stopped' });
    await expect(feed.inForce()).rejects.toMatchObject({ reason: 'stopped' });
    expect(clock.pendingCount).toBe(0);
  });
});

test('what is settled of a person is told as any other change of them', async () => {
  const { commit, open } = await openedStore();
  const anna = await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
  const { feed, directory, told } = await open();
  expect(directory.person(anna.id)).toMatchObject(AS_THE_TENANT);
  const changes: readonly Partial<PersonInput>[] = [
    { profileId: 'quiet' },
    { timeZone: 'Europe/Berlin' },
    { takesPart: false },
    { statuses: { Busy: { tone: 'in-use', labelId: null, reach: null } } },
  ];
  for (const change of changes) {
    told.length = 0;
    await commit((tenant) => tenant.people.update(anna.id, change, null));
    await feed.inForce();
    expect(directory.person(anna.id)).toMatchObject(change);
    expect(told).toEqual([[anna.id]]);
  }
});

describe('settings', () => {
  test('have their defaults, and follow the store', async () => {
    const { commit, open } = await openedStore();
    const { feed, settings } = await open();
    expect(settings.privacy).toEqual({ preset: 'open', masks: {}, pause: { byPerson: false, maxHours: 24 } });
    let told = 0;
    const unlisten = settings.listen(() => {
      told += 1;
    });
    await commit((tenant) => tenant.settings.put('privacy', { preset: 'works-council' }, null));
    await commit((tenant) => tenant.settings.put('twinning', { calls: 5 }, null));
    await feed.inForce();
    expect(settings.privacy.preset).toBe('works-council');
    expect(settings.twinning).toEqual({ propose: true, calls: 5, toleranceSeconds: 10 });
    const before = told;
    expect(before).toBeGreaterThan(0);
    await commit((tenant) => tenant.people.create(SAMPLE_PERSON));
    await feed.inForce();
    expect(told).toBe(before);
    unlisten();
    await commit((tenant) => tenant.settings.remove('twinning', null));
    await feed.inForce();
    expect(settings.twinning.calls).toBe(3);
    expect(told).toBe(before);
  });

  test.each<[Json]>([[{ preset: 'none' }], ['open'], [{ preset: 'open', mask: {} }], [null]])(
    'of privacy that are %j show as little as can be, and the log says why',
    async (value) => {
      const { commit, open, logger } = await openedStore();
      await commit((tenant) => tenant.settings.put('privacy', value, null));
      const { settings } = await open();
      expect(settings.privacy.preset).toBe('works-council');
      expect(logger.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields['section'])).toEqual([
        'privacy',
      ]);
    },
  );
});

async function* parts(all: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* all;
}
