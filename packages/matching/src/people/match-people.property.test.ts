/** What matching promises, over small worlds in which people, lines, names and numbers collide all the time. */
import type { NumberPlan } from '@lamplight/addresses';
import { LINE_KINDS, personId, subjectKey, systemId } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffMatches } from './diff-matches.ts';
import { matchPeople } from './match-people.ts';
import { MATCHERS, type MatchingInput } from './matching-input.ts';

const RUNS = { numRuns: 1_500 };

const berlin: NumberPlan = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '1234',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '',
};
const numberPlans = new Map([
  [systemId('berlin'), berlin],
  [systemId('munich'), { ...berlin, areaCode: '89', sitePrefix: '99' }],
  [systemId('plain'), null],
  [systemId('entra'), null],
]);

const some = (prefix: string) => fc.nat({ max: 4 }).map((n) => `${prefix}${n}`);
const mail = some('mail').map((user) => `${user}@example.com`);
const upn = some('upn').map((user) => `${user}@example.com`);
const name = fc.constantFrom('', 'Anna Meier', 'ANNA MEIER', 'Bob Özil');
const extension = fc.nat({ max: 4 }).map((n) => `50${n}`);
const phone = fc.oneof(
  extension,
  extension.map((digits) => `+49 30 1234-${digits}`),
  extension.map((digits) => `089 99${digits}`),
);
const address = fc.oneof(
  fc.record({ kind: fc.constant('upn' as const), value: upn }),
  fc.record({ kind: fc.constant('mail' as const), value: mail }),
  fc.record({ kind: fc.constant('phone' as const), value: phone }),
  fc.record({ kind: fc.constant('line' as const), value: extension.map((digits) => `sip:${digits}@pbx`) }),
);
const person = fc.record({
  id: fc.nat({ max: 9 }).map((n) => personId(`p${n}`)),
  displayName: name,
  entraObjectId: fc.option(some('oid')),
  addresses: fc.array(address, { maxLength: 4 }),
  active: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
});
const line = fc
  .record({
    systemId: fc.constantFrom(...numberPlans.keys()),
    address: fc.oneof(
      extension,
      extension.map((digits) => `sip:${digits}@pbx`),
      some('oid'),
    ),
    kind: fc.constantFrom(...LINE_KINDS),
    displayName: name,
    userName: fc.oneof(fc.constant(''), upn, some('user')),
    mail: fc.oneof(fc.constant(''), mail),
  })
  .map((made) => (made.systemId === 'entra' ? { ...made, kind: null } : made));

const world: fc.Arbitrary<MatchingInput> = fc
  .record({
    people: fc.uniqueArray(person, { maxLength: 8, selector: ({ id }) => id }),
    lines: fc.uniqueArray(line, { maxLength: 12, selector: subjectKey }),
    handMade: fc.array(
      fc.record({
        person: fc.nat(),
        line: fc.nat(),
        role: fc.constantFrom('owner' as const, 'shared' as const, 'logged-in' as const),
      }),
      { maxLength: 3 },
    ),
    pairs: fc.array(fc.record({ teams: fc.oneof(upn, mail), system: fc.oneof(some('user'), extension, upn) }), {
      maxLength: 4,
    }),
    matchers: fc.shuffledSubarray([...MATCHERS]),
    list: fc.constantFrom('fallback' as const, 'override' as const),
    caseSensitive: fc.boolean(),
  })
  .map(({ handMade, ...made }) => ({
    ...made,
    numberPlans,
    handMade: handMade.flatMap(({ person: p, line: l, role }) => {
      const [who, what] = [made.people[p % made.people.length], made.lines[l % made.lines.length]];
      return who && what ? [{ personId: who.id, systemId: what.systemId, address: what.address, role }] : [];
    }),
  }));

test('the order of people, lines, bindings and systems does not matter', () => {
  const shuffled = world.chain((input) =>
    fc
      .tuple(
        fc.shuffledSubarray([...input.people], { minLength: input.people.length }),
        fc.shuffledSubarray([...input.lines], { minLength: input.lines.length }),
        fc.shuffledSubarray([...numberPlans], { minLength: numberPlans.size }),
      )
      .map(([people, lines, plans]) => ({
        input,
        other: {
          ...input,
          people,
          lines,
          handMade: input.handMade.toReversed(),
          numberPlans: new Map(plans),
        },
      })),
  );
  fc.assert(
    fc.property(shuffled, ({ input, other }) => {
      expect(matchPeople(other)).toEqual(matchPeople(input));
    }),
    RUNS,
  );
});

test('a line has one owner at most, who is active, and only where one person is meant', () => {
  fc.assert(
    fc.property(world, (input) => {
      const { matches, proposals } = matchPeople(input);
      expect(new Set(matches.map(subjectKey)).size).toBe(matches.length);
      const subjects = new Map(input.lines.map((each) => [subjectKey(each), each.kind]));
      for (const match of [...matches, ...proposals]) {
        expect(input.people.find(({ id }) => id === match.personId)?.active).toBe(true);
        expect(['desk', 'soft', 'mobile', 'dect', null]).toContain(subjects.get(subjectKey(match)));
      }
      expect(matches.some(({ matcher }) => matcher === 'name')).toBe(false);
      expect(proposals.every(({ matcher }) => matcher === 'name')).toBe(true);
      const accounts = matches.filter((match) => subjects.get(subjectKey(match)) === null);
      expect(new Set(accounts.map((match) => `${match.personId} ${match.systemId}`)).size).toBe(accounts.length);
    }),
    RUNS,
  );
});

test('nothing is matched or proposed against what was bound by hand', () => {
  fc.assert(
    fc.property(world, (input) => {
      const { matches, proposals } = matchPeople(input);
      for (const hand of input.handMade) {
        const at = [...matches, ...proposals].filter((match) => subjectKey(match) === subjectKey(hand));
        expect(at.some(({ personId: id }) => id === hand.personId)).toBe(false);
        expect(hand.role === 'owner' ? at : []).toEqual([]);
      }
    }),
    RUNS,
  );
});

test('carried out twice it changes nothing, and bound by hand it stays as it is', () => {
  fc.assert(
    fc.property(world, (input) => {
      const { matches } = matchPeople(input);
      const again = matchPeople(input).matches;
      expect(diffMatches(matches, again)).toEqual({ added: [], removed: [], unchanged: matches.length });
      const byHand = { ...input, handMade: [...input.handMade, ...matches] };
      const subjects = new Set(matches.map(subjectKey));
      expect(matchPeople(byHand).matches.filter((match) => subjects.has(subjectKey(match)))).toEqual([]);
    }),
    RUNS,
  );
});

test('each person without a line and each line without a person is named, once', () => {
  fc.assert(
    fc.property(world, (input) => {
      const { matches, proposals, problems } = matchPeople(input);
      const owned = new Set([...matches, ...proposals, ...input.handMade].map(subjectKey));
      const named = problems.flatMap((problem) =>
        problem.systemId === null || problem.address === null
          ? []
          : [subjectKey({ systemId: problem.systemId, address: problem.address })],
      );
      expect(new Set(named).size).toBe(named.length);
      for (const each of input.lines) {
        const ownable = ['desk', 'soft', 'mobile', 'dect'].includes(each.kind ?? '');
        if (ownable && !owned.has(subjectKey(each))) {
          expect(named).toContain(subjectKey(each));
        }
      }
      const missing = problems.flatMap(({ kind, personId: id }) => (kind === 'missing' && id !== null ? [id] : []));
      expect(new Set(missing).size).toBe(missing.length);
    }),
    RUNS,
  );
});
