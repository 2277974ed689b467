import { type Person, type PersonId, personId } from '@lamplight/domain';
import { lamplightProfile, type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { MemoryLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { EditableDirectory } from '../../../../test/fakes/editable-directory.ts';
import type { ChosenProfiles } from '../tenant/live-settings.ts';
import type { KeptProfile, KeptProfiles } from './kept-profiles.ts';
import { ProfileBook } from './profile-book.ts';

const NOTHING_CHOSEN: ChosenProfiles = { profile: 'lamplight', groups: [], timeZone: 'UTC', labels: {}, statuses: {} };

function kept(...profiles: readonly Profile[]): KeptProfiles {
  return new Map(profiles.map((profile) => [profile.id, keptAs(profile.id, profile, 1)]));
}

/** @param readable the version that can be read; the newest is 2 where it cannot */
function keptAs(id: string, profile: Profile | null, readable: number | null): KeptProfile {
  const times = { revision: 1, createdAt: 0, updatedAt: 0 };
  const record = { id, version: readable === 1 ? 1 : 2, content: '', author: '', note: '', ...times };
  const finding = { line: 1, column: 1, severity: 'error', rule: null, message: 'is not known' } as const;
  return {
    record,
    inForce: readable === null ? null : { ...record, version: readable },
    findings: readable === record.version ? [] : [finding],
    profile,
    extends: null,
  };
}

const named = (id: string): Profile => ({ ...lamplightProfile, id });

function opened() {
  const directory = new EditableDirectory({});
  const put = (name: string, facts: Partial<Person> = {}) => directory.put(name, [], facts);
  const [anna, bert, carla] = [
    put('anna', { groupIds: ['sales-people'] }),
    put('bert', { profileId: 'own' }),
    put('carla', { timeZone: 'Asia/Tokyo' }),
  ];
  const logger = new MemoryLogger();
  const listeners = new Set<() => void>();
  let profiles = NOTHING_CHOSEN;
  const settings = {
    get profiles() {
      return profiles;
    },
    listen: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const book = new ProfileBook({ directory, settings, logger });
  const concerned: (readonly PersonId[])[] = [];
  book.listen((ids) => concerned.push(ids));
  const choose = (choices: Partial<ChosenProfiles>): void => {
    profiles = { ...profiles, ...choices };
    for (const listener of listeners) {
      listener();
    }
  };
  const person = (id: PersonId): Person => {
    const found = directory.person(id);
    if (found === undefined) {
      throw new Error('nobody');
    }
    return found;
  };
  const idOf = (id: PersonId): string => book.profileOf(person(id)).id;
  return { book, directory, logger, concerned, choose, idOf, person, listeners, people: { anna, bert, carla } };
}

test('a profile that comes concerns those who have chosen it, and so does one that goes', () => {
  const { book, concerned, idOf, people } = opened();
  expect(idOf(people.bert)).toBe('lamplight');
  book.take(kept(named('own'), named('of-nobody')));
  expect([idOf(people.bert), idOf(people.anna)]).toEqual(['own', 'lamplight']);
  book.take(kept(named('of-nobody')));
  expect(idOf(people.bert)).toBe('lamplight');
  expect(concerned).toEqual([[people.bert], [people.bert]]);
});

test('a profile of the same id as a shipped one does not take its place', () => {
  const { book, idOf, people } = opened();
  book.take(kept({ ...named('lamplight'), title: 'ours' }));
  expect(idOf(people.anna)).toBe('lamplight');
  expect(book.profiles.get('lamplight')).toBe(SHIPPED_PROFILES.get('lamplight'));
});

test('what a group has concerns its people, what the tenant has everybody who has nothing else', () => {
  const { book, choose, concerned, idOf, people } = opened();
  book.take(kept(named('own'), named('sales'), named('house')));
  concerned.length = 0;
  choose({ groups: [{ group: 'sales-people', profile: 'sales' }] });
  choose({ profile: 'house' });
  expect(concerned).toEqual([[people.anna], [people.carla]]);
  expect([idOf(people.anna), idOf(people.bert), idOf(people.carla)]).toEqual(['sales', 'own', 'house']);
});

test('the time zone of the tenant concerns those who have none of their own', () => {
  const { book, choose, concerned, people, person } = opened();
  choose({ timeZone: 'Europe/Berlin' });
  expect(concerned).toEqual([[people.anna, people.bert]]);
  expect(book.timeZoneOf(person(people.anna))).toBe('Europe/Berlin');
  expect(book.timeZoneOf(person(people.carla))).toBe('Asia/Tokyo');
});

test('statuses of the tenant concern everybody, labels nobody', () => {
  const { book, choose, concerned, people, person } = opened();
  const Busy = { tone: 'away', labelId: null, reach: null } as const;
  choose({ labels: { 'at-work': { en: 'At work' } } });
  expect(concerned).toEqual([[]]);
  choose({ statuses: { Busy } });
  expect(concerned[1]).toEqual([people.anna, people.bert, people.carla]);
  expect(book.statusesOf(person(people.anna))).toEqual({ Busy });
});

test('nothing is said where nothing differs', () => {
  const { book, choose, concerned } = opened();
  const own = named('own');
  book.take(kept(own));
  book.take(kept(own));
  choose({});
  expect(concerned.filter((ids) => ids.length > 0)).toHaveLength(1);
  expect(concerned.slice(1).flat()).toEqual([]);
});

test('an id that nobody knows is logged once; whoever has it falls through', () => {
  const { logger, idOf, people } = opened();
  expect([idOf(people.bert), idOf(people.bert), idOf(people.bert)]).toEqual(['lamplight', 'lamplight', 'lamplight']);
  const warnings = logger.messages.filter((message) => message.startsWith('there is no such profile'));
  expect(warnings).toHaveLength(1);
});

test('a version that cannot be read is logged once, and again when it is a new one', () => {
  const { book, logger, idOf, people } = opened();
  const errors = () => logger.messages.filter((message) => message.startsWith('a profile cannot be read')).length;
  const earlier = named('own');
  book.take(new Map([['own', keptAs('own', earlier, null)]]));
  book.take(new Map([['own', keptAs('own', earlier, null)]]));
  expect([errors(), idOf(people.bert)]).toEqual([1, 'own']);
  const another = keptAs('own', null, null);
  book.take(new Map([['own', { ...another, record: { ...another.record, version: 3 } }]]));
  expect([errors(), idOf(people.bert)]).toEqual([2, 'lamplight']);
});

test('it lets go of the settings', () => {
  const { book, listeners } = opened();
  expect(listeners.size).toBe(1);
  book.close();
  expect(listeners.size).toBe(0);
});

test('somebody who is not in the directory any more can be asked of', () => {
  const { book, directory, person } = opened();
  const dirk = person(directory.put('dirk', []));
  directory.remove(personId('dirk'));
  expect(book.profileOf(dirk).id).toBe('lamplight');
});
