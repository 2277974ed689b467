import { describe, expect, test } from 'vitest';
import { delay } from './clock.ts';
import { ManualClock } from './manual-clock.ts';

describe('ManualClock', () => {
  test('moves wall and monotonic time together, and only when told', () => {
    const clock = new ManualClock(1000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250]);
    expect(new Date(new ManualClock().now()).toISOString()).toBe('2026-01-05T08:00:00.000Z');
  });

  test('runs timers at their own instant, those of one instant in the order they were set', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.monotonic()}`);
    clock.after(20, note('c'));
    clock.after(10, note('a'));
    clock.after(10, note('b'));
    clock.after(-5, note('at once'));
    clock.advance(15);
    expect(ran).toEqual(['at once@0', 'a@10', 'b@10']);
    expect(clock.nextDueIn).toBe(5);
    clock.advance(5);
    expect(ran.at(-1)).toBe('c@20');
    expect([clock.pendingCount, clock.nextDueIn]).toEqual([0, undefined]);
  });

  test('runs a timer that a timer sets, if it falls due in the same advance', () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.monotonic());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  test('does not run what was cancelled', () => {
    const clock = new ManualClock();
    const timer = clock.after(10, () => expect.unreachable());
    timer.cancel();
    timer.cancel();
    clock.advance(20);
    expect(clock.pendingCount).toBe(0);
  });

  test('advanceAsync lets code between two timers go on', async () => {
    const clock = new ManualClock();
    const passed: number[] = [];
    const work = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await delay(clock, 10);
        passed.push(clock.monotonic());
      }
    };
    const done = work();
    await clock.advanceAsync(100);
    expect(passed).toEqual([10, 20, 30]);
    await done;
  });
});

describe('delay', () => {
  test('rejects with the reason of the signal, and lets its timer go', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = delay(clock, 1000, controller.signal);
    controller.abort('stop');
    await expect(waiting).rejects.toBe('stop');
    expect(clock.pendingCount).toBe(0);
    await expect(delay(clock, 1000, controller.signal)).rejects.toBe('stop');
    expect(clock.pendingCount).toBe(0);
  });

  test('does not listen to the signal any more once it is over', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = delay(clock, 10, controller.signal);
    clock.advance(10);
    await waiting;
    controller.abort('late');
  });
});
