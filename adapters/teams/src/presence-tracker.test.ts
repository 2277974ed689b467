import { ManualClock, silentLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import { DEFAULT_LATCH_BREAKER_TIMING } from './attribution/latch-breaker.ts';
import type { GraphPresence } from './graph-api.ts';
import { PresenceTracker } from './presence-tracker.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';

function opened() {
  const clock = new ManualClock();
  const said: string[] = [];
  const claimed: string[] = [];
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
      claim: (address, { activity, note }) => {
        said.push(`claim ${address}`);
        claimed.push([activity, ...(note === null ? [] : [note.text])].join(' '));
      },
      withdraw: (address) => said.push(`withdraw ${address}`),
      reportEffect: ({ address, outcome }) => said.push(`${outcome} ${address}`),
      suspectsChanged: nothing,
      conflictChanged: nothing,
      choiceLost: nothing,
    },
  );
  tracker.activate(false);
  tracker.decide();
  tracker.setWriter({ kind: 'ours' });
  return { clock, tracker, said, claimed };
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

const presence = (
  activity: string,
  sequenceNumber: string | null = null,
  note: string | null = null,
): GraphPresence => ({
  id: ADA,
  pair: { availability: activity === 'InACall' ? 'Busy' : activity, activity },
  outOfOffice: { active: false, message: '' },
  statusMessage: note === null ? null : { text: note, until: null },
  workLocation: null,
  sequenceNumber,
});

test('a read that began before somebody was known again says nothing: what it may show of our write has been forgotten', () => {
  const { clock, tracker, claimed } = opened();
  tracker.setInterest(ADA, 'watched');
  clock.advance(600_000);
  const begunAt = clock.monotonic();
  tracker.setInterest(ADA, null);
  clock.advance(5000);
  tracker.setInterest(ADA, 'watched');
  claimed.length = 0;
  tracker.readAnswered([ADA], [presence('InACall')], { begunAt, endedAt: clock.monotonic() });
  expect(claimed).toEqual([]);
  tracker.readAnswered([ADA], [presence('Available')], { begunAt: clock.monotonic(), endedAt: clock.monotonic() });
  expect(claimed).toEqual(['Available']);
});

test('of a read that shows an older state nothing is taken, also not the note', () => {
  const { clock, tracker, claimed } = opened();
  tracker.setInterest(ADA, 'watched');
  const read = (shown: GraphPresence): void => {
    clock.advance(1000);
    tracker.readAnswered([ADA], [shown], { begunAt: clock.monotonic(), endedAt: clock.monotonic() });
  };
  read(presence('Available', '5', 'back at three'));
  read(presence('Available', '4', 'at lunch'));
  expect(new Set(claimed)).toEqual(new Set(['Available back at three']));
});

test('a read that says the same again claims nothing, also of somebody who once had a call', () => {
  const { clock, tracker, claimed } = opened();
  tracker.setInterest(ADA, 'watched');
  clock.advance(600_000);
  const way = 'session';
  const pair = { availability: 'Busy', activity: 'InACall' } as const;
  tracker.setEffect({ address: ADA, generation: 1, desired: { kind: 'session', ...pair } });
  tracker.writeSent(ADA, { kind: 'set', way, pair });
  tracker.writeAnswered(ADA, { kind: 'set-answered', way, pair, sentAt: clock.monotonic(), outcome: 'accepted' }, null);
  tracker.setEffect({ address: ADA, generation: 2, desired: null });
  tracker.writeSent(ADA, { kind: 'clear', way, restore: null });
  tracker.writeAnswered(ADA, { kind: 'clear-answered', way, outcome: 'cleared' }, null);
  clock.advance(600_000);
  const same = presence('Available');
  const read = (): void => {
    clock.advance(1000);
    tracker.readAnswered([ADA], [same], { begunAt: clock.monotonic(), endedAt: clock.monotonic() });
  };
  read();
  read();
  const before = claimed.length;
  read();
  read();
  expect(claimed).toHaveLength(before);
});
