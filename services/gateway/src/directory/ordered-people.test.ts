import { AS_THE_TENANT, personId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { OrderedPeople, type OrderedPerson } from './ordered-people.ts';
import { queryWords, searchTextOf } from './search-text.ts';

function entry(id: number, displayName: string): OrderedPerson {
  const person = {
    id: personId(`p${id}`),
    kind: 'person',
    displayName,
    addresses: [],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings: [],
    ...AS_THE_TENANT,
    pause: null,
  } as const;
  return { position: { key: displayName.toLowerCase(), id: person.id }, person, text: searchTextOf(person, []) };
}

const everybody = Array.from({ length: 1_000 }, (_, index) => entry(index, `Name ${(index * 7_919) % 1_000} old`));

describe('one change after another', () => {
  test.each([1, 49, 50, 200, 400])('of %i people leaves what one made at once has', (count) => {
    const people = new OrderedPeople();
    people.change(everybody, []);
    people.search(queryWords('old'), 10, () => true);
    const renamed = everybody.slice(0, count).map((_, index) => entry(index, `Name ${index % 20} new`));
    const added = Array.from({ length: count }, (_, index) => entry(2_000 + index, `Zoe ${index} new`));
    const removed = everybody.slice(500, 500 + count).map(({ person }) => person.id);
    people.change([...renamed, ...added], removed);
    const atOnce = new OrderedPeople();
    const kept = everybody.slice(count).filter(({ person }) => !removed.includes(person.id));
    atOnce.change([...kept, ...renamed, ...added], []);
    expect([...people.from(null)]).toEqual([...atOnce.from(null)]);
    expect(people.size).toBe(atOnce.size);
    for (const query of ['new', 'old', 'name 7', 'zoe']) {
      const search = (of: OrderedPeople) => of.search(queryWords(query), 2_000, () => true).people;
      expect(search(people)).toEqual(search(atOnce));
    }
    expect(people.get(personId('p0'))?.person.displayName).toBe('Name 0 new');
    expect(removed.map((id) => people.get(id))).toEqual(removed.map(() => undefined));
  });
});
