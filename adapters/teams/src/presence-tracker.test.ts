import { ManualClock, silentLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import { DEFAULT_LATCH_BREAKER_TIMING } from './attribution/latch-breaker.ts';
import { PresenceTracker } from './presence-tracker.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';

function opened() {
  const clock = new ManualClock();
  const said: string[] = [];
  const nothing = (): void => undefined;
  const tracker = new PresenceTracker(
    {
      timing: DEFAULT_ATTRIBUTION_TIMING,
      breaker: DEFAULT_LATCH_BREAKER_TIMING,
      blindAfterMs: 60_000,
      readOnly: false,
    },
    clock,
    silentLogger,
    {
      intend: (_id, { kind }) => said.push(`intend ${kind}`),
      readAt: nothing,
      changed: nothing,
      follow: nothing,
      claim: (address) => said.push(`claim ${address}`),
      withdraw: (address) => said.push(`withdraw ${address}`),
      reportEffect: ({ address, outcome }) => said.push(`${outcome} ${address}`),
      suspectsChanged: nothing,
      choiceLost: nothing,
    },
  );
  tracker.activate(false);
  tracker.decide();
  return { clock, tracker, said };
}

test('of somebody who left the roster nothing is kept once nothing of ours can stand at them', () => {
  const { clock, tracker } = opened();
  const pair = { availability: 'Busy', activity: 'InACall' } as const;
  tracker.setInterest(ADA, 'watched');
  clock.advance(600_000);
  tracker.setEffect({ address: ADA, generation: 1, desired: { kind: 'session', ...pair } });
  const way = 'session';
  tracker.writeSent(ADA, { kind: 'set', way, pair });
  tracker.setInterest(ADA, null);
  tracker.setEffect({ address: ADA, generation: 2, desired: null });
  expect(tracker.size).toBe(1);
  tracker.writeAnswered(ADA, { kind: 'set-answered', way, pair, sentAt: clock.monotonic(), outcome: 'accepted' }, null);
  tracker.writeSent(ADA, { kind: 'clear', way, restore: null });
  tracker.writeAnswered(ADA, { kind: 'clear-answered', way, outcome: 'cleared' }, null);
  expect(tracker.size).toBe(1);
  clock.advance(60_000);
  expect(tracker.size).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

test('the end of an effect under letters that an account had before does not end the one that it has now', () => {
  const { tracker, said } = opened();
  const desired = { kind: 'session', availability: 'Busy', activity: 'InACall' } as const;
  tracker.setInterest(ADA.toUpperCase(), 'synced');
  tracker.setEffect({ address: ADA.toUpperCase(), generation: 1, desired });
  tracker.setInterest(ADA.toUpperCase(), null);
  tracker.setInterest(ADA, 'synced');
  tracker.setEffect({ address: ADA, generation: 2, desired });
  said.length = 0;
  tracker.setEffect({ address: ADA.toUpperCase(), generation: 3, desired: null });
  expect(said).toEqual([`applied ${ADA.toUpperCase()}`]);
});
