import type { Interest } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Spread, spreadOverAccounts } from './account-spread.ts';

const NOBODY: Spread = new Map();
const CAPACITY = 5;

const crowd = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom<Interest>('watched', 'synced')), {
    maxLength: 40,
    selector: ([number]) => number,
  })
  .map((people) => new Map<string, Interest>(people.map(([number, interest]) => [`person-${number}`, interest])));
const accounts = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });

function loads(spread: Spread): Map<string, number> {
  const counts = new Map<string, number>();
  for (const account of spread.values()) {
    counts.set(account, (counts.get(account) ?? 0) + 1);
  }
  return counts;
}

function moved(before: Spread, after: Spread): string[] {
  return [...before].filter(([id, account]) => after.has(id) && after.get(id) !== account).map(([id]) => id);
}

describe('people over accounts', () => {
  test('no account has too many, all room is used, and nobody only synced has a place that somebody watched lacks', () => {
    fc.assert(
      fc.property(crowd, accounts, crowd, accounts, (people, first, later, second) => {
        const previous = spreadOverAccounts({ people, accounts: first, previous: NOBODY, capacity: CAPACITY });
        const spread = spreadOverAccounts({ people: later, accounts: second, previous, capacity: CAPACITY });
        expect(Math.max(0, ...loads(spread).values())).toBeLessThanOrEqual(CAPACITY);
        expect(spread.size).toBe(Math.min(later.size, second.length * CAPACITY));
        const left = [...later].filter(([id]) => !spread.has(id));
        if (left.some(([, interest]) => interest === 'watched')) {
          expect([...spread.keys()].filter((id) => later.get(id) === 'synced')).toEqual([]);
        }
      }),
    );
  });

  test('does not depend on the order in which people and accounts are named', () => {
    fc.assert(
      fc.property(crowd, accounts, (people, all) => {
        const one = spreadOverAccounts({ people, accounts: all, previous: NOBODY, capacity: CAPACITY });
        const other = spreadOverAccounts({
          people: new Map([...people].reverse()),
          accounts: [...all].reverse(),
          previous: NOBODY,
          capacity: CAPACITY,
        });
        expect([...other].sort()).toEqual([...one].sort());
      }),
    );
  });

  test('one person more or less moves nobody; at most one watched person takes the place of one who is synced', () => {
    fc.assert(
      fc.property(crowd, accounts, fc.constantFrom<Interest>('watched', 'synced'), (people, all, interest) => {
        const before = spreadOverAccounts({ people, accounts: all, previous: NOBODY, capacity: CAPACITY });
        const more = new Map(people).set('new', interest);
        const after = spreadOverAccounts({ people: more, accounts: all, previous: before, capacity: CAPACITY });
        expect(moved(before, after)).toEqual([]);
        const lost = [...before.keys()].filter((id) => !after.has(id));
        expect(lost.length).toBeLessThanOrEqual(interest === 'watched' ? 1 : 0);
        const back = spreadOverAccounts({ people, accounts: all, previous: after, capacity: CAPACITY });
        expect(moved(after, back)).toEqual([]);
      }),
    );
  });

  test('an account more moves nobody; an account less moves only its own people', () => {
    fc.assert(
      fc.property(crowd, accounts, (people, all) => {
        const before = spreadOverAccounts({ people, accounts: all, previous: NOBODY, capacity: CAPACITY });
        const more = spreadOverAccounts({ people, accounts: [...all, 'new'], previous: before, capacity: CAPACITY });
        expect(moved(before, more)).toEqual([]);
        const [gone, ...rest] = all;
        const fewer = spreadOverAccounts({ people, accounts: rest, previous: before, capacity: CAPACITY });
        expect(moved(before, fewer).filter((id) => before.get(id) !== gone)).toEqual([]);
      }),
    );
  });

  test('accounts fill about evenly', () => {
    const people = new Map(Array.from({ length: 3000 }, (_, index) => [`person-${index}`, 'synced' as const]));
    const spread = spreadOverAccounts({ people, accounts: ['a', 'b', 'c', 'd', 'e', 'f'], previous: NOBODY });
    expect(spread.size).toBe(3000);
    expect(Math.min(...loads(spread).values())).toBeGreaterThan(400);
  });
});
