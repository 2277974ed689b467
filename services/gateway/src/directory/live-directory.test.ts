import { AS_THE_TENANT, type Person, personId, systemId } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { LiveDirectory } from './live-directory.ts';

const PBX = systemId('pbx');
const SITE2 = systemId('site2');

const GERMAN = {
  countryCode: '49',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '',
};

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
    ...AS_THE_TENANT,
    pause: null,
    ...more,
  };
}

function line(system: typeof PBX, address: string): Person['bindings'][number] {
  return { systemId: system, address, technology: 'PBX', lineKind: 'desk', role: 'owner', primary: true };
}

const directory = new LiveDirectory({
  systems: [
    { id: PBX, technology: 'PBX', displayName: 'Main', numberPlan: null },
    { id: SITE2, technology: 'PBX', displayName: 'Second', numberPlan: null },
  ],
  groups: [{ id: 'sales', displayName: 'Sales' }],
  removed: [],
  changed: [
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

describe('LiveDirectory', () => {
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
    const withoutBert = new LiveDirectory({
      systems: [],
      groups: [],
      removed: [],
      changed: [...directory.people()].filter(({ id }) => id !== 'bert'),
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

describe('numbers by the plans of their systems', () => {
  const berlin = { ...GERMAN, areaCode: '30', sitePrefix: '1234' };
  const munich = { ...GERMAN, areaCode: '89', sitePrefix: '99' };
  const sites = new LiveDirectory({
    systems: [
      { id: PBX, technology: 'PBX', displayName: 'Berlin', numberPlan: berlin },
      { id: SITE2, technology: 'PBX', displayName: 'Munich', numberPlan: munich },
    ],
    removed: [],
    changed: [
      person('anna', 'Anna', { bindings: [line(PBX, '567')] }),
      person('bert', 'Bert', { bindings: [line(SITE2, '567'), line(SITE2, '+49 89 99-100')] }),
      person('cleo', 'Cleo', { addresses: [{ kind: 'phone', value: '030 1234-200' }] }),
      person('dora', 'Dora', { bindings: [{ ...line(PBX, '567'), role: 'shared', primary: false }, line(PBX, '300')] }),
      person('erik', 'Erik', { bindings: [{ ...line(SITE2, '400'), role: 'shared' }] }),
    ],
  });

  test.each([
    // One phone, however it is written.
    ['+49 30 1234-567', 'anna'],
    ['0301234567', 'anna'],
    ['0049 (30) 1234567', 'anna'],
    ['tel:+49-30-1234-567', 'anna'],
    // Every site has a 567.
    ['567', 'person_ambiguous'],
    ['089 99567', 'bert'],
    // Only one site has a 100, bound by its number in full; 200 is somebody's phone.
    ['100', 'bert'],
    ['+493012342 00', 'cleo'],
    ['200', 'cleo'],
    // Whoever shares a line is not who it belongs to, unless it belongs to nobody.
    ['300', 'dora'],
    ['+498999400', 'erik'],
    ['+49 30 1234-999', 'person_unknown'],
  ])('resolves %j to %s', (address, expected) => {
    const answer = sites.resolve({ by: 'address', address });
    expect(answer.kind === 'person' ? answer.person.id : answer.problem.reason).toBe(expected);
  });

  test('says how many people an ambiguous extension may mean, and how to name one', () => {
    expect(sites.resolve({ by: 'address', address: '567' })).toEqual({
      kind: 'problem',
      problem: {
        code: 3,
        reason: 'person_ambiguous',
        message: '2 people have the address "567": name the one by person_id, or write the number in full',
        details: { matches: '2' },
      },
    });
  });

  test.each([
    ['567', PBX, ['anna']],
    ['567', SITE2, ['bert']],
    ['300', SITE2, []],
    ['0301234567', SITE2, ['anna']],
    ['+49 89 99-100', SITE2, ['bert']],
    ['ANNA@example.com', SITE2, ['anna']],
    ['anna', SITE2, ['anna']],
    ['nobody', PBX, []],
    ['', PBX, []],
  ])('%j at %s names %j', (name, system, expected) => {
    expect(sites.named(system, name).map(({ id }) => id)).toEqual(expected);
  });

  test('finds people by the number of their line in full', () => {
    expect(sites.search('+49301234567', 10, []).people.map(({ id }) => id)).toEqual(['anna', 'dora']);
  });

  test('reads every line anew under another plan', () => {
    const moved = new LiveDirectory({
      systems: [...sites.systems.values()],
      changed: [...sites.people()],
      removed: [],
    });
    const told: (readonly string[])[] = [];
    moved.listen((changed) => told.push(changed));
    const systems = [...moved.systems.values()].map((system) =>
      system.id === PBX ? { ...system, numberPlan: { ...berlin, sitePrefix: '5678' } } : system,
    );
    moved.apply({ systems, changed: [], removed: [] });
    expect(moved.resolve({ by: 'address', address: '+49301234567' })).toMatchObject({ kind: 'problem' });
    expect(moved.resolve({ by: 'address', address: '+49305678567' })).toMatchObject({ person: { id: 'anna' } });
    expect(told).toEqual([[]]);
  });
});

test('a search of many says that more matched, be they far down and worse', () => {
  const people = Array.from({ length: 300 }, (_, index) =>
    person(`p${index}`, index === 0 ? 'Aa Anna' : index === 299 ? 'Zz Joanna' : `Mm ${index}`),
  );
  const many = new LiveDirectory({ changed: people, removed: [] });
  expect(many.search('anna', 1, [])).toMatchObject({ people: [{ id: 'p0' }], truncated: true });
  expect(many.search('anna', 2, [])).toMatchObject({ people: [{ id: 'p0' }, { id: 'p299' }], truncated: false });
});

describe('changes', () => {
  const opened = () => {
    const told: (readonly string[])[] = [];
    const live = new LiveDirectory({
      systems: [{ id: PBX, technology: 'PBX', displayName: 'Main', numberPlan: null }],
      changed: ['anna', 'bert', 'cleo'].map((id) => person(id, id, { bindings: [line(PBX, id)] })),
      removed: [],
    });
    live.listen((changed) => told.push(changed));
    return { live, told };
  };

  test('are told once, with everybody whom they concern', () => {
    const { live, told } = opened();
    live.apply({
      groups: [{ id: 'g', displayName: 'G' }],
      changed: [person('dora', 'Dora'), person('anna', 'Anna', { groupIds: ['g'] })],
      removed: [personId('bert'), personId('nobody')],
    });
    expect(told.map((ids) => [...ids].sort())).toEqual([['anna', 'bert', 'dora']]);
    expect(live.size).toBe(3);
    expect(live.groups).toEqual([{ id: 'g', displayName: 'G' }]);
  });

  test('that change nothing are not told, and one of systems only is told of nobody', () => {
    const { live, told } = opened();
    live.apply({ systems: [...live.systems.values()], groups: [], changed: [], removed: [personId('nobody')] });
    expect(told).toEqual([]);
    live.apply({ systems: [], changed: [], removed: [] });
    expect(told).toEqual([[]]);
    expect(live.systems.size).toBe(0);
  });

  test('of a technology change the bindings at that system', () => {
    const { live, told } = opened();
    live.apply({
      systems: [{ id: PBX, technology: 'SIPSIMPLE', displayName: 'Main', numberPlan: null }],
      changed: [],
      removed: [],
    });
    expect(live.person(personId('anna'))?.bindings).toMatchObject([{ technology: 'SIPSIMPLE' }]);
    expect(told).toEqual([['anna', 'bert', 'cleo']]);
  });

  test('are seen by a listener as they are, and not by one that has gone', () => {
    const { live } = opened();
    const seen: (string | undefined)[] = [];
    const unlisten = live.listen(() => seen.push(live.person(personId('anna'))?.displayName));
    live.apply({ changed: [person('anna', 'Anna B')], removed: [] });
    unlisten();
    live.apply({ changed: [person('anna', 'Anna C')], removed: [] });
    expect(seen).toEqual(['Anna B']);
  });
});
