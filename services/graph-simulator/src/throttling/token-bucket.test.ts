import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const LIMIT = { limit: 30, windowMs: 30_000 };

function drained(): TokenBucket {
  const bucket = new TokenBucket(LIMIT, 0);
  for (let taken = 0; taken < 30; taken += 1) {
    expect(bucket.take(0)).toBe(0);
  }
  return bucket;
}

describe('TokenBucket', () => {
  test('grants its limit at once and then says when there is one again', () => {
    expect(drained().take(0)).toBe(2);
  });

  test('grants one again after the time it said', () => {
    const bucket = drained();
    const retryAfterS = bucket.take(0);
    expect(bucket.take(retryAfterS * 1000)).toBe(0);
  });

  test('counts calls while throttled: each makes the wait longer, up to a window', () => {
    const bucket = drained();
    const waits = Array.from({ length: 100 }, () => bucket.take(0));
    expect(waits.slice(0, 3)).toEqual([2, 3, 4]);
    expect(waits.at(-1)).toBe(31);
  });

  test('never holds more than its limit', () => {
    const bucket = new TokenBucket(LIMIT, 0);
    const granted = Array.from({ length: 40 }, () => bucket.take(3_600_000)).filter((wait) => wait === 0);
    expect(granted).toHaveLength(30);
  });
});
