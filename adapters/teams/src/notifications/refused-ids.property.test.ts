import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginSearch, type SearchStep, stepSearch } from './refused-ids.ts';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`);

/** Searches to the end. @returns how it ended, and how many times Graph was asked */
function search(people: readonly string[], accepts: (tried: readonly string[]) => boolean) {
  let asked = 0;
  let step: SearchStep = beginSearch(people);
  while (step.kind === 'try') {
    expect(step.search.tried.length).toBeGreaterThan(0);
    asked += 1;
    step = stepSearch(step.search, accepts(step.search.tried));
  }
  return { step, asked };
}

test('of guilty ids one is found, never somebody else, in some log2(n) tries', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 650 }),
      fc.array(fc.nat(649), { minLength: 1, maxLength: 4 }),
      (count, at) => {
        const people = ids(count);
        const guilty = new Set(at.map((index) => `p${index % count}`));
        const { step, asked } = search(people, (tried) => !tried.some((id) => guilty.has(id)));
        expect(asked).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1);
        if (step.kind === 'guilty') {
          expect(guilty.has(step.id)).toBe(true);
        } else {
          // Only where everybody who was tried was guilty, or with somebody who was.
          expect(guilty.size).toBeGreaterThan(1);
        }
      },
    ),
  );
});

test('where everything is refused nobody is guilty', () => {
  for (const count of [0, 1, 2, 3, 650]) {
    expect(search(ids(count), () => false).step).toEqual({ kind: 'no-id' });
  }
});
