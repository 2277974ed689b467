import type { OriginPage } from '@lamplight/adapter-kit';
import { MSTEAMS, systemId, tenantId } from '@lamplight/domain';
import { LamplightError, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import {
  end,
  idOf,
  originPerson,
  people,
  range,
  SCRIPTED_REFRESH_MS,
  ScriptedOrigin,
} from '../testing/scripted-origin.ts';
import { DirectorySync } from './directory-sync.ts';

const ACME = tenantId('acme');
const TEAMS = systemId('entra');
const PBX = systemId('pbx');
const HOUR = SCRIPTED_REFRESH_MS;
const EVERY_ENTRY = { entity: null, entityId: null, actorId: null, personId: null, from: null, to: null };
const DENIED = {
  state: 'action-needed',
  reason: 'consent_missing',
  message: 'no right',
  remedy: 'grant it',
  details: {},
} as const;

let clock: ManualClock;
let store: Store;
let origin: ScriptedOrigin;
let logger: MemoryLogger;
let changedCalls: number;
let matchedCalls: number;
let sync: DirectorySync;

beforeEach(async () => {
  clock = new ManualClock();
  logger = new MemoryLogger();
  store = await openMemoryStore(clock);
  changedCalls = 0;
  matchedCalls = 0;
  origin = new ScriptedOrigin();
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: 'Acme' });
    const { systems } = change.tenant(ACME);
    await systems.create({ id: TEAMS, technology: MSTEAMS, displayName: '', numberPlan: null, settings: {} });
    await systems.create({ id: PBX, technology: 'PBX', displayName: '', numberPlan: null, settings: {} });
  });
  sync = makeSync();
});
afterEach(async () => {
  await sync.stop();
  await store.close();
  expect(clock.pendingCount).toBe(0);
});

function makeSync(over: Pick<Store, 'read' | 'change'> = store): DirectorySync {
  const hooks = {
    directory: {
      origin: () => origin,
      changed: () => {
        changedCalls += 1;
      },
    },
    matched: async () => {
      matchedCalls += 1;
      return true;
    },
  };
  const around = { store: over, clock, random: seededRandom(3), logger };
  return new DirectorySync({ tenantId: ACME, systemId: TEAMS, ...hooks, ...around });
}

/** Resolves once the sync waits for its next read. */
async function rest(): Promise<void> {
  await expect.poll(() => sync.status().next).not.toBeNull();
}

async function read(...pages: readonly (OriginPage | (() => Promise<unknown>))[]): Promise<void> {
  const before = origin.cursors.length;
  if (before > 0) {
    sync.start();
    await rest();
    origin.reads.push(pages);
    await sync.ask(false);
  } else {
    origin.reads.push(pages);
    sync.start();
  }
  await expect.poll(() => origin.cursors.length).toBe(before + 1);
  await rest();
}

function names(): Promise<readonly string[]> {
  return store.read(async (view) => {
    const { changed } = await view.tenant(ACME).people.changedSince(0, 100_000);
    return changed.filter(({ person: each }) => each.leftAt === null).map(({ person: each }) => each.displayName);
  });
}

const accountsOf = (n: number) =>
  store.read((view) => view.tenant(ACME).bindings.at({ systemId: TEAMS, address: idOf(n) }));

