/** What is shown and asked of a directory while it is read, stopped or held, and who of it was settled by hand. */
import { MSTEAMS, type PersonId, systemId, tenantId } from '@lamplight/domain';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import type { BindingOrigin, Origin, PersonInput, Store } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import {
  end,
  gone,
  idOf,
  originPerson,
  people,
  range,
  ScriptedOrigin,
  type ScriptedStep,
} from '../testing/scripted-origin.ts';
import { DirectorySync } from './directory-sync.ts';

const ACME = tenantId('acme');
const TEAMS = systemId('entra');
const FAILURE = { state: 'degraded', reason: 'graph_unavailable', message: '', remedy: '', details: {} } as const;

let clock: ManualClock;
let store: Store;
let origin: ScriptedOrigin;
let sync: DirectorySync;
/** Called before a change of the store. */
let beforeChange: () => Promise<void>;
let matchRuns: number;
let matches: boolean;

beforeEach(async () => {
  clock = new ManualClock();
  store = await openMemoryStore(clock);
  origin = new ScriptedOrigin();
  matchRuns = 0;
  matches = true;
  beforeChange = async () => undefined;
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: 'Acme' });
    const { systems } = change.tenant(ACME);
    await systems.create({ id: TEAMS, technology: MSTEAMS, displayName: '', numberPlan: null, settings: {} });
  });
  sync = makeSync();
});
afterEach(async () => {
  await sync.stop();
  await store.close();
  expect(clock.pendingCount).toBe(0);
});

function makeSync(): DirectorySync {
  return new DirectorySync({
    tenantId: ACME,
    systemId: TEAMS,
    directory: { origin: () => origin, changed: () => undefined },
    matched: async () => {
      matchRuns += 1;
      return matches;
    },
    store: {
      read: store.read.bind(store),
      change: async (actor, work) => {
        await beforeChange();
        return store.change(actor, work);
      },
    },
    clock,
    random: seededRandom(3),
    logger: silentLogger,
  });
}

const rest = () => expect.poll(() => sync.status().next).not.toBeNull();

/** The first read begins by itself, later ones are asked for. */
async function read(...steps: readonly ScriptedStep[]): Promise<void> {
  const before = origin.cursors.length;
  origin.reads.push(steps);
  sync.start();
  if (before > 0) {
    await sync.ask(false);
  }
  await expect.poll(() => origin.cursors.length).toBe(before + 1);
  await rest();
}

/** Begins a read and leaves it open at the step where this stands. */
function openStep() {
  const reached = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const step = (): Promise<void> => {
    reached.resolve();
    return promise;
  };
  return { step, reached: reached.promise, go: resolve };
}

async function names(): Promise<readonly string[]> {
  const { changed } = await store.read((view) => view.tenant(ACME).people.changedSince(0, 100_000));
  return changed
    .filter(({ person }) => person.leftAt === null)
    .map(({ person }) => person.displayName)
    .sort();
}

const accountsOf = (n: number) =>
  store.read((view) => view.tenant(ACME).bindings.at({ systemId: TEAMS, address: idOf(n) }));
const jobs = () => store.read((view) => view.tenant(ACME).jobs.list());

function byHand(displayName: string, given: Partial<PersonInput> = {}, kept: Origin = 'administrator') {
  const settled = { profileId: null, timeZone: null, takesPart: null, statuses: {}, telephony: 'pbx' } as const;
  const rest = { kind: 'person', department: '', groupIds: [], entraObjectId: null, addresses: [] } as const;
  return store.change(BY_HAND, (change) =>
    change.tenant(ACME).people.create({ ...settled, ...rest, displayName, origin: kept, ...given }),
  );
}

function bind(id: PersonId, n: number, how: BindingOrigin = 'administrator') {
  const account = { systemId: TEAMS, address: idOf(n), role: 'owner', primary: false, expiresAt: null } as const;
  return store.change(BY_HAND, (change) =>
    change.tenant(ACME).bindings.put({ personId: id, ...account, origin: how, reason: '' }, null),
  );
}

