import { expect, test } from 'vitest';
import { Pacing } from './pacing.ts';

test('whoever was sent is held for the interval, and becomes free in the order of sending', () => {
  const pacing = new Pacing<string>(250);
  pacing.sent('a', 0);
  pacing.sent('b', 100);
  pacing.sent('a', 200);
  expect([pacing.isHeld('a', 449), pacing.isHeld('a', 450), pacing.isHeld('c', 0)]).toEqual([true, false, false]);
  expect(pacing.nextAt).toBe(350);
  expect(pacing.release(449)).toEqual(['b']);
  expect(pacing.release(450)).toEqual(['a']);
  expect([pacing.size, pacing.nextAt]).toEqual([0, null]);
});

test('an interval of 0 holds nobody', () => {
  const pacing = new Pacing<string>(0);
  pacing.sent('a', 0);
  expect([pacing.isHeld('a', 0), pacing.size]).toEqual([false, 0]);
});
