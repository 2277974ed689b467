import { ManualClock, MemoryLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { type DrainSteps, drain } from './drain.ts';

function steps(done: string[], more: Partial<DrainSteps> = {}): DrainSteps {
  return {
    refuseNew: () => done.push('refuse new'),
    drainWatchers: (window, endOverMs) => done.push(`watchers ${window.minMs}-${window.maxMs} over ${endOverMs}`),
    drainSources: () => done.push('sources'),
    whenEmpty: async () => {
      done.push('empty');
    },
    tryShutdown: async () => {
      done.push('shutdown');
    },
    forceShutdown: () => done.push('force'),
    ...more,
  };
}

test('goes in order, and leaves no timer when everything ends by itself', async () => {
  const clock = new ManualClock();
  const done: string[] = [];
  await drain({ steps: steps(done), windowMs: 5_000, deadlineMs: 20_000, clock, logger: new MemoryLogger() });
  expect(done).toEqual(['refuse new', 'watchers 500-5000 over 5000', 'sources', 'empty', 'shutdown']);
  expect(clock.pendingCount).toBe(0);
});

test('cuts at the deadline what does not end', async () => {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const done: string[] = [];
  const never = steps(done, { tryShutdown: () => new Promise<void>(() => undefined) });
  const drained = drain({ steps: never, windowMs: 100, deadlineMs: 20_000, clock, logger });
  await clock.advanceAsync(19_999);
  expect(done).not.toContain('force');
  await clock.advanceAsync(1);
  await drained;
  expect(done.at(-1)).toBe('force');
  expect(logger.messages).toContain('not everything ended by itself: cutting what is open');
});
