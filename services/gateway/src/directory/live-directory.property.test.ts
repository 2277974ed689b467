import { AS_THE_TENANT, type Person, personId, systemId } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DirectoryChange, LiveDirectory, type PlannedSystem } from './live-directory.ts';

const SYSTEMS = ['pbx', 'site2'] as const;
const PLAN = { countryCode: '49', extensionLength: 2, trunkPrefix: '0', internationalPrefix: '00', exitPrefix: '' };

const system = fc.record({
  technology: fc.constantFrom('PBX', 'SIPSIMPLE'),
  numberPlan: fc.option(
    fc.constantFrom('30', '89').map((areaCode) => ({ ...PLAN, areaCode, sitePrefix: '12345' })),
    { nil: null },
  ),
});

const systems: fc.Arbitrary<readonly PlannedSystem[]> = fc
  .tuple(system, system)
  .map((all) => all.map((value, index) => ({ ...value, id: systemId(SYSTEMS[index] ?? ''), displayName: 'S' })));

const value = fc.constantFrom('a@x.de', 'b@x.de', '11', '12', '+4930 12345-11', '030 1234512', 'sip:11@h', 'sip:A@h');

const person: fc.Arbitrary<Person> = fc.record({
  id: fc.nat(150).map((number) => personId(`p${number}`)),
  kind: fc.constantFrom('person', 'room'),
  displayName: fc.constantFrom('Anna', 'ánna', 'Bert', 'Berta Zimmer', 'Zoë', ''),
  addresses: fc.array(fc.record({ kind: fc.constantFrom('upn', 'mail', 'phone', 'line'), value }), { maxLength: 2 }),
  department: fc.constantFrom('', 'Einkauf'),
  groupIds: fc.subarray(['g']),
  telephony: fc.constant('pbx'),
  bindings: fc.uniqueArray(
    fc.record({
      systemId: fc.constantFrom(...SYSTEMS).map(systemId),
      address: fc.constantFrom('11', '12', 'sip:a@h', '+49301234511'),
      technology: fc.constant('PBX'),
      lineKind: fc.constantFrom('desk', 'desk', null),
      role: fc.constantFrom('owner', 'shared'),
      primary: fc.constant(false),
    }),
    { maxLength: 3, selector: ({ systemId: id, address }) => `${id} ${address}` },
  ),
  profileId: fc.constant(null),
  timeZone: fc.constant(null),
  takesPart: fc.constant(null),
  statuses: fc.constant({}),
  pause: fc.constant(null),
});

/** Few at a time, and now and then so many that the order is made anew. */
const change: fc.Arbitrary<DirectoryChange> = fc
  .record({
    systems: fc.option(systems, { nil: undefined, freq: 4 }),
    changed: fc.oneof(
      { weight: 4, arbitrary: fc.array(person, { maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(person, { minLength: 520, maxLength: 560 }) },
    ),
    removed: fc.array(
      fc.nat(150).map((number) => personId(`p${number}`)),
      { maxLength: 3 },
    ),
  })
  .map(({ systems: all, ...rest }) => (all === undefined ? rest : { ...rest, systems: all }));

const ASKED = ['a@x.de', '11', '12', '+49 30 1234511', '0301234512', '089 12345 11', '11@h', 'sip:a@h', 'sip:A@h', 'a'];

/** Everything that can be asked, as data. */
function answersOf(directory: LiveDirectory): unknown {
  const ids = (people: readonly Person[]): readonly string[] => people.map(({ id }) => id);
  const pages: unknown[] = [];
  let pageToken: string | null = null;
  do {
    const page: ReturnType<LiveDirectory['list']> = directory.list({
      pageSize: 7,
      pageToken,
      kinds: ['person'],
      groupId: null,
    });
    pages.push(...page.people);
    pageToken = page.nextPageToken;
  } while (pageToken !== null);
  return {
    size: directory.size,
    people: [...directory.people()],
    pages,
    group: directory.list({ pageSize: 1_000, pageToken: null, kinds: [], groupId: 'g' }),
    resolved: ASKED.map((address) => {
      const answer = directory.resolve({ by: 'address', address });
      return answer.kind === 'person' ? answer.person.id : answer.problem.details;
    }),
    named: ASKED.flatMap((name) => SYSTEMS.map((id) => ids(directory.named(systemId(id), name)).toSorted())),
    found: ['a', 'anna', 'zimmer 11', 'bert einkauf', '0301', 'nobody', 'e z'].map((query) => {
      const { people, truncated } = directory.search(query, 9, []);
      return [ids(people), truncated];
    }),
    there: SYSTEMS.flatMap((id) =>
      ['11', 'sip:a@h'].map((address) => ids(directory.peopleAt({ systemId: systemId(id), address })).toSorted()),
    ),
  };
}

test('a directory that was changed answers as one that was read at once', () => {
  fc.assert(
    fc.property(systems, fc.array(change, { minLength: 1, maxLength: 12 }), (first, changes) => {
      const live = new LiveDirectory({ systems: first, changed: [], removed: [] });
      for (const one of changes) {
        const technologies = new Map(
          (one.systems ?? [...live.systems.values()]).map((each) => [each.id, each.technology]),
        );
        live.apply({
          ...one,
          changed: one.changed.map((each) => ({
            ...each,
            bindings: each.bindings.map((bound) => ({ ...bound, technology: technologies.get(bound.systemId) ?? '' })),
          })),
        });
      }
      const anew = new LiveDirectory({ systems: [...live.systems.values()], changed: [...live.people()], removed: [] });
      expect(answersOf(live)).toEqual(answersOf(anew));
    }),
    { numRuns: 60, seed: 20_261_121 },
  );
});

test('a search finds who has every word, best first, as looking at everybody would', () => {
  const names = fc.array(fc.constantFrom('anna', 'annaberg', 'bert', 'berta', 'zimmer', 'müller', 'xann'), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(
      fc.array(names, { maxLength: 400 }),
      fc.array(fc.constantFrom('an', 'anna', 'bert', 'zim', 'muller', 'n', 'rt'), { minLength: 1, maxLength: 2 }),
      fc.nat(20),
      (all, words, limit) => {
        const people = all.map((parts, index) => named(`p${String(index).padStart(3, '0')}`, parts.join(' ')));
        const directory = new LiveDirectory({ changed: people, removed: [] });
        const scored = [...directory.people()]
          .map(({ id, displayName }) => ({ id, score: plainScore(displayName, words) }))
          .filter(({ score }) => score > 0);
        const expected = scored.toSorted((a, b) => b.score - a.score).map(({ id }) => id);
        const { people: found, truncated } = directory.search(words.join(' '), limit, []);
        expect(found.map(({ id }) => id)).toEqual(expected.slice(0, limit));
        expect(truncated).toBe(expected.length > limit);
      },
    ),
    { numRuns: 150, seed: 20_261_121 },
  );
});

function named(id: string, displayName: string): Person {
  return {
    id: personId(id),
    kind: 'person',
    displayName,
    addresses: [],
    department: '',
    groupIds: [],
    telephony: 'pbx',
    bindings: [],
    ...AS_THE_TENANT,
    pause: null,
  };
}

function plainScore(name: string, words: readonly string[]): number {
  const parts = name.replaceAll('ü', 'u').split(' ');
  const candidates = [...parts, parts.join(' ')];
  let score = 0;
  for (const word of words) {
    const best = Math.max(
      ...candidates.map((text) => (text === word ? 3 : text.startsWith(word) ? 2 : text.includes(word) ? 1 : 0)),
    );
    if (best === 0) {
      return 0;
    }
    score += best;
  }
  return score;
}
