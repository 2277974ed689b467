import { LamplightError, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { beforeEach, expect, test } from 'vitest';
import { Follow } from './follow.ts';

let clock: ManualClock;
let logger: MemoryLogger;
let runs: PromiseWithResolvers<void>[];
let follow: Follow;

beforeEach(() => {
  clock = new ManualClock();
  logger = new MemoryLogger();
  runs = [];
  const work = () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  };
  follow = new Follow({ name: 'things', work, clock, random: seededRandom(1), logger });
});

test('whoever asks while it runs waits for a run that begins afterwards, and many for one', async () => {
  follow.ask();
  let caughtUp = 0;
  const waiting = [1, 2, 3].map(async () => {
    await follow.caughtUp();
    caughtUp += 1;
  });
  runs[0]?.resolve();
  await clock.advanceAsync(0);
  expect([runs.length, caughtUp]).toEqual([2, 0]);
  runs[1]?.resolve();
  await Promise.all(waiting);
  expect([runs.length, caughtUp]).toEqual([2, 3]);
});

test('a run that fails is tried again after a pause, said once, and whoever waits goes on waiting', async () => {
  const caughtUp = follow.caughtUp();
  runs[0]?.reject(new LamplightError('store_unavailable', 'locked'));
  await clock.advanceAsync(60_000);
  runs[1]?.reject(new LamplightError('store_unavailable', 'locked'));
  await clock.advanceAsync(60_000);
  runs[2]?.resolve();
  await caughtUp;
  expect(logger.messages).toEqual([
    'the store cannot be followed: what is known stays',
    'the store can be followed again',
  ]);
});

test('once it is stopped it runs no more, and nobody waits for it', async () => {
  const caughtUp = follow.caughtUp();
  const refused = expect(caughtUp).rejects.toMatchObject({ reason: 'stopped' });
  const stopping = follow.stop();
  runs[0]?.resolve();
  await Promise.all([stopping, refused]);
  follow.ask();
  await expect(follow.caughtUp()).rejects.toMatchObject({ reason: 'stopped' });
  expect([runs.length, clock.pendingCount]).toEqual([1, 0]);
});
