/** What health says of reading and writing where nothing, or nobody, is asked for any more. */
import { expect, test } from 'vitest';
import { harnesses } from '../testing/harnesses.ts';
import { ADA, morePeople } from '../testing/simulated-graph.ts';

const UNKNOWN = '11111111-2222-4333-8444-555555555555';

const begin = harnesses();

test('a roster of one whom Graph refuses is told as refused, and not as a start that takes seconds', async () => {
  const h = begin();
  h.simulator.control.changeSwitches({ unknownIds: '404' });
  await h.start([UNKNOWN]);
  await h.run(12_000);
  expect(h.lastHealth).toMatchObject({
    state: 'degraded',
    reason: 'person_not_found',
    details: { unknownIdList: UNKNOWN },
  });
  h.roster([UNKNOWN, ADA]);
  await h.run(40_000);
  expect(h.lastHealth).toMatchObject({ state: 'ok', details: { unknownIdList: UNKNOWN } });
});

test('without anybody to read it is not said that Graph answers in seconds', async () => {
  const h = begin();
  await h.start([]);
  await h.run(15_000);
  expect(h.lastHealth).toMatchObject({ state: 'starting', message: expect.stringContaining('nobody is to be read') });
  h.roster([ADA]);
  await h.run(1000);
  expect(h.lastHealth?.state).toBe('ok');
});

test('a failure of reading is told no more once nobody is to be read', async () => {
  const h = begin();
  await h.start([ADA]);
  h.simulator.control.addFault({ routes: 'all', times: 'always', answer: { kind: 'status', status: 503 } });
  await h.run(80_000);
  expect(h.lastHealth).toMatchObject({ state: 'down', reason: 'graph_unavailable' });
  h.adapter.rosterChanged({ upserted: [], removed: [ADA] });
  await h.run(15_000);
  expect(h.lastHealth?.state).toBe('ok');
});

test('a tenant in which nothing happens and nobody is watched stays within pollSynced, and is well', async () => {
  const h = begin();
  await h.start([]);
  h.roster([ADA], 'synced');
  await h.run(1000);
  const told = h.health.length;
  await h.run(4 * 3_600_000);
  expect(h.adapter.polling?.inEffect.syncedMs).toBe(15_000);
  expect(h.health.slice(told).filter(({ state }) => state !== 'ok')).toEqual([]);
});

test('consent that was missing for a write is told no more once it is there, also when nothing is wanted any more', async () => {
  const h = begin();
  const appId = h.simulator.control.apps.all[0]?.appId ?? '';
  h.simulator.control.apps.consent(appId, { roles: ['Presence.Read.All'] });
  await h.start([ADA]);
  h.want(h.talking(ADA));
  await h.run(2000);
  expect(h.lastHealth).toMatchObject({ state: 'action-needed', reason: 'consent_partial' });
  h.want(h.silent(ADA));
  await h.run(2000);
  h.simulator.control.apps.consent(appId, { roles: ['Presence.Read.All', 'Presence.ReadWrite.All'] });
  await h.run(120_000);
  expect(h.lastHealth?.state).toBe('ok');
});

test('calls that begin while no token is to be had are written soon after there is one: what was not sent is not spent', async () => {
  const people = morePeople(900);
  const h = begin({}, { morePeople: people });
  await h.start(people);
  await h.run(40_000);
  const { control } = h.simulator;
  control.addFault({ routes: ['token'], times: 'always', answer: { kind: 'status', status: 503 } });
  control.addFault({ routes: ['getPresencesByUserId'], answer: { kind: 'status', status: 401 } });
  await h.run(1500);
  expect(h.lastHealth?.reason).toBe('entra_unavailable');
  for (const id of people) {
    h.want(h.talking(id));
  }
  await h.run(3000);
  expect(h.writes).toEqual([]);
  control.clearFaults();
  await h.run(10_000);
  expect(h.writes).toHaveLength(900);
});

test('429 with Retry-After: 0 is no leave to try again and again', async () => {
  const h = begin();
  await h.start([ADA]);
  const { control } = h.simulator;
  control.changeLatency({ on: true });
  control.addFault({
    routes: ['setPresence'],
    times: 'always',
    answer: { kind: 'status', status: 429, retryAfterS: 0 },
  });
  h.want(h.talking(ADA));
  await h.run(30_000);
  const refused = control.counts.filter(({ status }) => status === 429).map(({ count }) => count);
  expect(refused[0]).toBeLessThanOrEqual(6);
  control.clearFaults();
  control.changeLatency({ on: false });
  await h.run(40_000);
  expect(h.writes.at(-1)).toBe('setPresence InACall 200');
});