describe('what is shown of a directory', () => {
  test('a read that was stopped is no job that runs', async () => {
    const open = openStep();
    origin.reads.push([people([1]), open.step, people([2]), end(true)]);
    sync.start();
    await open.reached;
    const stopping = sync.stop();
    open.go();
    await stopping;
    expect(await jobs()).toMatchObject([{ state: 'failed', result: { reason: 'stopped' } }]);
  });

  test('people are those who were taken, not those who were read', async () => {
    const open = openStep();
    origin.reads.push([people([1, 2]), { kind: 'progress', done: 900, total: 1_000 }, open.step, end(true)]);
    sync.start();
    await open.reached;
    expect(sync.status()).toMatchObject({ people: 2, reading: { done: 900, total: 1_000 } });
    open.go();
    await rest();
    expect(sync.status().people).toBe(2);
  });

  test('a directory that begins anew by itself reads everybody', async () => {
    await read(people([1]), end(true));
    const open = openStep();
    origin.reads.push([people([1]), { kind: 'progress', done: 1, total: 2 }, open.step, people([2]), end(true)]);
    await sync.ask(false);
    await open.reached;
    expect(sync.status().reading).toMatchObject({ whole: true, done: 1 });
    open.go();
    await rest();
  });

  test('the last read of everybody stays what it was while another is asked for', async () => {
    await read(people([1]), end(true));
    const at = sync.status().lastWhole;
    const open = openStep();
    origin.reads.push([open.step, people([1]), end(true)]);
    await sync.ask(true);
    await open.reached;
    expect(sync.status()).toMatchObject({ lastWhole: at, people: 1, reading: { whole: true } });
    open.go();
    await rest();
    await read(end(false));
    expect(origin.cursors).toEqual([null, null, 'c']);
  });
});

describe('what is asked of a directory', () => {
  test('as many are confirmed as were shown, not those who came to it since', async () => {
    await read(people(range(300)), end(true));
    await read(gone(range(61)), end(false));
    const shown = sync.status().held?.leavers ?? 0;
    await read(people(range(20)), end(true));
    await expect(sync.confirmLeavers(BY_HAND, shown)).rejects.toMatchObject({ reason: 'request_conflict' });
    await read(people(range(20)), end(true));
    expect(await names()).toHaveLength(300);
    await sync.confirmLeavers(BY_HAND, 280);
    origin.reads.push([people(range(20)), end(true)]);
    await expect.poll(names).toHaveLength(20);
  });

  test('a confirmation, or a wish to read everybody, that meets the end of a read is not lost', async () => {
    await read(people(range(300)), end(true));
    await read(gone(range(61)), end(false));
    const open = openStep();
    const slow = openStep();
    origin.reads.push([open.step, people(range(300).slice(61)), end(true)], [people(range(300).slice(61)), end(true)]);
    await sync.ask(false);
    await open.reached;
    // The first change takes people in, the second keeps how the read ended.
    let changes = 0;
    beforeChange = async () => {
      changes += 1;
      await (changes === 2 ? slow.step() : undefined);
    };
    open.go();
    await slow.reached;
    const confirming = sync.confirmLeavers(BY_HAND, 61);
    await new Promise(setImmediate);
    // Whatever was handed to the store before is done then.
    await store.change(BY_HAND, (change) => change.tenant(ACME).groups.list());
    await new Promise(setImmediate);
    slow.go();
    await confirming;
    await expect.poll(names).toHaveLength(239);
    await rest();
    expect(sync.status()).toMatchObject({ held: null, people: 239 });
  });

  test('everybody leaving at once is asked about, also where changes say so', async () => {
    await read(people(range(40)), end(true));
    await read(gone(range(40)), end(false));
    expect(sync.status().held).toMatchObject({ leavers: 40, of: 40 });
    expect(await names()).toHaveLength(40);
  });

  test('who is held stays so after a read of everybody in which somebody had no name', async () => {
    await read(people(range(300)), end(true));
    await read(gone(range(61)), end(false));
    await read(people(range(300).slice(61)), end(false));
    expect(sync.status()).toMatchObject({ held: { leavers: 61, of: 300 } });
    await sync.confirmLeavers(BY_HAND, 61);
    origin.reads.push([people(range(300).slice(61)), end(false)]);
    await rest();
    await read(people(range(300).slice(61)), end(true));
    expect(await names()).toHaveLength(239);
  });

  test('groups that a read of everybody does not name are gone', async () => {
    const sales = { kind: 'groups', groups: [{ id: 'sales', displayName: 'Sales' }] } as const;
    await read(people([1]), sales, end(true));
    origin.goesOn = false;
    await read(people([1]), end(true));
    expect(await store.read((view) => view.tenant(ACME).groups.list())).toEqual([]);
  });
});

describe('lines are matched anew', () => {
  const failed: ScriptedStep = { kind: 'failed', health: FAILURE, retryAfterMs: 60_000 };

  test('for people whom a read brought that then failed', async () => {
    await read(people([1]), failed);
    expect(matchRuns).toBe(0);
    await read(people([1]), end(true));
    expect(matchRuns).toBe(1);
    await read(people([1]), end(true));
    expect(matchRuns).toBe(1);
  });

  test('at the next read where they could not be, or the gateway ended before', async () => {
    matches = false;
    await read(people([1]), end(true));
    await read(end(false));
    expect(matchRuns).toBe(2);
    await sync.stop();
    matches = true;
    sync = makeSync();
    sync.start();
    await rest();
    expect([matchRuns, origin.cursors.length]).toEqual([3, 2]);
    await read(end(false));
    expect(matchRuns).toBe(3);
  });
});

