import { ManualClock } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

function setUp(perSecond: number) {
  const clock = new ManualClock();
  const turns: string[] = [];
  const pacer = new Pacer(clock, perSecond, (line) => turns.push(`${clock.monotonic()} ${line}`));
  return { clock, turns, pacer };
}

describe('turns to send', () => {
  it('are given at the rate, with a small burst, in the order of asking', () => {
    const { clock, turns, pacer } = setUp(10);
    pacer.setGate('open');
    for (const line of ['a', 'b', 'c', 'd']) {
      pacer.want(line, false);
    }
    clock.advance(1_000);
    expect(turns).toEqual(['0 a', '0 b', '100 c', '200 d']);
  });

  it('are given to urgent lines first, and once to a line that asks twice', () => {
    const { clock, turns, pacer } = setUp(10);
    pacer.want('a', false);
    pacer.want('a', false);
    pacer.want('b', true);
    pacer.setGate('open');
    clock.advance(1_000);
    expect(turns).toEqual(['0 b', '0 a']);
  });

  it('are given to none while closed and to a single one while proving', () => {
    const { clock, turns, pacer } = setUp(10);
    pacer.want('a', false);
    pacer.want('b', false);
    clock.advance(1_000);
    expect(turns).toEqual([]);
    pacer.setGate('one');
    clock.advance(1_000);
    expect(turns).toEqual(['1000 a']);
    pacer.setGate('open');
    clock.advance(1_000);
    expect(turns).toEqual(['1000 a', '2000 b']);
  });

  it('are not given to a line that was dropped, and no timer is left', () => {
    const { clock, turns, pacer } = setUp(10);
    pacer.setGate('open');
    pacer.want('a', false);
    pacer.drop('a');
    clock.advance(1_000);
    pacer.want('b', false);
    pacer.close();
    clock.advance(1_000);
    expect(turns).toEqual([]);
    expect(clock.pendingCount).toBe(0);
  });
});
