import { expect, test } from 'vitest';
import { ReplacementPace } from './replacement-pace.ts';

function takenAt(pace: ReplacementPace, from: number, to: number): readonly number[] {
  const taken: number[] = [];
  for (let second = from; second < to; second += 1) {
    if (pace.take(second * 1000)) {
      taken.push(second);
    }
  }
  return taken;
}

test('at once, then after pauses that double, up to ten minutes; after a calm at once again', () => {
  const pace = new ReplacementPace();
  expect(takenAt(pace, 0, 2500)).toEqual([0, 20, 60, 140, 300, 620, 1220, 1820, 2420]);
  expect(takenAt(pace, 2420 + 1200, 2420 + 1250)).toEqual([3620, 3640]);
});
