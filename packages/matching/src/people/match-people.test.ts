import { personId, systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { diffMatches } from './diff-matches.ts';
import { matchPeople } from './match-people.ts';
import type { MatchingInput, MatchingLine, MatchingPerson } from './matching-input.ts';

function person(n: number, phone: string): MatchingPerson {
  return {
    id: personId(`p${n}`),
    displayName: `Person ${n}`,
    entraObjectId: null,
    active: true,
    addresses: [
      { kind: 'upn', value: `u${n}@example.com` },
      { kind: 'phone', value: phone },
    ],
  };
}

function line(address: string, userName = ''): MatchingLine {
  return { systemId: systemId('pbx'), address, kind: 'desk', displayName: '', userName, mail: '' };
}

function input(change: Partial<MatchingInput>): MatchingInput {
  return {
    people: [],
    lines: [],
    numberPlans: new Map(),
    handMade: [],
    pairs: [],
    matchers: ['object-id', 'upn', 'mail', 'number', 'name'],
    list: 'fallback',
    caseSensitive: false,
    ...change,
  };
}

test('a problem names who and what, and says what to do', () => {
  const { problems } = matchPeople(
    input({ people: [person(1, '567'), person(2, '567'), person(3, '1')], lines: [line('567'), line('568')] }),
  );
  expect(problems.map(({ kind, message, remedy }) => `${kind}: ${message}. ${remedy}`)).toEqual([
    'duplicate: line 567 at pbx is claimed by 2 people: Person 1 (u1@example.com) by extension 567, ' +
      'Person 2 (u2@example.com) by extension 567. ' +
      'Correct the entry of whoever it does not belong to, or bind the line by hand.',
    'missing: line 568 at pbx belongs to nobody: no person has its user name, mail address or number. ' +
      'Bind it by hand, or give it the kind shared, room, park or queue if it belongs to no one person.',
    "missing: Person 3 (u3@example.com) has no line: none has the person's UPN, mail address or number. " +
      'Enter the number of the person or the user name of the line, add an entry to the list, or bind by hand.',
  ]);
});

test('five names are written out, the rest is counted', () => {
  const people = Array.from({ length: 9 }, (_, n) => person(n, '567'));
  const [problem] = matchPeople(input({ people, lines: [line('567')] })).problems;
  expect(problem?.message).toContain('claimed by 9 people: ');
  expect(problem?.message).toMatch(/Person 4 \(u4@example.com\) by extension 567 and 4 more$/);
});

test('the list is asked where the matchers name it, whatever its mode', () => {
  const both = input({
    people: [person(1, '1'), person(2, '2')],
    lines: [line('567', 'u1@example.com')],
    pairs: [{ teams: 'u2@example.com', system: '567' }],
    list: 'fallback',
  });
  const owner = (change: Partial<MatchingInput>) => matchPeople({ ...both, ...change }).matches[0]?.personId;
  expect(owner({})).toBe('p1');
  expect(owner({ list: 'override' })).toBe('p2');
  expect(owner({ matchers: ['list', 'upn'] })).toBe('p2');
  expect(owner({ matchers: ['upn', 'list'], list: 'override' })).toBe('p1');
});

test('a difference tells what is new, gone, and the same', () => {
  const { matches } = matchPeople(
    input({ people: [person(1, '1'), person(2, '2')], lines: [line('567', 'u1@example.com'), line('2')] }),
  );
  const system = systemId('pbx');
  const before = [
    { personId: personId('p1'), systemId: system, address: '567', reason: 'upn u1@example.com' },
    { personId: personId('p1'), systemId: system, address: '2', reason: 'extension 2' },
  ];
  const { added, removed, unchanged } = diffMatches(before, matches);
  expect(added.map((match) => [match.personId, match.address])).toEqual([['p2', '2']]);
  expect([removed, unchanged]).toEqual([[before[1]], 1]);
  expect(
    diffMatches(
      [{ ...before[0], ...{ personId: personId('p1'), systemId: system, address: '567', reason: '' } }],
      matches,
    ).added.length,
  ).toBe(2);
});

test('a long list of people who are not there is told entry by entry', () => {
  const pairs = Array.from({ length: 200_000 }, (_, n) => ({ teams: `gone${n}@example.com`, system: `gone${n}` }));
  expect(matchPeople(input({ matchers: ['list'], pairs })).problems).toHaveLength(200_000);
});

test('people and lines that all collide cost no pairs of them', () => {
  // The bound of a test's time is the mark: every pair of these would take hours.
  const people = Array.from({ length: 20_000 }, (_, n) => ({ ...person(n, '567'), displayName: 'Anna' }));
  const lines = Array.from({ length: 20_000 }, (_, n) => ({ ...line(`${1000 + n}`), displayName: 'Bob' }));
  const outcome = matchPeople(input({ people, lines: [...lines, line('567')] }));
  expect([outcome.matches.length, outcome.problems.length]).toEqual([0, 20_001]);
});
