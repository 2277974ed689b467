import { expect, test } from 'vitest';
import { SequenceNumbers } from './sequence-numbers.ts';

const STARTED = Date.UTC(2026, 10, 21, 8);

test('each sorts after the one before', () => {
  const numbers = new SequenceNumbers(STARTED);
  const given = Array.from({ length: 1000 }, () => numbers.next());
  expect(given.toSorted()).toEqual(given);
  expect(new Set(given).size).toBe(1000);
});

test('after a restart they sort after those of before, also when a hundred thousand people came and were busy', () => {
  const before = new SequenceNumbers(STARTED);
  let last = '';
  for (let change = 0; change < 150_000; change += 1) {
    last = before.next();
  }
  const after = new SequenceNumbers(STARTED + 1000).next();
  expect(after > last).toBe(true);
  expect(after).toHaveLength(last.length);
});
