import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom, systemRandom } from './random.ts';

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('seededRandom', () => {
  test('gives the same sequence for the same seed, and another for another', () => {
    const draw = (seed: number): unknown[] => {
      const random = seededRandom(seed);
      return [random.next(), random.uuid(), random.bytes(4), random.next()];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('keeps to [0, 1) and to the form of a UUID of version 4', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const value = random.next();
        expect(value >= 0 && value < 1).toBe(true);
        expect(random.uuid()).toMatch(UUID_4);
      }),
    );
  });

  test('spreads evenly enough to draw lots with', () => {
    const random = seededRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) {
      const index = Math.floor(random.next() * 10);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});

test('systemRandom gives numbers in [0, 1), UUIDs and bytes, never the same twice', () => {
  const random = systemRandom();
  const values = Array.from({ length: 100 }, () => random.next());
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(new Set(values).size).toBe(100);
  expect(random.uuid()).toMatch(UUID_4);
  expect(random.bytes(16)).toHaveLength(16);
  expect(random.bytes(16)).not.toEqual(random.bytes(16));
});
