import { describe, expect, test, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  test('calls once after the delay, however long, unless cancelled', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    try {
      const clock = systemClock();
      const start = clock.now();
      const ran: number[] = [];
      const fortyDays = 40 * 86_400_000;
      clock.after(fortyDays, () => ran.push(clock.now() - start));
      clock.after(-1, () => ran.push(clock.now() - start));
      clock.after(10, () => expect.unreachable()).cancel();
      const longer = clock.after(fortyDays * 2, () => expect.unreachable());
      vi.advanceTimersByTime(fortyDays - 1);
      expect(ran).toEqual([0]);
      vi.advanceTimersByTime(1);
      expect(ran).toEqual([0, fortyDays]);
      longer.cancel();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('has a monotonic time that never goes back', () => {
    const clock = systemClock();
    const first = clock.monotonic();
    expect(clock.monotonic()).toBeGreaterThanOrEqual(first);
  });
});
