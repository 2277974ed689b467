/**
 * Presence goes on while a directory is read: each change of the store is small, and so is each page that comes from the
 * store into the directory in memory. Counted in rows, since times depend on the machine.
 */
import type { DirectoryOrigin, OriginPage, OriginPerson } from '@lamplight/adapter-kit';
import { MSTEAMS, type PersonId, systemId, tenantId } from '@lamplight/domain';
import { ManualClock, seededRandom, silentLogger, silentTelemetry } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { expect, test } from 'vitest';
import { openTenantDirectory } from '../directory/directory-feed.ts';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { DIRECTORY, DirectorySync } from './directory-sync.ts';

const ACME = tenantId('acme');
const TEAMS = systemId('entra');
const PEOPLE = 1_100;
/** Of the audit: 250 people with their accounts and bindings, what one change writes at most. */
const ROWS = 750;
const PAGE = 250;
const EVERY_ENTRY = { entity: null, entityId: null, actorId: DIRECTORY.id, personId: null, from: null, to: null };

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ids = Array.from({ length: PEOPLE }, (_, index) => idOf(index));

function person(anchor: string): OriginPerson {
  const upn = { kind: 'upn', value: `${anchor}@acme.example` } as const;
  return { anchor, kind: 'person', displayName: anchor, department: '', addresses: [upn] };
}

const members = (added: readonly string[]): OriginPage => ({
  kind: 'members',
  groupId: 'all',
  complete: true,
  added,
  removed: [],
});
const GROUP: OriginPage = { kind: 'groups', groups: [{ id: 'all', displayName: 'All' }] };
const END: OriginPage = { kind: 'end', full: true, cursor: 'c' };

/** Pages as large as they may be: everybody on one. */
const READS: readonly (readonly OriginPage[])[] = [
  [{ kind: 'people', people: ids.map(person) }, GROUP, members(ids), END],
  // Some leave, and only half of the others stay members.
  [{ kind: 'people', people: ids.slice(200).map(person) }, GROUP, members(ids.slice(600)), END],
];

test('however large a page is, a change is small, and others go on between two of them', async () => {
  const clock = new ManualClock();
  const store = await openMemoryStore(clock);
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: 'Acme' });
    const { systems } = change.tenant(ACME);
    await systems.create({ id: TEAMS, technology: MSTEAMS, displayName: '', numberPlan: null, settings: {} });
  });
  const random = seededRandom(3);
  const around = { store, clock, random, logger: silentLogger, telemetry: silentTelemetry };
  const feed = await openTenantDirectory({ tenantId: ACME, ...around });
  const pages: (readonly PersonId[])[] = [];
  feed.directory.listen((changed) => pages.push(changed));

  const written: number[] = [];
  /** Changes of the sync that ended while somebody else's change waited. */
  const others: Promise<number>[] = [];
  let last = 0;
  const newEntries = async (): Promise<number> => {
    const { entries } = await store.read((view) => view.tenant(ACME).audit.list(EVERY_ENTRY, last, 10_000));
    last = entries.at(-1)?.sequence ?? last;
    return entries.length;
  };
  const seen: Pick<Store, 'read' | 'change'> = {
    read: (work) => store.read(work),
    change: async (actor, work) => {
      const before = written.length;
      const result = store.change(actor, work);
      const other = store.change(BY_HAND, (change) => change.tenant(ACME).settings.put('seen', before, null));
      others.push(other.then(() => written.length - before));
      const answer = await result;
      written.push(await newEntries());
      return answer;
    },
  };
  const reads = [...READS];
  const origin: DirectoryOrigin = {
    refreshMs: 3_600_000,
    withoutNumbers: null,
    goesOnFrom: () => true,
    async *read() {
      yield* reads.shift() ?? [];
    },
  };
  const directory = { origin: () => origin, changed: () => undefined };
  const matched = () => Promise.resolve(true);
  const sync = new DirectorySync({ tenantId: ACME, systemId: TEAMS, directory, matched, ...around, store: seen });
  sync.start();
  await expect.poll(() => sync.status().next).not.toBeNull();
  await sync.ask(true);
  await expect.poll(() => sync.status().people).toBe(PEOPLE - 200);
  await feed.inForce();

  expect(feed.directory.size).toBe(PEOPLE - 200);
  const [group] = await store.read((view) => view.tenant(ACME).groups.list());
  expect(group).toMatchObject({ id: 'all', members: PEOPLE - 600 });
  expect(Math.max(...written)).toBeLessThanOrEqual(ROWS);
  expect(Math.max(...(await Promise.all(others)))).toBeLessThanOrEqual(1);
  // One change of the store may end in the midst of a page, which then ends with its last revision.
  expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(2 * PAGE);

  await sync.stop();
  feed.close();
  await store.close();
});
