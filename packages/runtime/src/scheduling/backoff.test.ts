import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '../random/random.ts';
import { Backoff } from './backoff.ts';

/** Always in the middle: no jitter. */
const middle: Random = { ...seededRandom(1), next: () => 0.5 };

describe('Backoff', () => {
  test('begins at a second, grows by 1.6 and stays at a minute', () => {
    const backoff = new Backoff(middle);
    expect(Array.from({ length: 12 }, () => backoff.next())).toEqual([
      1000, 1600, 2560, 4096, 6554, 10486, 16777, 26844, 42950, 60_000, 60_000, 60_000,
    ]);
  });

  test('begins again after a reset', () => {
    const backoff = new Backoff(middle);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(1000);
  });

  test('jumps to the maximum when told that the other side is busy', () => {
    const backoff = new Backoff(middle);
    backoff.toMaximum();
    expect(backoff.next()).toBe(60_000);
    backoff.reset();
    expect(backoff.next()).toBe(1000);
  });

  test('never waits less than 80 % nor more than 120 % of the delay, and uses that range', () => {
    const delays = (next: () => number): number[] => {
      const backoff = new Backoff({ ...middle, next });
      return Array.from({ length: 12 }, () => backoff.next());
    };
    const exact = delays(() => 0.5);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        for (const [index, delay] of delays(() => random.next()).entries()) {
          expect(Math.abs(delay / (exact[index] ?? 0) - 1)).toBeLessThanOrEqual(0.2005);
        }
      }),
    );
    expect(delays(() => 0)[0]).toBe(800);
    expect(delays(() => 1 - Number.EPSILON)[0]).toBe(1200);
  });

  test('takes other numbers', () => {
    const backoff = new Backoff(middle, { firstMs: 10, factor: 3, maximumMs: 50 });
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([10, 30, 50]);
  });
});
