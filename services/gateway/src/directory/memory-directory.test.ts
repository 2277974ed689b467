import { type Person, personId, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { MemoryDirectory } from './memory-directory.ts';

const PBX = systemId('pbx');
const SITE2 = systemId('site2');

function person(id: string, displayName: string, more: Partial<Person> = {}): Person {
  return {
    id: personId(id),
    kind: 'person',
    displayName,
    addresses: [{ kind: 'upn', value: `${id}@Example.com` }],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings: [],
    ...more,
  };
}

function line(system: typeof PBX, address: string): Person['bindings'][number] {
  return { systemId: system, address, technology: 'PBX', lineKind: 'desk', role: 'owner', primary: true };
}

const directory = new MemoryDirectory({
  systems: [
    { id: PBX, technology: 'PBX', displayName: 'Main' },
    { id: SITE2, technology: 'PBX', displayName: 'Second' },
  ],
  groups: [{ id: 'sales', displayName: 'Sales' }],
  people: [
    person('anna', 'Anna Müller', {
      groupIds: ['sales'],
      addresses: [
        { kind: 'upn', value: 'Anna.Mueller@Example.com' },
        { kind: 'mail', value: 'a.mueller@example.com' },
        { kind: 'phone', value: '+49 (30) 123-4567' },
      ],
      bindings: [line(PBX, '567'), line(PBX, 'sip:anna@pbx.example.com')],
    }),
    person('bert', 'Bert Annaberg', { bindings: [line(SITE2, '567')], department: 'Purchasing' }),
    person('room1', 'Room 1', { kind: 'room', bindings: [line(PBX, '800')] }),
    person('cleo', 'Cleo Zimmer', { addresses: [{ kind: 'mail', value: 'info@example.com' }] }),
    person('dora', 'Dora Zimmer', { addresses: [{ kind: 'mail', value: 'info@example.com' }] }),
  ],
});

function resolved(address: string): string {
  const answer = directory.resolve({ by: 'address', address });
  return answer.kind === 'person' ? answer.person.id : answer.problem.reason;
}

describe('MemoryDirectory', () => {
  test.each([
    ['anna.mueller@EXAMPLE.com', 'anna'],
    [' A.Mueller@example.com ', 'anna'],
    ['+49301234567', 'anna'],
    ['0049 30 1234567', 'anna'],
    ['anna@pbx.example.com', 'anna'],
    ['sip:ANNA@pbx.example.com', 'anna'],
    ['800', 'room1'],
    ['567', 'person_ambiguous'],
    ['info@example.com', 'person_ambiguous'],
    ['nobody@example.com', 'person_unknown'],
    ['', 'person_unknown'],
  ])('resolves the address %j to %s', (address, expected) => {
    expect(resolved(address)).toBe(expected);
  });

  test('resolves an id as it is written, and says what to do about others', () => {
    expect(directory.resolve({ by: 'id', personId: 'bert' })).toMatchObject({ kind: 'person' });
    expect(directory.resolve({ by: 'id', personId: 'Bert' })).toEqual({
      kind: 'problem',
      problem: {
        code: 5,
        reason: 'person_unknown',
        message: 'nobody has the id "Bert": find people by Lookup or Search',
        details: {},
      },
    });
    expect(directory.resolve({ by: 'id', personId: '\u0000' })).toMatchObject({
      problem: { reason: 'person_unknown' },
    });
  });

  test.each([
    ['anna', ['anna', 'bert']],
    ['muller anna', ['anna']],
    ['ann', ['anna', 'bert']],
    ['annab', ['bert']],
    ['zimmer', ['cleo', 'dora']],
    ['purch', ['bert']],
    ['030 123', ['anna']],
    ['4930123', ['anna']],
    ['567', ['anna', 'bert']],
    ['  ', []],
    ['anna nobody', []],
  ])('search for %j finds %j, best first', (query, expected) => {
    expect(directory.search(query, 10, []).people.map(({ id }) => id)).toEqual(expected);
  });

  test('search says that more matched, and keeps to kinds', () => {
    expect(directory.search('zimmer', 1, [])).toMatchObject({ people: [{ id: 'cleo' }], truncated: true });
    expect(directory.search('1', 10, ['room']).people.map(({ id }) => id)).toEqual(['room1']);
  });

  test('lists in pages by name, and a token stays good when its entry is gone', () => {
    const all = { pageSize: 2, pageToken: null, kinds: [], groupId: null } as const;
    const first = directory.list(all);
    expect(first.people.map(({ id }) => id)).toEqual(['anna', 'bert']);
    const second = directory.list({ ...all, pageToken: first.nextPageToken });
    expect(second.people.map(({ id }) => id)).toEqual(['cleo', 'dora']);
    const third = directory.list({ ...all, pageToken: second.nextPageToken });
    expect(third).toMatchObject({ people: [{ id: 'room1' }], nextPageToken: null });
    const withoutBert = new MemoryDirectory({
      systems: [],
      groups: [],
      people: [...directory.people()].filter(({ id }) => id !== 'bert'),
    });
    expect(withoutBert.list({ ...all, pageToken: first.nextPageToken }).people.map(({ id }) => id)).toEqual([
      'cleo',
      'dora',
    ]);
    expect(directory.list({ ...all, groupId: 'sales' }).people.map(({ id }) => id)).toEqual(['anna']);
    expect(() => directory.list({ ...all, pageToken: 'x' })).toThrow('page_token "x" was not given by List');
  });

  test('names the people at a subject', () => {
    expect(directory.peopleAt({ systemId: SITE2, address: '567' }).map(({ id }) => id)).toEqual(['bert']);
    expect(directory.peopleAt({ systemId: SITE2, address: '1' })).toEqual([]);
  });
});
