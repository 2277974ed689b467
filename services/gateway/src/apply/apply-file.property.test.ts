import { AS_THE_TENANT, personId, systemId, tenantId } from '@lamplight/domain';
import type { Store, TenantChange } from '@lamplight/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyTenant } from '../every-tenant.ts';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { applyFile, planFile } from './apply-file.ts';

const FILE = 'tenants.yaml';
const CONTEXT = { folder: null, held: () => new Set<string>() };
const RUNS = { numRuns: 12 };

const few = (prefix: string, most = 3) => fc.nat({ max: most }).map((number) => `${prefix}${number}`);
const name = fc.constantFrom('One', 'Two', 'Ärger', 'x');

const system = fc.record({
  id: few('s', 2),
  technology: fc.constantFrom('PBX', 'SIPSIMPLE'),
  displayName: name,
});
const teams = fc.record({
  id: fc.constant('teams'),
  technology: fc.constant('MSTEAMS'),
  teams: fc.record({
    tenantId: fc.constantFrom('t1', 't2'),
    clientId: fc.constant('c'),
    secret: fc.constantFrom('one', 'two'),
    pollWatched: fc.constantFrom('2s', '3s'),
  }),
});

function binding(systems: readonly string[]) {
  return fc.record(
    {
      system: fc.constantFrom(...systems),
      address: few('10', 4),
      role: fc.constantFrom('owner', 'shared', 'logged-in'),
    },
    { requiredKeys: ['system', 'address'] },
  );
}

function person(systems: readonly string[], groups: readonly string[]) {
  return fc.record(
    {
      id: few('p', 4),
      displayName: name,
      mail: fc.constantFrom('a@example.com', 'b@example.com'),
      department: name,
      telephony: fc.constantFrom('pbx', 'teams'),
      kind: fc.constantFrom('person', 'guest'),
      groups: fc.subarray([...groups]),
      bindings:
        systems.length === 0
          ? fc.constant([])
          : fc.uniqueArray(binding(systems), {
              maxLength: 3,
              selector: ({ system: at, address }) => `${at} ${address}`,
            }),
    },
    { requiredKeys: ['id', 'displayName', 'groups', 'bindings'] },
  );
}

const byId = { maxLength: 4, selector: ({ id }: { readonly id: string }) => id };

const tenant = fc
  .record({
    systems: fc
      .tuple(fc.uniqueArray(system, byId), fc.option(teams))
      .map(([systems, ms]) => [...systems, ...(ms === null ? [] : [ms])]),
    groups: fc.uniqueArray(fc.record({ id: few('g'), displayName: name }), byId),
  })
  .chain(({ systems, groups }) =>
    fc.record({
      id: few('tenant', 1),
      displayName: name,
      systems: fc.constant(systems),
      groups: fc.constant(groups),
      people: fc.uniqueArray(
        person(
          systems.map(({ id }) => id),
          groups.map(({ id }) => id),
        ),
        byId,
      ),
      settings: fc.constantFrom({}, { privacy: { preset: 'works-council' } }, { retention: { jobs: 3 } }),
    }),
  );

/** Hashes are of one key each, whatever tenant has it. */
const file = fc.tuple(fc.uniqueArray(tenant, byId), fc.subarray(['1', '2', '3'])).map(([tenants, hashes]) =>
  JSON.stringify({
    tenants: tenants.map((one, index) => ({
      ...one,
      keys: hashes
        .filter((hash) => (Number(hash) + tenants.length) % tenants.length === index)
        .map((hash) => ({ id: `k${hash}`, hash: `sha256:${hash.repeat(64)}`, roles: ['watcher'] })),
    })),
  }),
);

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openMemoryStore();
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const apply = (store: Store, yaml: string) =>
  store.change(BY_HAND, (change) => applyFile(change, { yaml, fileName: FILE, ifPlan: null }, CONTEXT));
const plan = (store: Store, yaml: string) => store.read((view) => planFile(view, { yaml, fileName: FILE }, CONTEXT));

