/** Reading over the simulator, on one manual clock with it: what Graph does to a request, and what becomes of people. */
import { ManualClock } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { ApplicationBudgets } from '../polling/application-budget.ts';
import { ADA, BELA, Harness, type HarnessOptions } from '../testing/simulated-graph.ts';

const UNKNOWN = ['11111111-2222-4333-8444-555555555555', '11111111-2222-4333-8444-666666666666'];
const READER = { appId: '7a000000-1f52-4d3b-8a6e-0c2f9d4b7e02', secret: 'secret-of-the-reader' };

let harness: Harness;
const begin = (config?: ConstructorParameters<typeof Harness>[0], options?: HarnessOptions): Harness => {
  harness = new Harness(config, options);
  return harness;
};

afterEach(() => harness.stop());

describe.each(['omit', 'PresenceUnknown', '404', '400'] as const)('ids that Graph does not know (%s)', (unknownIds) => {
  test('leave the others alone; they are unknown, and back once Graph knows them', async () => {
    const h = begin();
    const { control } = h.simulator;
    control.changeSwitches({ unknownIds });
    await h.start([...UNKNOWN, ADA, BELA]);
    await h.run(3000);
    expect([ADA, BELA].map((id) => h.shown(id))).toEqual(['Available/Available', 'Available/Available']);
    for (const id of UNKNOWN) {
      expect(h.shown(id)).toBe('PresenceUnknown/PresenceUnknown');
    }
    const refused = unknownIds === '404' || unknownIds === '400';
    expect(h.lastHealth?.state).toBe('ok');
    expect(h.lastHealth?.details['unknownIds']).toBe(refused ? '2' : undefined);
    expect(h.lastHealth?.details['unknownIdList']?.split(', ').sort()).toEqual(refused ? UNKNOWN : undefined);
    control.addPerson({ id: UNKNOWN[0], userPrincipalName: 'cleo@contoso.example', displayName: 'Cleo' });
    h.adapter.directoryChanged();
    await h.run(3000);
    expect(h.shown(UNKNOWN[0] ?? '')).toBe('Available/Available');
    expect(h.lastHealth?.details['unknownIds']).toBe(refused ? '1' : undefined);
  });
});

test('in a cloud without sequenceNumber people are followed all the same', async () => {
  const h = begin({ cloud: 'us-government' });
  const { control } = h.simulator;
  control.changeSwitches({ cloud: 'us-government' });
  await h.start([ADA]);
  control.act(ADA, { do: 'choose do not disturb' });
  await h.run(1000);
  control.act(ADA, { do: 'choose away' });
  await h.run(1000);
  expect(h.history.map(({ claim }) => claim.availability)).toEqual(['Available', 'DoNotDisturb', 'Away']);
});

test('429 without Retry-After: pauses that double, with one request between', async () => {
  const h = begin();
  await h.start([ADA]);
  h.simulator.control.addFault({
    routes: ['getPresencesByUserId'],
    times: 'always',
    answer: { kind: 'status', status: 429 },
  });
  await h.run(700);
  const at: number[] = [];
  h.simulator.control.onRequest(() => at.push(h.clock.monotonic()));
  await h.run(250_000);
  expect(at.map((time) => Math.round(time / 1000))).toEqual([31, 91, 211]);
});

describe('a second registration for reads', () => {
  function beginWithReader(options: HarnessOptions = {}): Harness {
    const h = begin({ reader: { clientId: READER.appId, secret: READER.secret } }, options);
    h.simulator.control.apps.add({
      displayName: 'Reader',
      appId: READER.appId,
      secrets: [{ value: READER.secret }],
      consents: [{ roles: ['Presence.Read.All'] }],
    });
    return h;
  }
  const requestsOf = (h: Harness, appId: string, route: string): number =>
    h.simulator.control.counts
      .filter((one) => one.appId === appId && one.route === route)
      .reduce((sum, one) => sum + one.count, 0);

  test('reads; the first one writes, under its own session', async () => {
    const h = beginWithReader();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    const { clientId } = configured(h);
    expect(requestsOf(h, READER.appId, 'getPresencesByUserId')).toBeGreaterThan(5);
    expect(requestsOf(h, clientId, 'getPresencesByUserId')).toBe(0);
    expect(requestsOf(h, clientId, 'setPresence')).toBe(1);
    expect(h.simulator.control.writes[0]?.body).toMatchObject({ sessionId: clientId });
  });

  test('whose budget is spent does not hold writes back', async () => {
    const h = beginWithReader();
    await h.start([ADA]);
    h.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      answer: { kind: 'status', status: 429, retryAfterS: 20 },
    });
    await h.run(1000);
    h.want(h.talking(ADA));
    await h.run(1000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
  });

  test('that may not read: the first one reads in its place, and health says so until the second one can', async () => {
    const h = beginWithReader();
    h.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      appId: READER.appId,
      times: 'always',
      answer: { kind: 'status', status: 403 },
    });
    await h.start([ADA]);
    h.simulator.control.act(ADA, { do: 'choose do not disturb' });
    await h.run(2000);
    expect(h.shown(ADA)).toBe('DoNotDisturb/DoNotDisturb');
    expect(h.lastHealth).toMatchObject({ state: 'action-needed', details: { registration: 'reader' } });
    expect(h.lastHealth?.message).toMatch(/the first one reads in its place/);
    h.simulator.control.clearFaults();
    await h.run(61_000);
    expect(h.lastHealth?.state).toBe('ok');
    h.simulator.control.clearCounts();
    await h.run(2000);
    expect(requestsOf(h, READER.appId, 'getPresencesByUserId')).toBeGreaterThan(2);
  });

  test('that reads again leaves what the first one may read to other tenants', async () => {
    const budgets = new ApplicationBudgets(new ManualClock(), { readsPerSecond: 10 });
    const h = beginWithReader({ host: { budgets } });
    h.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      appId: READER.appId,
      times: 'always',
      answer: { kind: 'status', status: 403 },
    });
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(2000);
    const { clientId } = configured(h);
    const other = budgets.of(clientId).join({ turn: () => undefined });
    expect(other.reads(100)).toBeLessThan(10);
    h.simulator.control.clearFaults();
    await h.run(61_000);
    expect(other.reads(100)).toBe(10);
  });
});

function configured(h: Harness): { readonly clientId: string } {
  const [write] = h.simulator.control.writes;
  return { clientId: write?.appId ?? '' };
}