describe('people who were settled by hand', () => {
  test('who came by the directory leaves when it has them no more, although somebody bound their account by hand', async () => {
    await read(people([1, 2, 3]), end(true));
    const [one] = await accountsOf(1);
    const [two] = await accountsOf(2);
    if (one !== undefined && two !== undefined) {
      await bind(one.personId, 1);
      await bind(two.personId, 2);
    }
    await read(people([1, 2, 3]), end(false));
    expect(await names()).toEqual(['P1', 'P2', 'P3']);
    await read(gone([1]), end(false));
    expect(await names()).toEqual(['P2', 'P3']);
    await read(people([3]), end(true));
    expect(await names()).toEqual(['P3']);
  });

  test('whom another directory still has stays, and loses only the account of this one', async () => {
    await read(people([1, 2]), end(true));
    const [one] = await accountsOf(1);
    const other = systemId('other');
    await store.change(BY_HAND, async (change) => {
      const tenant = change.tenant(ACME);
      await tenant.systems.create({ id: other, technology: MSTEAMS, displayName: '', numberPlan: null, settings: {} });
      if (one !== undefined) {
        await tenant.bindings.put({ ...one, systemId: other }, null);
      }
    });
    await read(gone([1]), end(false));
    expect(await names()).toEqual(['P1', 'P2']);
    expect(await accountsOf(1)).toEqual([]);
    expect(sync.status().people).toBe(1);
  });

  test('an account that somebody wrote in capitals is the same account', async () => {
    const anna = await byHand('Anna');
    const anchor = 'abcdef00-0000-4000-8000-000000000001';
    const account = { systemId: TEAMS, address: anchor.toUpperCase(), role: 'owner', primary: false } as const;
    await store.change(BY_HAND, (change) =>
      change
        .tenant(ACME)
        .bindings.put({ personId: anna.id, ...account, origin: 'administrator', reason: '', expiresAt: null }, null),
    );
    await read({ kind: 'people', people: [originPerson(1, { anchor })] }, end(true));
    expect(await names()).toEqual(['Anna']);
    const kept = await store.read((view) => view.tenant(ACME).people.get(anna.id));
    expect(kept).toMatchObject({ person: { entraObjectId: anchor }, bindings: [{ address: account.address }] });
    await read({ kind: 'people', people: [originPerson(1, { anchor })] }, end(true));
    expect(await names()).toEqual(['Anna']);
  });

  test('whose account somebody else has by hand is left out, and makes no second person', async () => {
    const anna = await byHand('Anna', { entraObjectId: idOf(7) });
    await bind(anna.id, 1);
    await read(people([1, 2]), end(true));
    expect(await names()).toEqual(['Anna', 'P2']);
    expect(sync.status()).toMatchObject({ people: 1, leftOut: { 'account-taken': 1 } });
  });

  test('numbers in any form are kept, and one that two people share is', async () => {
    const phones = (...values: string[]) => values.map((value) => ({ kind: 'phone', value }) as const);
    const odd = phones('n/a', '☎', '+49 30 1234567', '+49301234567', '0049 (0)30 / 12 34 567 ext. 12', '---', '0');
    const given = [originPerson(1, { addresses: odd }), originPerson(2, { addresses: phones('+49 30 1234567') })];
    await read({ kind: 'people', people: given }, end(true));
    expect(await names()).toEqual(['P1', 'P2']);
    expect(sync.status().leftOut).toEqual({});
  });

  test('UPNs that change hands keep their people', async () => {
    await read(people([1, 2]), end(true));
    const upn = (n: number) => [{ kind: 'upn', value: `p${n}@acme.example` } as const];
    const swapped = [originPerson(1, { addresses: upn(2) }), originPerson(2, { addresses: upn(1) })];
    await read({ kind: 'people', people: swapped }, end(false));
    const found = await store.read((view) => view.tenant(ACME).people.byAddress('upn', 'p1@acme.example'));
    expect(found).toMatchObject([{ displayName: 'P2', entraObjectId: idOf(2) }]);
    expect(await names()).toEqual(['P1', 'P2']);
  });

  test('removed, then restored within one read, somebody stays; named, then removed, they leave', async () => {
    await read(people([1, 2]), end(true));
    await read(gone([1]), people([1]), people([2]), gone([2]), end(false));
    expect(await names()).toEqual(['P1']);
  });
});