/** All that a file can say; those who have left are gone. */
function contentOf(store: Store): Promise<unknown> {
  return store.read(async (view) => {
    const contents: unknown[] = [];
    for await (const { id, displayName } of everyTenant(view)) {
      const of = view.tenant(id);
      const people = (await of.people.changedSince(0, 1_000)).changed.filter(({ person: one }) => one.leftAt === null);
      const lines = await of.lines.list(
        { systemId: null, query: '', kinds: [], bound: null },
        { limit: 100, after: null },
      );
      const systems = await of.systems.list();
      const settings = Object.entries(await of.settings.all()).map(([section, { value }]) => [section, value]);
      contents.push({
        id,
        displayName,
        systems: systems.map(({ id: at, technology, displayName: as, settings: set }) => [at, technology, as, set]),
        secrets: await Promise.all(systems.map(({ id: at }) => of.credentials.open(at, 'clientSecret'))),
        groups: (await of.groups.list()).map(({ id: group, displayName: as }) => [group, as]),
        people: people
          .map(({ person: one, bindings }) => [
            [one.id, one.displayName, one.kind, one.department, one.telephony, one.groupIds, one.addresses],
            bindings
              .map((bound) => [bound.systemId, bound.address, bound.role, bound.primary, bound.lineKind])
              .toSorted(),
          ])
          .toSorted(),
        lines: lines.items.map(({ systemId: at, address, kind }) => [at, address, kind]),
        keys: (await of.keys.list()).map(({ id: key, hash, roles }) => [key, hash, roles]),
        settings: settings.toSorted(),
      });
    }
    return contents;
  });
}

test('what was applied differs in nothing, and a second file makes of a first what it makes of nothing', async () => {
  await fc.assert(
    fc.asyncProperty(file, file, async (first, second) => {
      await withStore(async (store) => {
        await apply(store, first);
        expect((await plan(store, first)).differences).toEqual([]);
        await apply(store, second);
        expect((await plan(store, second)).differences).toEqual([]);
        await withStore(async (fresh) => {
          await apply(fresh, second);
          expect(await contentOf(store)).toEqual(await contentOf(fresh));
        });
      });
    }),
    RUNS,
  );
}, 120_000);

const HAND = systemId('by-hand');

/** One of everything, by hand. */
async function makeByHand(of: TenantChange): Promise<void> {
  await of.systems.create({ id: HAND, technology: 'PBX', displayName: 'Own', numberPlan: null, settings: {} });
  await of.groups.put({ id: 'own', displayName: 'Own' }, null);
  const input = { kind: 'person', department: '', telephony: 'pbx', entraObjectId: null, ...AS_THE_TENANT } as const;
  const own = { ...input, displayName: 'Own', addresses: [], groupIds: ['own'], origin: 'administrator' } as const;
  await of.people.create(own, personId('own'));
  const binding = { role: 'owner', primary: true, origin: 'administrator', reason: '', expiresAt: null } as const;
  await of.bindings.put({ ...binding, personId: personId('own'), systemId: HAND, address: '1' }, null);
  await of.keys.create({
    id: 'own',
    hash: `sha256:${'f'.repeat(64)}`,
    roles: ['watcher'],
    systemIds: [],
    personId: null,
    displayName: '',
    expiresAt: null,
  });
}

test('what was made by hand survives every file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
      await withStore(async (store) => {
        await apply(store, 'tenants: [{ id: tenant0 }]\n');
        const id = tenantId('tenant0');
        await store.change(BY_HAND, (change) => makeByHand(change.tenant(id)));
        const made = () =>
          store.read(async (view) => {
            const of = view.tenant(id);
            const owner = await of.people.get(personId('own'));
            return [
              await of.systems.get(HAND),
              (await of.groups.get('own'))?.displayName,
              owner?.bindings.map(({ address, primary }) => [address, primary]),
              owner?.person.groupIds,
              (await of.keys.get('own'))?.hash,
            ];
          });
        const before = await made();
        for (const yaml of files) {
          await apply(store, yaml);
          expect(await made()).toEqual(before);
        }
      });
    }),
    RUNS,
  );
}, 120_000);
