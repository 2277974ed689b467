import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { TimerQueue } from './timer-queue.ts';

describe('TimerQueue', () => {
  test('fires each key once, when it is due, with one timer of the clock', () => {
    const clock = new ManualClock();
    const fired: (readonly [string, number])[] = [];
    const queue = new TimerQueue<string>(clock, (key) => fired.push([key, clock.monotonic()]));
    queue.set('late', 300);
    queue.set('early', 100);
    queue.set('middle', 200);
    expect([queue.size, clock.pendingCount, clock.nextDueIn]).toEqual([3, 1, 100]);
    clock.advance(1000);
    expect(fired).toEqual([
      ['early', 100],
      ['middle', 200],
      ['late', 300],
    ]);
    expect([queue.size, clock.pendingCount]).toEqual([0, 0]);
  });

  test('replaces a deadline, earlier or later', () => {
    const clock = new ManualClock();
    const fired: (readonly [string, number])[] = [];
    const queue = new TimerQueue<string>(clock, (key) => fired.push([key, clock.monotonic()]));
    queue.set('a', 100);
    queue.set('b', 200);
    queue.set('a', 300);
    queue.set('b', 50);
    clock.advance(1000);
    expect(fired).toEqual([
      ['b', 50],
      ['a', 300],
    ]);
  });

  test('lets a key set itself again while it fires, even for now', () => {
    const clock = new ManualClock();
    let rounds = 0;
    const queue: TimerQueue<string> = new TimerQueue<string>(clock, (key) => {
      rounds++;
      if (rounds < 3) {
        queue.set(key, clock.monotonic());
      }
    });
    queue.set('a', 10);
    clock.advance(10);
    expect(rounds).toBe(3);
    expect(clock.pendingCount).toBe(0);
  });

  test('holds no timer after the last key is deleted or all are cleared', () => {
    const clock = new ManualClock();
    const queue = new TimerQueue<string>(clock, () => expect.unreachable());
    queue.set('a', 100);
    queue.delete('a');
    expect(clock.pendingCount).toBe(0);
    queue.set('a', 100);
    queue.set('b', 200);
    queue.clear();
    expect([queue.size, clock.pendingCount]).toEqual([0, 0]);
    clock.advance(1000);
  });

  test('does what a map of deadlines searched one by one would do', () => {
    const command = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('set'), key: fc.nat(7), after: fc.nat(100) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('delete'), key: fc.nat(7), after: fc.constant(0) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('advance'), key: fc.constant(0), after: fc.nat(60) }) },
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const clock = new ManualClock();
        const fired: string[] = [];
        const queue = new TimerQueue<number>(clock, (key) => fired.push(`${key}@${clock.monotonic()}`));
        const model = new Map<number, number>();
        for (const { do: action, key, after } of commands) {
          const now = clock.monotonic();
          if (action === 'set') {
            queue.set(key, now + after);
            model.set(key, now + after);
          } else if (action === 'delete') {
            queue.delete(key);
            model.delete(key);
          } else {
            clock.advance(after);
            const due = [...model].filter(([, dueAt]) => dueAt <= now + after);
            for (const [dueKey] of due) {
              model.delete(dueKey);
            }
            expect(fired.splice(0).sort()).toEqual(due.map(([dueKey, dueAt]) => `${dueKey}@${dueAt}`).sort());
          }
          expect(queue.size).toBe(model.size);
          expect(clock.pendingCount).toBe(model.size === 0 ? 0 : 1);
          if (model.size > 0) {
            expect(clock.nextDueIn).toBe(Math.min(...model.values()) - clock.monotonic());
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
