import { seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { LatencyModel } from './latency-model.ts';

describe('LatencyModel', () => {
  test('is off unless told otherwise', () => {
    const model = new LatencyModel(seededRandom(1));
    expect(model.serviceDelayMs()).toEqual({ before: 0, after: 0 });
    expect(model.visibilityDelayMs()).toBe(0);
  });

  test('draws service times with the stated median and 99th percentile', () => {
    const model = new LatencyModel(seededRandom(1));
    model.change({ on: true });
    const drawn = Array.from({ length: 20_000 }, () => {
      const { before, after } = model.serviceDelayMs();
      return before + after;
    }).sort((left, right) => left - right);
    expect(drawn[10_000]).toBeGreaterThan(145);
    expect(drawn[10_000]).toBeLessThan(155);
    expect(drawn[19_800]).toBeGreaterThan(740);
    expect(drawn[19_800]).toBeLessThan(860);
  });

  test('spreads visibility evenly between its bounds', () => {
    const model = new LatencyModel(seededRandom(1));
    model.change({ on: true });
    const drawn = Array.from({ length: 10_000 }, () => model.visibilityDelayMs());
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(2000);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(Math.abs(mean - 1000)).toBeLessThan(25);
  });

  test('repeats exactly for the same seed', () => {
    const draw = (): unknown[] => {
      const model = new LatencyModel(seededRandom(42));
      model.change({ on: true });
      return Array.from({ length: 10 }, () => [model.serviceDelayMs(), model.visibilityDelayMs()]);
    };
    expect(draw()).toEqual(draw());
  });
});
