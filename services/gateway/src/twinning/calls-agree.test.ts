import { describe, expect, test } from 'vitest';
import type { CallInterval } from './call-intervals.ts';
import { callsAgree } from './calls-agree.ts';

const call = (side: CallInterval['side'], from: number, to: number): CallInterval => ({
  side,
  from: from * 1_000,
  to: to * 1_000,
});

const twins = (...times: readonly (readonly [number, number])[]): CallInterval[] =>
  times.flatMap(([from, to]) => [call('pbx', from, to), call('teams', from + 3, to + 4)]);

describe('with three calls and ten seconds', () => {
  const agree = (calls: readonly CallInterval[]) => callsAgree(calls, { calls: 3, toleranceSeconds: 10 });

  test.each<[string, readonly CallInterval[], boolean]>([
    ['three that begin and end together', twins([0, 60], [100, 130], [500, 900]), true],
    ['two', twins([0, 60], [100, 130]), false],
    ['a fourth at the line only', [...twins([0, 60], [100, 130], [500, 900]), call('pbx', 1_000, 1_001)], false],
    ['a fourth in Teams only', [...twins([0, 60], [100, 130], [500, 900]), call('teams', 300, 400)], false],
    ['one that ends apart', [...twins([0, 60], [100, 130]), call('pbx', 500, 900), call('teams', 500, 911)], false],
    ['one that begins apart', [...twins([0, 60], [100, 130]), call('pbx', 500, 900), call('teams', 489, 900)], false],
    [
      'ends that are just within',
      [...twins([0, 60], [100, 130]), call('pbx', 500, 900), call('teams', 490, 910)],
      true,
    ],
    ['none', [], false],
  ])('%s', (_name, calls, expected) => {
    expect(agree(calls)).toBe(expected);
    expect(agree(calls.toReversed())).toBe(expected);
  });
});
