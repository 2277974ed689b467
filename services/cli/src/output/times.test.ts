import { expect, test } from 'vitest';
import { counted, endTime, roughly, shortTime } from './times.ts';

test('instants are short and in UTC', () => {
  expect(shortTime('2026-11-21T10:40:59.123+01:00')).toBe('2026-11-21 09:40Z');
  expect(shortTime(null)).toBe('');
});

test('what has ended says so', () => {
  const at = '2026-11-21T09:40:00.000Z';
  expect(endTime(at, Date.parse(at) - 1)).toBe('2026-11-21 09:40Z');
  expect(endTime(at, Date.parse(at))).toBe('2026-11-21 09:40Z (over)');
  expect(endTime(null, 0)).toBe('');
});

test.each([
  [1_000, '1 second'],
  [119_000, '119 seconds'],
  [121_000, '2 minutes'],
  [3 * 86_400_000, '3 days'],
  [-47 * 3_600_000, '47 hours'],
])('%i ms is %s', (ms, words) => {
  expect(roughly(ms)).toBe(words);
});

test('one and many', () => {
  expect([counted(1, 'line'), counted(1200, 'line'), counted(0, 'entry', 'entries')]).toEqual([
    '1 line',
    '1,200 lines',
    '0 entries',
  ]);
});
