import { personId } from '@lamplight/domain';
import { ManualClock, seededRandom } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { byAddress, byId, ScriptedGateway, shows, unavailable } from '../testing/scripted-gateway.ts';
import { Subscription } from './subscription.ts';
import type { ConnectionState } from './subscription-state.ts';

const problem = { code: 5, reason: 'person_unknown', message: '', details: {} };

function setUp() {
  const clock = new ManualClock();
  const gateway = new ScriptedGateway();
  const states: ConnectionState[] = [];
  const subscription = new Subscription(
    { clientName: 'test', clientVersion: '1', minUpdateIntervalMs: null },
    { transport: gateway, clock, random: seededRandom(7) },
    { onState: (state) => states.push(state) },
  );
  const shown = (): readonly string[] => [...subscription.view.people()].map(({ key }) => key).sort();
  const reconnect = (): void => {
    gateway.end(unavailable());
    clock.advance(2_000);
  };
  return { clock, gateway, subscription, states, shown, reconnect };
}

/** Anna asked for by address, Bert by id, both shown. */
function setUpLive() {
  const live = setUp();
  live.subscription.add([byAddress('Anna@Example.com'), byId('bert')]);
  live.subscription.start();
  live.gateway.welcome();
  live.gateway.changes([shows('anna', 1, 'Available', 'Anna@Example.com'), shows('bert', 2, 'Busy')]);
  live.gateway.caughtUp(2, 'token-2');
  return live;
}

test('a person removed by the address that was asked for leaves the view: no lamp stays lit for ever', () => {
  const { gateway, subscription, shown } = setUpLive();
  subscription.remove(['anna@example.com']);
  expect(shown()).toEqual(['bert']);
  expect(gateway.watches.at(-1)).toMatchObject({ remove: ['anna'] });
  gateway.caughtUp(1, 'token-3');
  expect(gateway.isOpen).toBe(true);
});

test('a person watched by id and by address stays until both are removed', () => {
  const { gateway, subscription, shown } = setUpLive();
  subscription.add([byId('anna')]);
  gateway.caughtUp(2, 'token-3');
  const sent = gateway.watches.length;
  subscription.remove(['anna@example.com']);
  expect(shown()).toEqual(['anna', 'bert']);
  expect(gateway.watches).toHaveLength(sent);
  subscription.remove(['anna']);
  expect(shown()).toEqual(['bert']);
});

test('whoever is removed before the server has named them is taken back there, and nothing starts over', () => {
  const { gateway, subscription, shown } = setUpLive();
  subscription.add([byAddress('cora@example.com')]);
  const requestId = gateway.watches.at(-1)?.requestId ?? 0;
  subscription.remove(['cora@example.com']);
  gateway.changes([shows('cora', 5, 'Away', 'cora@example.com')]);
  expect(gateway.watches.at(-1)).toMatchObject({ add: [], remove: ['cora'] });
  gateway.respond({ kind: 'caught-up', requestId, watchedCount: 3, resumed: false, resumeToken: null });
  gateway.caughtUp(2, 'token-5');
  expect(shown()).toEqual(['anna', 'bert']);
  expect(gateway.isOpen).toBe(true);
});

test('people whom the server refused are not asked for again by the next stream, which would be refused whole', () => {
  const { gateway, subscription, shown, reconnect } = setUpLive();
  subscription.add([byId('cora')]);
  const requestId = gateway.watches.at(-1)?.requestId ?? 0;
  gateway.respond({ kind: 'watch-refused', requestId, problem: { ...problem, reason: 'watch_limit' } });
  reconnect();
  expect(gateway.watches[0]).toMatchObject({ add: [], keep: ['anna', 'bert'] });
  gateway.welcome();
  gateway.caughtUp(2, 'token-3', true);
  expect(shown()).toEqual(['anna', 'bert']);
});

test('a refusal is the last answer awaited: the view is whole again', () => {
  const { gateway, subscription, states, reconnect } = setUpLive();
  reconnect();
  gateway.welcome();
  const first = gateway.watches[0]?.requestId ?? 0;
  subscription.add([byId('cora')]);
  const second = gateway.watches.at(-1)?.requestId ?? 0;
  gateway.respond({ kind: 'caught-up', requestId: first, watchedCount: 2, resumed: true, resumeToken: null });
  expect(subscription.view.confirmed).toBe(false);
  gateway.respond({ kind: 'watch-refused', requestId: second, problem: { ...problem, reason: 'watch_limit' } });
  expect(subscription.view.confirmed).toBe(true);
  expect(states.at(-1)).toEqual({ kind: 'live' });
});

test('somebody asked for by address who leaves and comes back is dark in between and shown again', () => {
  const { gateway, subscription } = setUpLive();
  const anna = personId('anna');
  gateway.changes([{ personId: anna, requestedAddress: null, revision: 0, outcome: { kind: 'problem', problem } }]);
  expect(subscription.view.get('anna')?.problem?.reason).toBe('person_unknown');
  subscription.add([byId('cora')]);
  gateway.changes([shows('cora', 5, 'Away')]);
  gateway.caughtUp(2, 'token-5');
  expect(gateway.isOpen).toBe(true);
  gateway.changes([shows('anna', 6, 'Busy')]);
  expect(subscription.view.get('anna')?.presence?.availability).toBe('Busy');
});

test('more people than one request may name come back in several, and are shown at once', () => {
  const { gateway, subscription, shown, reconnect } = setUp();
  subscription.add([byId('anna')]);
  subscription.start();
  gateway.respond({
    kind: 'welcome',
    epoch: 'epoch-1',
    heartbeatIntervalMs: 25_000,
    maxWatched: 10,
    maxPerRequest: 2,
    minUpdateIntervalMs: 250,
  });
  gateway.changes([shows('anna', 1, 'Busy')]);
  gateway.caughtUp(1, 'token-1');
  subscription.add([byId('bert'), byId('cora')]);
  gateway.changes([shows('bert', 2, 'Busy'), shows('cora', 3, 'Busy')]);
  gateway.caughtUp(3, 'token-3');
  reconnect();
  expect(gateway.watches.map(({ add, keep }) => add.length + keep.length)).toEqual([2, 1]);
  gateway.welcome('epoch-2');
  gateway.respond({ kind: 'reset', reason: 'token_foreign_epoch' });
  const [first, second] = gateway.watches.map(({ requestId }) => requestId);
  gateway.changes([shows('anna', 1, 'Away'), shows('bert', 2, 'Away')]);
  gateway.respond({
    kind: 'caught-up',
    requestId: first ?? 0,
    watchedCount: 2,
    resumed: false,
    resumeToken: new TextEncoder().encode('half'),
  });
  // Nobody vanishes for a moment, and the token of half a snapshot is not taken.
  expect(shown()).toEqual(['anna', 'bert', 'cora']);
  expect(subscription.view.get('anna')?.presence?.availability).toBe('Busy');
  gateway.changes([shows('cora', 3, 'Away')]);
  gateway.respond({ kind: 'caught-up', requestId: second ?? 0, watchedCount: 3, resumed: false, resumeToken: null });
  expect(subscription.view.get('anna')?.presence?.availability).toBe('Away');
  expect(subscription.view.confirmed).toBe(true);
});
