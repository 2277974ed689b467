import type { PersonId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { PersonInput, PersonRecord, Synced } from '../ports/people.ts';
import type { Store } from '../ports/store.ts';
import type { TenantView } from '../ports/tenant.ts';
import { changing, entry, objectId, personInput, reading, withSystems } from './sample-records.ts';
import { type StoreBench, TENANT } from './store-bench.ts';

/** What a directory brings: whom it finds, what it may change, what it leaves alone. */
export function describePeopleSync(bench: () => StoreBench): void {
  const opened = async (): Promise<Store> => withSystems(await bench().openWithTenant());
  const sync = (store: Store, ...entries: PersonInput[]): Promise<readonly Synced[]> =>
    changing(store, ({ people }) => people.sync(entries));
  const byUpn = async (store: Store, upn: string): Promise<readonly PersonRecord[]> =>
    reading(store, ({ people }) => people.byAddress('upn', upn));
  const upn = (value: string) => [{ kind: 'upn', value } as const];

  describe('a sync of people', () => {
    test('creates, changes, brings back, and writes nothing where nothing differs', async () => {
      const store = await opened();
      const [anna, ben, cem] = await sync(store, entry(1), entry(2), entry(3));
      expect([anna?.outcome, ben?.outcome, cem?.outcome]).toEqual(['created', 'created', 'created']);
      await changing(store, ({ people }) => people.leave(cem?.personId ?? entryMissing(), null));
      const revision = await store.read((view) => view.tenants.revisionOf(TENANT));
      expect(await sync(store, entry(1), entry(2))).toEqual([
        { personId: anna?.personId, outcome: 'same' },
        { personId: ben?.personId, outcome: 'same' },
      ]);
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(revision);
      expect(await sync(store, entry(1), entry(2, { department: 'Sales' }), entry(3))).toEqual([
        { personId: anna?.personId, outcome: 'same' },
        { personId: ben?.personId, outcome: 'updated' },
        { personId: cem?.personId, outcome: 'returned' },
      ]);
      const revisions = await reading(store, ({ people }) => people.changedSince(revision, 10));
      expect(revisions.changed.map(({ person }) => person.id)).toEqual([ben?.personId, cem?.personId]);
    });

    test('a renamed UPN keeps its person, whatever the case of the object id', async () => {
      const store = await opened();
      const [anna] = await sync(store, entry(0xab));
      const renamed = entry(0xab, {
        entraObjectId: objectId(0xab).toUpperCase(),
        addresses: upn('anna.berg@example.com'),
      });
      expect(await sync(store, renamed)).toEqual([{ personId: anna?.personId, outcome: 'updated' }]);
      expect(await byUpn(store, 'person171@example.com')).toEqual([]);
      expect(await byUpn(store, 'anna.berg@example.com')).toMatchObject([{ id: anna?.personId }]);
    });

    test('a person without anchor is found by UPN and gets the anchor; so does an entry without one', async () => {
      const store = await opened();
      const [anna] = await sync(store, entry(1, { entraObjectId: null }));
      expect(await sync(store, entry(1))).toEqual([{ personId: anna?.personId, outcome: 'updated' }]);
      expect(await sync(store, entry(1, { entraObjectId: null }))).toEqual([
        { personId: anna?.personId, outcome: 'same' },
      ]);
      expect(await byUpn(store, 'PERSON1@example.com')).toMatchObject([{ entraObjectId: objectId(1) }]);
    });

    test('what an entry leaves out stays, and is nothing in particular of somebody new', async () => {
      const store = await opened();
      const known = { telephony: 'teams', profileId: 'quiet', takesPart: false, groupIds: ['sales'] } as const;
      const [anna] = await sync(store, entry(1, known));
      const { kind, department, entraObjectId, addresses, origin } = entry(1);
      const said = { kind, department, entraObjectId, addresses, origin, displayName: 'Anna' };
      expect(await changing(store, ({ people }) => people.sync([said]))).toMatchObject([{ outcome: 'updated' }]);
      expect(await byUpn(store, 'person1@example.com')).toMatchObject([{ id: anna?.personId, ...known }]);
      const other = { ...said, entraObjectId: objectId(2), addresses: upn('ben@example.com') };
      expect(await changing(store, ({ people }) => people.sync([other]))).toMatchObject([{ outcome: 'created' }]);
      expect(await byUpn(store, 'ben@example.com')).toMatchObject([
        { telephony: 'pbx', profileId: null, takesPart: null, groupIds: [] },
      ]);
    });

    test('a directory says who is in a group, and whom somebody else put there stays', async () => {
      const store = await opened();
      await changing(store, ({ groups }) => groups.put({ id: 'leads', displayName: 'Leads' }, null));
      await sync(store, entry(1), entry(2), entry(3));
      await changing(store, ({ people }) =>
        people.create(personInput('Dora', { entraObjectId: objectId(4), groupIds: ['leads'] })),
      );
      const members = async () => {
        const everybody = await reading(store, ({ people }) => people.changedSince(0, 100));
        return everybody.changed
          .filter(({ person }) => person.groupIds.includes('leads'))
          .map(({ person }) => person.displayName)
          .sort();
      };
      const change = (added: number[], removed: number[] = [], removedPeople: readonly PersonId[] = []) =>
        changing(store, ({ groups }) =>
          groups.changeMembers('leads', {
            added: added.map((number) => objectId(number).toUpperCase()),
            removed: removed.map(objectId),
            removedPeople,
          }),
        );
      await change([1, 2, 99]);
      expect(await members()).toEqual(['Dora', 'Person 1', 'Person 2']);
      const revision = await store.read((view) => view.tenants.revisionOf(TENANT));
      await change([1], [3]);
      expect(await store.read((view) => view.tenants.revisionOf(TENANT))).toBe(revision);
      await change([3], [1, 4]);
      expect(await members()).toEqual(['Dora', 'Person 2', 'Person 3']);
      const [second] = await byUpn(store, 'person2@example.com');
      await change([1], [], second === undefined ? [] : [second.id]);
      expect(await members()).toEqual(['Dora', 'Person 1', 'Person 3']);
      expect(await reading(store, ({ groups }) => groups.get('leads'))).toMatchObject({ members: 3 });
      await expect(
        changing(store, ({ groups }) => groups.changeMembers('nobody', { added: [], removed: [], removedPeople: [] })),
      ).rejects.toMatchObject({ reason: 'record_unknown' });
    });

    test('members that a directory gave are listed page by page, those of others are not', async () => {
      const store = await opened();
      const synced = await sync(store, entry(1), entry(2), entry(3));
      await changing(store, async ({ groups, people }) => {
        await groups.put({ id: 'leads', displayName: 'Leads' }, null);
        await people.create(personInput('Dora', { entraObjectId: objectId(4), groupIds: ['leads'] }));
        await groups.changeMembers('leads', { added: [1, 2, 3].map(objectId), removed: [], removedPeople: [] });
        await people.update(synced[1]?.personId ?? entryMissing(), { entraObjectId: null }, null);
      });
      const seen: unknown[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<TenantView['groups']['membersByDirectory']>> = await reading(
          store,
          ({ groups }) => groups.membersByDirectory('leads', { limit: 2, after }),
        );
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...page.items);
        after = page.next;
      } while (after !== null);
      const ids = synced.map(({ personId }) => personId);
      expect(seen).toHaveLength(3);
      expect(new Set(seen)).toEqual(
        new Set([
          { personId: ids[0], entraObjectId: objectId(1) },
          { personId: ids[1], entraObjectId: null },
          { personId: ids[2], entraObjectId: objectId(3) },
        ]),
      );
      expect(await reading(store, ({ groups }) => groups.names())).toContainEqual({
        id: 'leads',
        displayName: 'Leads',
      });
    });

    test('a UPN that moved to another object id is a new person', async () => {
      const store = await opened();
      const [anna] = await sync(store, entry(1));
      const [other] = await sync(store, entry(2, { addresses: upn('person1@example.com') }));
      expect(other?.outcome).toBe('created');
      expect(other?.personId).not.toBe(anna?.personId);
    });

    test('of two entries for one person the later one decides, as if they had come one after another', async () => {
      const store = await opened();
      const [first, second] = await sync(store, entry(1), entry(1, { department: 'Sales' }));
      expect([first?.outcome, second?.outcome]).toEqual(['created', 'updated']);
      expect(second?.personId).toBe(first?.personId);
      expect(await byUpn(store, 'person1@example.com')).toMatchObject([{ department: 'Sales' }]);
    });

    test('leaves a person made by hand as they are, and adds anchor, addresses and groups', async () => {
      const store = await opened();
      const anna = await changing(store, ({ people }) =>
        people.create(
          personInput('Anna Berg', {
            department: 'Board',
            telephony: 'twinned',
            addresses: [...upn('Person1@example.com'), { kind: 'phone', value: '+49301234567' }],
            groupIds: ['sales'],
          }),
        ),
      );
      const mail = { kind: 'mail', value: 'person1@example.com' } as const;
      const brought = entry(1, {
        addresses: [...upn('person1@example.com'), mail],
        groupIds: ['support'],
        department: 'x',
      });
      await sync(store, brought);
      const merged = await reading(store, ({ people }) => people.get(anna.id));
      expect(merged?.person).toMatchObject({
        displayName: 'Anna Berg',
        department: 'Board',
        telephony: 'twinned',
        origin: 'administrator',
        entraObjectId: objectId(1),
        addresses: [...upn('Person1@example.com'), mail, { kind: 'phone', value: '+49301234567' }],
        groupIds: ['sales', 'support'],
      });
      // The directory takes back what it gave, and nothing else.
      await sync(store, entry(1, { addresses: [], groupIds: [] }));
      const after = await reading(store, ({ people }) => people.get(anna.id));
      expect(after?.person).toMatchObject({
        addresses: [...upn('Person1@example.com'), { kind: 'phone', value: '+49301234567' }],
        groupIds: ['sales'],
      });
    });

    test('leaves the fields that an administrator set on a person of the directory', async () => {
      const store = await opened();
      const [{ personId } = entryMissing()] = await sync(store, entry(1, { department: 'Sales' }));
      const statuses = { Busy: { tone: 'in-use', labelId: null, reach: null } } as const;
      const byHand = { profileId: 'quiet', timeZone: 'Europe/Berlin', takesPart: false, statuses };
      await changing(store, ({ people }) => people.update(personId, { telephony: 'twinned', ...byHand }, null));
      const [synced] = await sync(store, entry(1, { department: 'Support', displayName: 'Anna' }));
      expect(synced?.outcome).toBe('updated');
      expect((await reading(store, ({ people }) => people.get(personId)))?.person).toMatchObject({
        telephony: 'twinned',
        ...byHand,
        department: 'Support',
        displayName: 'Anna',
        origin: 'directory',
      });
    });

    test('an import by an administrator has the last word', async () => {
      const store = await opened();
      const [{ personId } = entryMissing()] = await sync(store, entry(1));
      await sync(store, entry(1, { department: 'Board', origin: 'administrator' }));
      await sync(store, entry(1, { department: 'Sales' }));
      expect((await reading(store, ({ people }) => people.get(personId)))?.person.department).toBe('Board');
    });

    test('refuses an entry that could never be found again, and an unknown group, and takes nothing', async () => {
      const store = await opened();
      await expect(sync(store, entry(1), personInput('Nobody'))).rejects.toMatchObject({
        reason: 'request_invalid',
        details: { index: '1' },
      });
      await expect(sync(store, entry(1, { groupIds: ['none'] }))).rejects.toMatchObject({ reason: 'record_unknown' });
      expect(await reading(store, ({ people }) => people.count())).toBe(0);
    });

    test('of thousands is told by changedSince in pages that stay bounded', async () => {
      const store = await opened();
      await sync(store, ...Array.from({ length: 2_500 }, (_, number) => entry(number)));
      const sizes: number[] = [];
      const seen = new Set<string>();
      for (let page = { through: 0, complete: false }; !page.complete; ) {
        const next = await reading(store, ({ people }) => people.changedSince(page.through, 400));
        sizes.push(next.changed.length);
        for (const { person } of next.changed) {
          seen.add(person.id);
        }
        page = next;
      }
      expect(seen.size).toBe(2_500);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(1_400);
    });
  });
}

function entryMissing(): never {
  throw new Error('the sync gave no outcome');
}
