import { ManualClock, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { byAddress, byId, ScriptedGateway, shows, unavailable } from '../testing/scripted-gateway.ts';
import { Subscription } from './subscription.ts';
import type { ConnectionState } from './subscription-state.ts';

function setUp() {
  const clock = new ManualClock();
  const gateway = new ScriptedGateway();
  const states: ConnectionState[] = [];
  const changed: string[][] = [];
  const subscription = new Subscription(
    { clientName: 'test', clientVersion: '1', minUpdateIntervalMs: null },
    { transport: gateway, clock, random: seededRandom(7) },
    {
      onChange: (_view, keys) => changed.push([...keys].sort()),
      onState: (state) => states.push(state),
    },
  );
  const shown = (): Record<string, string> =>
    Object.fromEntries(
      [...subscription.view.people()].map((person) => [
        person.key,
        person.presence?.availability ?? person.problem?.reason ?? '',
      ]),
    );
  return { clock, gateway, subscription, states, changed, shown };
}

/** Two people, caught up. */
function setUpLive() {
  const live = setUp();
  live.subscription.add([byId('anna'), byId('bert')]);
  live.subscription.start();
  live.gateway.welcome();
  live.gateway.changes([shows('anna', 1, 'Available'), shows('bert', 2, 'Busy')]);
  live.gateway.caughtUp(2, 'token-2');
  return live;
}

describe('a first snapshot', () => {
  test('hello and watch go out at once, without waiting for the welcome', () => {
    const { gateway, subscription } = setUp();
    subscription.add([byId('anna')]);
    subscription.start();
    expect(gateway.requests.map((request) => request.kind)).toEqual(['hello', 'watch']);
    expect(gateway.watches[0]).toMatchObject({ add: [byId('anna')], keep: [], remove: [] });
  });

  test('nothing is shown before caught_up, then everything at once', () => {
    const { gateway, subscription, changed, shown } = setUp();
    subscription.add([byId('anna'), byId('bert')]);
    subscription.start();
    gateway.welcome();
    gateway.changes([shows('anna', 1, 'Available')]);
    expect(shown()).toEqual({});
    gateway.changes([shows('bert', 2, 'Busy')]);
    gateway.caughtUp(2);
    expect(shown()).toEqual({ anna: 'Available', bert: 'Busy' });
    expect(changed).toEqual([['anna', 'bert']]);
    expect(subscription.view.confirmed).toBe(true);
  });

  test('a person asked for by address is kept under the id that the answer names', () => {
    const { gateway, subscription, shown } = setUp();
    subscription.add([byAddress('Anna@Example.com')]);
    subscription.start();
    gateway.welcome();
    gateway.changes([shows('anna', 1, 'Available', 'Anna@Example.com')]);
    gateway.caughtUp(1);
    expect(shown()).toEqual({ anna: 'Available' });
  });

  test('an address that nobody has is shown as its problem', () => {
    const { gateway, subscription, shown } = setUp();
    subscription.add([byAddress('nobody@example.com')]);
    subscription.start();
    gateway.welcome();
    const problem = { code: 5, reason: 'person_unknown', message: '', details: {} };
    gateway.changes([
      { personId: null, requestedAddress: 'nobody@example.com', revision: 0, outcome: { kind: 'problem', problem } },
    ]);
    gateway.caughtUp(0);
    expect(shown()).toEqual({ 'nobody@example.com': 'person_unknown' });
  });
});

describe('live', () => {
  test('one message is one update', () => {
    const { gateway, changed, shown } = setUpLive();
    gateway.changes([shows('anna', 3, 'Busy'), shows('bert', 4, 'Away')]);
    expect(changed.at(-1)).toEqual(['anna', 'bert']);
    expect(shown()).toEqual({ anna: 'Busy', bert: 'Away' });
  });

  test('an older revision changes nothing', () => {
    const { gateway, changed, shown } = setUpLive();
    gateway.changes([shows('bert', 1, 'Offline')]);
    expect(shown()).toMatchObject({ bert: 'Busy' });
    expect(changed).toHaveLength(1);
  });

  test('people added later join at the caught_up of their watch, while others go on', () => {
    const { gateway, subscription, shown } = setUpLive();
    subscription.add([byId('cora'), byId('anna')]);
    expect(gateway.watches.at(-1)).toMatchObject({ add: [byId('cora')] });
    gateway.changes([shows('cora', 5, 'Away'), shows('anna', 6, 'Busy')]);
    expect(shown()).toEqual({ anna: 'Busy', bert: 'Busy' });
    gateway.caughtUp(3);
    expect(shown()).toEqual({ anna: 'Busy', bert: 'Busy', cora: 'Away' });
  });

  test('a removed person is gone at once and does not come back by a late change', () => {
    const { gateway, subscription, shown } = setUpLive();
    subscription.remove(['anna']);
    gateway.changes([shows('anna', 5, 'Busy')]);
    expect(shown()).toEqual({ bert: 'Busy' });
    gateway.caughtUp(1);
    expect(shown()).toEqual({ bert: 'Busy' });
  });

  test('a refused watch is told and leaves the others as they are', () => {
    const { gateway, subscription, shown } = setUpLive();
    subscription.add([byId('cora')]);
    const requestId = gateway.watches.at(-1)?.requestId ?? 0;
    gateway.respond({
      kind: 'watch-refused',
      requestId,
      problem: { code: 8, reason: 'watch_limit', message: '', details: {} },
    });
    gateway.changes([shows('anna', 9, 'Away')]);
    expect(shown()).toEqual({ anna: 'Away', bert: 'Busy' });
  });
});

describe('coming back', () => {
  test('resumes from the token, keeping whoever is held', () => {
    const { clock, gateway, subscription, shown } = setUpLive();
    gateway.end(unavailable('transport'));
    expect(subscription.view.confirmed).toBe(false);
    expect(shown()).toEqual({ anna: 'Available', bert: 'Busy' });
    clock.advance(2_000);
    expect(gateway.streams).toHaveLength(2);
    expect(new TextDecoder().decode(gateway.hello?.resumeToken ?? undefined)).toBe('token-2');
    expect(gateway.watches[0]).toMatchObject({ add: [], keep: ['anna', 'bert'] });
    gateway.welcome();
    gateway.changes([shows('bert', 7, 'Away')]);
    gateway.caughtUp(2, 'token-7', true);
    expect(shown()).toEqual({ anna: 'Available', bert: 'Away' });
    expect(subscription.view.confirmed).toBe(true);
  });

  test('a person added after the token is asked for again, not kept', () => {
    const { clock, gateway, subscription } = setUpLive();
    subscription.add([byId('cora')]);
    gateway.changes([shows('cora', 5, 'Away')], 'token-5');
    gateway.end(unavailable());
    clock.advance(2_000);
    expect(gateway.watches[0]).toMatchObject({ add: [byId('cora')], keep: ['anna', 'bert'] });
    expect(new TextDecoder().decode(gateway.hello?.resumeToken ?? undefined)).toBe('token-2');
  });

  test('a reset keeps the old view, unconfirmed, until the new one is whole', () => {
    const { clock, gateway, subscription, shown } = setUpLive();
    gateway.end(unavailable());
    clock.advance(2_000);
    gateway.welcome('epoch-2');
    gateway.respond({ kind: 'reset', reason: 'epoch' });
    gateway.changes([shows('anna', 1, 'PresenceUnknown')]);
    expect(shown()).toEqual({ anna: 'Available', bert: 'Busy' });
    expect(subscription.view.confirmed).toBe(false);
    gateway.changes([shows('bert', 2, 'Available')]);
    gateway.caughtUp(2);
    expect(shown()).toEqual({ anna: 'PresenceUnknown', bert: 'Available' });
  });

  test('a reset in the middle of a stream replaces the view, though revisions are what they were', () => {
    const { clock, gateway, subscription, shown } = setUpLive();
    const anna = subscription.view.get('anna')?.revision ?? 0;
    const bert = subscription.view.get('bert')?.revision ?? 0;
    gateway.respond({ kind: 'reset', reason: 'mask_changed' });
    gateway.changes([shows('anna', anna, 'PresenceUnknown'), shows('bert', bert, 'PresenceUnknown')]);
    expect(subscription.view.confirmed).toBe(false);
    const resumeToken = Buffer.from('token-of-the-mask');
    gateway.respond({ kind: 'caught-up', requestId: 0, watchedCount: 2, resumed: false, resumeToken });
    expect(shown()).toEqual({ anna: 'PresenceUnknown', bert: 'PresenceUnknown' });
    expect(subscription.view.confirmed).toBe(true);
    gateway.end(unavailable());
    clock.advance(2_000);
    expect(gateway.hello?.resumeToken).toEqual(resumeToken);
  });

  test('a count that does not match starts over without a token', () => {
    const { clock, gateway, subscription } = setUpLive();
    subscription.add([byId('cora')]);
    gateway.changes([shows('cora', 5, 'Away')]);
    gateway.caughtUp(2, 'token-5');
    clock.advance(2_000);
    expect(gateway.hello?.resumeToken).toBeNull();
    expect(gateway.watches[0]).toMatchObject({ keep: [] });
  });

  test('backoff grows while nothing is caught up, and begins again after caught_up', () => {
    const { clock, gateway, states } = setUpLive();
    const waits = (): number[] => states.flatMap((state) => (state.kind === 'waiting' ? [state.retryInMs] : []));
    for (let round = 0; round < 5; round += 1) {
      gateway.end(unavailable());
      clock.advance(clock.nextDueIn ?? 0);
      gateway.welcome();
    }
    const grown = waits();
    expect(grown.at(-1)).toBeGreaterThan(4 * (grown[0] ?? 0));
    gateway.caughtUp(2, 'token-9', true);
    gateway.end(unavailable());
    expect(waits().at(-1)).toBeLessThan(1_500);
  });

  test('too much asked of the server means the longest wait', () => {
    const { gateway, states } = setUpLive();
    gateway.end({ code: 8, reason: 'slow_consumer', message: '', details: {} });
    expect(states.at(-1)).toMatchObject({ kind: 'waiting' });
    expect(states.flatMap((state) => (state.kind === 'waiting' ? [state.retryInMs] : []))[0]).toBeGreaterThan(40_000);
  });

  test('an announced drain is followed by a return inside its window', () => {
    const { gateway, states } = setUpLive();
    gateway.respond({ kind: 'draining', reason: 'draining', reconnectAfterMinMs: 3_000, reconnectAfterMaxMs: 4_000 });
    gateway.end(unavailable());
    const wait = states.flatMap((state) => (state.kind === 'waiting' ? [state.retryInMs] : []))[0];
    expect(wait).toBeGreaterThanOrEqual(3_000);
    expect(wait).toBeLessThanOrEqual(4_000);
  });

  test('silence for three heartbeats ends the stream from this side', () => {
    const { clock, gateway, states } = setUpLive();
    clock.advance(74_000);
    expect(gateway.isOpen).toBe(true);
    gateway.respond({ kind: 'heartbeat', serverTime: 0, resumeToken: null });
    clock.advance(74_000);
    expect(gateway.isOpen).toBe(true);
    clock.advance(1_000);
    expect(gateway.isOpen).toBe(false);
    expect(states.at(-1)).toMatchObject({ kind: 'waiting', problem: { reason: 'timeout' } });
  });

  test('a revoked key stops: nothing changes by trying again', () => {
    const { clock, gateway, states } = setUpLive();
    gateway.end({ code: 16, reason: 'key_revoked', message: '', details: {} });
    clock.advance(600_000);
    expect(gateway.streams).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ kind: 'stopped', problem: { reason: 'key_revoked' } });
  });

  test('stop leaves no timer', () => {
    const { clock, gateway, subscription } = setUpLive();
    subscription.stop();
    expect(gateway.isOpen).toBe(false);
    expect(clock.pendingCount).toBe(0);
  });
});
