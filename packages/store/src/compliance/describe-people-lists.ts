import { type EntryKind, personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import type { PeopleFilter, PersonRecord } from '../ports/people.ts';
import type { Page } from '../ports/shared.ts';
import type { Store } from '../ports/store.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import {
  bindingInput,
  changing,
  EVERYBODY,
  FIRST_PAGE,
  namesOf,
  PBX,
  personInput,
  reading,
  TEAMS,
  withSystems,
} from './sample-records.ts';
import type { StoreBench } from './store-bench.ts';

export function describePeopleLists(bench: () => StoreBench): void {
  const find = async (store: Store, filter: Partial<PeopleFilter>): Promise<readonly string[]> => {
    const page = await reading(store, ({ people }) => people.list({ ...EVERYBODY, ...filter }, FIRST_PAGE));
    return namesOf(page.items);
  };
  const withNames = async (...names: string[]): Promise<Store> => {
    const store = await withSystems(await bench().openWithTenant());
    await changing(store, async ({ people }) => {
      for (const name of names) {
        await people.create(personInput(name));
      }
    });
    return store;
  };

  describe('a list of people', () => {
    test('is sorted without regard to case and accents, in the same way whatever the engine', async () => {
      const store = await withNames('Zoe', 'émile', 'Emil', 'ángel', '_x', 'Örs', 'Anna', '🙂', 'ost', 'Ämne', '日本');
      expect(await find(store, {})).toEqual([
        '_x',
        'Ämne',
        'ángel',
        'Anna',
        'Emil',
        'émile',
        'Örs',
        'ost',
        'Zoe',
        '日本',
        '🙂',
      ]);
    });

    test('finds every word in names and addresses, in any order, without regard to case and accents', async () => {
      const store = await withNames('Jörg Müller-Weiß', 'Jorge Muller', 'Anna Berg');
      await changing(store, ({ people }) =>
        people.create(
          personInput('Chloé', {
            addresses: [
              { kind: 'mail', value: 'Sales.Desk@example.com' },
              { kind: 'phone', value: '+49 30 1234-567' },
            ],
          }),
        ),
      );
      expect(await find(store, { query: 'mull jor' })).toEqual(['Jörg Müller-Weiß', 'Jorge Muller']);
      expect(await find(store, { query: ' WEISS ' })).toEqual(['Jörg Müller-Weiß']);
      expect(await find(store, { query: 'desk@EXAMPLE chloe' })).toEqual(['Chloé']);
      expect(await find(store, { query: '301234567' })).toEqual(['Chloé']);
      expect(await find(store, { query: 'berg müller' })).toEqual([]);
    });

    test.each(HOSTILE_TEXTS)('takes %j for what it says, as a name and as a query', async (text) => {
      const store = await withNames('Anna', 'percent 100', `${text} x`);
      expect(await find(store, { query: text })).toEqual([`${text} x`]);
      expect((await find(store, {})).length).toBe(3);
    });

    test('refuses what no engine could give back as it was', async () => {
      const store = await withNames();
      for (const text of ['a\u0000b', '\ud800']) {
        const creating = changing(store, ({ people }) => people.create(personInput(text)));
        await expect(creating).rejects.toMatchObject({ reason: 'request_invalid' });
        await expect(find(store, { query: text })).rejects.toMatchObject({ reason: 'request_invalid' });
        const looking = reading(store, ({ people }) => people.byAddress('mail', text));
        await expect(looking).rejects.toMatchObject({ reason: 'request_invalid' });
      }
    });

    test('shows those who are of a kind, in a group, at a system, of a profile, here, gone, paused, or without', async () => {
      const store = await withNames();
      await changing(store, async ({ people, bindings }) => {
        const person = (name: string, kind: EntryKind = 'person', groupIds: string[] = []) =>
          people.create(personInput(name, { kind, groupIds }));
        const anna = await person('Anna', 'person', ['sales']);
        const ben = await person('Ben', 'guest');
        const room = await person('Room', 'room', ['sales']);
        await bindings.put(bindingInput(anna.id, '567'), null);
        await bindings.put(bindingInput(ben.id, 'b', { systemId: TEAMS }), null);
        await bindings.put(bindingInput(room.id, '568'), null);
        await people.leave(room.id, null);
        await people.setPause(ben.id, { until: null, by: 'key' }, null);
        await people.update(ben.id, { profileId: 'quiet' }, null);
      });
      expect(await find(store, { kinds: ['guest', 'room'] })).toEqual(['Ben', 'Room']);
      expect(await find(store, { groupId: 'sales' })).toEqual(['Anna', 'Room']);
      expect(await find(store, { systemId: PBX })).toEqual(['Anna', 'Room']);
      expect(await find(store, { profileId: 'quiet' })).toEqual(['Ben']);
      expect(await find(store, { state: 'active' })).toEqual(['Anna', 'Ben']);
      expect(await find(store, { state: 'left' })).toEqual(['Room']);
      expect(await find(store, { state: 'paused' })).toEqual(['Ben']);
      expect(await find(store, { without: 'line' })).toEqual(['Ben']);
      expect(await find(store, { without: 'teams' })).toEqual(['Anna', 'Room']);
      expect(await find(store, { groupId: 'sales', state: 'active', query: 'ann', systemId: PBX })).toEqual(['Anna']);
    });

    test.each(['', 'person'])('pages on while people come and go, for the query %j', async (query) => {
      const store = await withNames();
      await changing(store, ({ people }) =>
        people.createMany(
          // Ids against the order in which they come, so that only sorting brings those of one name in order.
          Array.from({ length: 30 }, (_, index) => ({
            id: personId(`p${99 - index}`),
            person: personInput(`Person ${index % 10}`),
          })),
        ),
      );
      const seen: PersonRecord[] = [];
      let after: string | null = null;
      let extra = 0;
      do {
        const from: string | null = after;
        const page: Page<PersonRecord> = await reading(store, ({ people }) =>
          people.list({ ...EVERYBODY, query }, { limit: 7, after: from }),
        );
        seen.push(...page.items);
        after = page.next;
        // The last one shown goes, one comes before it and one after it: nobody else is skipped or shown twice.
        await changing(store, async ({ people }) => {
          const last = page.items.at(-1);
          if (last !== undefined) {
            await people.erase(last.id);
          }
          extra += 1;
          await people.create(personInput(`A ${extra}`));
          await people.create(personInput(`Z person ${extra}`));
        });
      } while (after !== null);
      const first = seen.filter(({ displayName }) => /^Person/.test(displayName));
      expect(first.length).toBe(30);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen.some(({ displayName }) => displayName.startsWith('A'))).toBe(false);
      expect(seen.some(({ displayName }) => displayName.startsWith('Z'))).toBe(true);
    });

    test('refuses a limit and a cursor that no page gave', async () => {
      const store = await withNames('Anna');
      const list = (limit: number, after: string | null) =>
        reading(store, ({ people }) => people.list(EVERYBODY, { limit, after }));
      for (const limit of [0, 1_001, 1.5, Number.NaN]) {
        await expect(list(limit, null)).rejects.toMatchObject({ reason: 'request_invalid' });
      }
      for (const after of ['', 'x', '%', Buffer.from('["a"]').toString('base64url'), '🙂']) {
        await expect(list(10, after)).rejects.toMatchObject({ reason: 'request_invalid' });
      }
    });
  });
}