describe('a directory', () => {
  test('brings people, bound to their accounts as owners, and says so', async () => {
    await read(people([1, 2]), { kind: 'left-out', counts: { guest: 3 } }, end(true, 'one'));
    expect(await names()).toEqual(['P1', 'P2']);
    expect(await accountsOf(2)).toMatchObject([{ role: 'owner', origin: 'directory', reason: `object-id ${idOf(2)}` }]);
    expect(sync.status()).toMatchObject({
      health: { state: 'ok' },
      people: 2,
      leftOut: { guest: 3 },
      lastSuccess: clock.now(),
      next: clock.now() + HOUR,
    });
    expect([changedCalls, matchedCalls]).toEqual([1, 1]);
    const [job] = await store.read((view) => view.tenant(ACME).jobs.list());
    expect(job).toMatchObject({ kind: 'directory-sync', state: 'done', done: 2, result: { created: 2, left: 0 } });
  });

  test('goes on from its cursor, also after a restart, and reads everybody once a day', async () => {
    await read(people([1]), end(true, 'one'));
    await read(end(false, 'two'));
    expect([changedCalls, matchedCalls]).toEqual([1, 1]);
    await sync.stop();
    sync = makeSync();
    await read(end(false, 'three'));
    expect(origin.cursors).toEqual([null, 'one', 'two']);
    origin.reads.push([people([1]), end(true, 'four')]);
    clock.advance(24 * HOUR);
    await expect.poll(() => origin.cursors.at(-1)).toBeNull();
    await rest();
  });

  test('after a restart it waits for its time', async () => {
    await read(people([1]), end(true, 'one'));
    await sync.stop();
    clock.advance(HOUR / 2);
    sync = makeSync();
    sync.start();
    await rest();
    expect(origin.cursors).toEqual([null]);
    expect(sync.status()).toMatchObject({ people: 1, next: clock.now() + HOUR / 2 });
  });

  test('settings that take others are a reason to read everybody at once', async () => {
    await read(people([1]), end(true, 'one'));
    await sync.stop();
    origin.goesOn = false;
    origin.reads.push([people([1, 2]), end(true, 'two')]);
    sync = makeSync();
    sync.start();
    await rest();
    expect(origin.cursors).toEqual([null, null]);
    expect(await names()).toEqual(['P1', 'P2']);
  });

  test('who is gone, and who is not named by a whole read, leaves; who comes back is back', async () => {
    await read(people([1, 2, 3]), end(true));
    await read({ kind: 'gone', anchors: [idOf(1), idOf(77)] }, end(false));
    expect(await names()).toEqual(['P2', 'P3']);
    expect(await accountsOf(1)).toEqual([]);
    await sync.ask(true);
    await rest();
    await read(people([3]), end(true));
    expect(await names()).toEqual(['P3']);
    await read(people([1]), end(false));
    expect(new Set(await names())).toEqual(new Set(['P1', 'P3']));
    expect(await accountsOf(1)).toHaveLength(1);
    expect(sync.status().people).toBe(2);
  });

  test('nobody leaves for a read that failed, or for a record that cannot be read', async () => {
    await read(people([1, 2]), end(true));
    await sync.ask(true);
    await rest();
    await read(people([1]), { kind: 'failed', health: DENIED, retryAfterMs: 600_000 });
    expect(await names()).toHaveLength(2);
    expect(sync.status()).toMatchObject({ health: DENIED, next: clock.now() + 600_000 });
    await read(people([1]), { kind: 'kept', anchors: [idOf(2)] }, end(true));
    expect(await names()).toHaveLength(2);
    expect(sync.status().health.state).toBe('ok');
  });

  test('too many leavers are held until somebody confirms them', async () => {
    await read(people(range(300)), end(true, 'one'));
    await read({ kind: 'gone', anchors: range(61).map(idOf) }, end(false, 'two'));
    expect(await names()).toHaveLength(300);
    expect(sync.status()).toMatchObject({
      held: { leavers: 61, of: 300 },
      health: {
        state: 'action-needed',
        reason: 'leavers_held',
        remedy: expect.stringContaining('confirm-leavers entra'),
      },
    });
    origin.reads.push([people(range(300).slice(61)), end(true, 'three')]);
    await sync.confirmLeavers(BY_HAND, 61);
    await expect.poll(names).toHaveLength(239);
    await rest();
    expect(sync.status()).toMatchObject({ held: null, people: 239, health: { state: 'ok' } });
    await expect(sync.confirmLeavers(BY_HAND, 61)).rejects.toMatchObject({ reason: 'request_not_possible' });
    const { entries } = await store.read((view) =>
      view.tenant(ACME).audit.list({ ...EVERY_ENTRY, entity: 'directory' }, 0, 10),
    );
    expect(entries).toMatchObject([
      { actor: BY_HAND, action: 'confirm-leavers', entityId: TEAMS, after: { leavers: 61, of: 300 } },
    ]);
  });

  test('a confirmation in the midst of a read counts for the next one', async () => {
    await read(people(range(300)), end(true));
    await read({ kind: 'gone', anchors: range(61).map(idOf) }, end(false));
    origin.reads.push(
      [() => sync.confirmLeavers(BY_HAND, 61), people(range(300).slice(61)), end(true)],
      [people(range(300).slice(61)), end(true)],
    );
    await sync.ask(false);
    await expect.poll(names).toHaveLength(239);
    await rest();
    expect(sync.status()).toMatchObject({ held: null, people: 239 });
  });

  test('a hold ends by itself when they are back', async () => {
    await read(people(range(100)), end(true));
    await sync.ask(true);
    await rest();
    await read(end(true));
    expect(sync.status().held).toMatchObject({ leavers: 100, of: 100 });
    await read(people(range(100)), end(true));
    expect(sync.status()).toMatchObject({ held: null, people: 100, health: { state: 'ok' } });
  });

  test('leaves the people of another system, and those made by hand, who only lose the account', async () => {
    await store.change(BY_HAND, async (change) => {
      const tenant = change.tenant(ACME);
      const [other] = await tenant.people.sync([
        { ...originPerson(50), entraObjectId: idOf(50), origin: 'directory', displayName: 'Other' },
      ]);
      const there = { systemId: PBX, address: '50', role: 'owner', primary: true, expiresAt: null } as const;
      if (other !== undefined) {
        await tenant.bindings.put({ personId: other.personId, ...there, origin: 'administrator', reason: '' }, null);
      }
    });
    const hand = { kind: 'person', department: 'Board', telephony: 'pbx', groupIds: [] } as const;
    const settled = { profileId: null, timeZone: null, takesPart: null, statuses: {} } as const;
    const anna = await store.change(BY_HAND, (change) =>
      change.tenant(ACME).people.create({
        ...hand,
        ...settled,
        displayName: 'Anna',
        entraObjectId: null,
        addresses: [{ kind: 'upn', value: 'p1@acme.example' }],
        origin: 'administrator',
      }),
    );
    await read(people([1, 2]), end(true));
    expect(await accountsOf(1)).toMatchObject([{ personId: anna.id }]);
    await read({ kind: 'gone', anchors: [idOf(1)] }, end(false));
    expect(new Set(await names())).toEqual(new Set(['Anna', 'Other', 'P2']));
    expect(await accountsOf(1)).toEqual([]);
  });

  test('whoever has an account by hand is the one that the directory names', async () => {
    const anna = await store.change(BY_HAND, async (change) => {
      const tenant = change.tenant(ACME);
      const base = { kind: 'person', department: '', telephony: 'pbx', groupIds: [], profileId: null } as const;
      const made = await tenant.people.create({
        ...base,
        timeZone: null,
        takesPart: null,
        statuses: {},
        displayName: 'Anna',
        entraObjectId: null,
        addresses: [],
        origin: 'file',
      });
      const account = { systemId: TEAMS, address: idOf(1), role: 'owner', primary: false, expiresAt: null } as const;
      await tenant.bindings.put({ personId: made.id, ...account, origin: 'file', reason: '' }, null);
      return made;
    });
    await read(people([1]), end(true));
    expect(await accountsOf(1)).toMatchObject([{ personId: anna.id, origin: 'file' }]);
    expect(await store.read((view) => view.tenant(ACME).people.byEntraObjectId(idOf(1)))).toMatchObject({
      id: anna.id,
    });
    expect(await names()).toHaveLength(1);
  });

  test('groups come, change their members and go', async () => {
    const groups = (...ids: string[]): OriginPage => ({
      kind: 'groups',
      groups: ids.map((id) => ({ id, displayName: id.toUpperCase() })),
    });
    const members = (added: number[], removed: number[] = [], complete = false): OriginPage => ({
      kind: 'members',
      groupId: 'sales',
      complete,
      added: added.map(idOf),
      removed: removed.map(idOf),
    });
    await read(people([1, 2]), groups('sales', 'leads'), members([1, 2], [], true), end(true));
    const shown = () => store.read((view) => view.tenant(ACME).groups.list());
    expect(await shown()).toMatchObject([
      { id: 'leads', members: 0 },
      { id: 'sales', displayName: 'SALES', members: 2 },
    ]);
    await read(groups('sales'), members([], [1]), end(false));
    expect(await shown()).toMatchObject([{ id: 'sales', members: 1 }]);
  });

  test('one that the store refuses does not keep the others out', async () => {
    const broken: OriginPage = {
      kind: 'people',
      people: [originPerson(1), originPerson(2, { displayName: 'a\u0000b' }), originPerson(3)],
    };
    await read(broken, end(true));
    expect(await names()).toEqual(['P1', 'P3']);
    expect(sync.status().leftOut).toEqual({ unreadable: 1 });
  });

  test('a store that is away is waited for', async () => {
    await sync.stop();
    let away = 3;
    sync = makeSync({
      read: store.read.bind(store),
      change: async (actor, work) => {
        if (away > 0) {
          away -= 1;
          throw new LamplightError('store_unavailable', 'busy');
        }
        return store.change(actor, work);
      },
    });
    origin.reads.push([people([1]), end(true)]);
    sync.start();
    for (const left of [2, 1, 0]) {
      await expect.poll(() => [away, clock.pendingCount]).toEqual([left, 1]);
      clock.advance(60_000);
    }
    await rest();
    expect(await names()).toEqual(['P1']);
    expect(sync.status().health.state).toBe('ok');
  });

  test('a stop ends a read at once, and the next process reads it again', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    origin.reads.push([
      people([1]),
      () => {
        reached.resolve();
        return promise;
      },
      people([2]),
      end(true),
    ]);
    sync.start();
    await reached.promise;
    const stopping = sync.stop();
    resolve();
    await stopping;
    expect(await names()).toEqual(['P1']);
    sync = makeSync();
    origin.reads.push([people([1, 2]), end(true)]);
    sync.start();
    await rest();
    expect(origin.cursors).toEqual([null, null]);
    expect(await names()).toEqual(['P1', 'P2']);
  });
});
