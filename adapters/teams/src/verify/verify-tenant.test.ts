/** Against the simulator with a stated latency: what it measures must be what was set. */
import { DEFAULT_APP, type GraphSimulator } from '@lamplight/graph-simulator';
import { ManualClock, seededRandom } from '@lamplight/runtime';
import { beforeEach, describe, expect, test } from 'vitest';
import { createGraphRequests } from '../client.ts';
import { ADA, BELA, createSimulator, simulatorEgress } from '../testing/simulated-graph.ts';
import type { VerifyReport } from './verify-report.ts';
import { type VerifyOptions, verifyTenant } from './verify-tenant.ts';

let clock: ManualClock;
let simulator: GraphSimulator;
let told: string[];
let stop: AbortController;

beforeEach(() => {
  clock = new ManualClock();
  simulator = createSimulator(clock);
  told = [];
  stop = new AbortController();
});

function run(changes: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  const token = simulator.control.apps.tokenFor(DEFAULT_APP.appId);
  const tokens = { get: async () => ({ kind: 'token', token }) as const, reject: () => undefined };
  const requests = createGraphRequests(
    { baseUrl: 'https://graph.test', timeoutMs: 10_000 },
    { clock, fetch: simulatorEgress(simulator).fetch, tokens },
  );
  return verifyTenant(
    { users: [ADA, BELA], clientId: DEFAULT_APP.appId, rounds: 4, ...changes },
    { requests, clock, random: seededRandom(3), tell: (step) => told.push(step), signal: stop.signal },
  );
}

/** Drives the clock until it has ended. */
async function ended<T>(work: Promise<T>): Promise<T> {
  let open = true;
  const closed = (): void => {
    open = false;
  };
  work.then(closed, closed);
  for (let turn = 0; open && turn < 20_000; turn += 1) {
    await clock.advanceAsync(50);
  }
  return await work;
}

const sessions = (user: string) => simulator.control.inspect(user).sessions.filter(({ kind }) => kind !== 'client');

describe('verifying a tenant', () => {
  test('finds the defaults right where Graph shows everything at once', async () => {
    const report = await ended(run());
    expect(report).toMatchObject({
      writeToRead: { count: 4, longest: 0 },
      clearToRead: { count: 4, longest: 0 },
      notShown: 0,
      clearOfNothing: '404',
      meeting: 'not-measured',
      unknownIds: 'omit',
      casing: 'pascal',
      sequence: 'grows',
    });
    expect(report.proposal.settings).toEqual({});
    expect(report.proposal.warnings).toEqual([expect.stringContaining('in no calendar meeting')]);
    expect([...sessions(ADA), ...sessions(BELA)]).toEqual([]);
  });

  test('measures a Graph that shows things late, and proposes settings above it', async () => {
    simulator.control.changeLatency({ on: true, visibilityMaxMs: 9_000 });
    const report = await ended(run({ rounds: 8 }));
    expect(report.writeToRead?.longest).toBeGreaterThan(2_000);
    expect(report.writeToRead?.longest).toBeLessThanOrEqual(11_000);
    const { visibilityDelay = '0s' } = report.proposal.settings;
    const longest = Math.max(report.writeToRead?.longest ?? 0, report.clearToRead?.longest ?? 0);
    expect(Number.parseInt(visibilityDelay, 10) * 1_000).toBeGreaterThanOrEqual(longest * 1.5);
  });

  test('says what goes before a meeting', async () => {
    simulator.control.act(BELA, { do: 'start an appointment' });
    expect((await ended(run())).meeting).toBe('call-shows');
    expect(sessions(BELA)).toEqual([]);
  });

  test.each(['omit', 'PresenceUnknown', '404', '400'] as const)('unknown ids: %s', async (unknownIds) => {
    simulator.control.changeSwitches({ unknownIds });
    const report = await ended(run({ rounds: 1 }));
    expect([report.unknownIds, report.proposal.switches['unknownIds']]).toEqual([unknownIds, unknownIds]);
  });

  test('casing and sequenceNumber of a government cloud', async () => {
    simulator.control.changeSwitches({ casing: 'lowerCamel', cloud: 'us-government' });
    expect(await ended(run({ rounds: 1 }))).toMatchObject({
      casing: 'lowerCamel',
      sequence: 'absent',
      proposal: { switches: { casing: 'lowerCamel' } },
    });
  });

  test('a status chosen by hand hides every write: told, and nothing is proposed from it', async () => {
    simulator.control.act(ADA, { do: 'choose away' });
    const report = await ended(run({ rounds: 1 }));
    expect(report).toMatchObject({ writeToRead: null, notShown: 1, proposal: { settings: {} } });
    expect(report.proposal.warnings[0]).toContain('without a status chosen by hand');
  });

  test('somebody in a call is not written at all', async () => {
    simulator.control.act(ADA, { do: 'join a call' });
    await expect(ended(run())).rejects.toThrow('shows a call already');
    expect(simulator.control.writes.map(({ action }) => action)).toEqual(['clearPresence', 'clearPresence']);
  });

  test('stopped in the middle, it clears what it wrote', async () => {
    simulator.control.changeLatency({ on: true, visibilityMaxMs: 30_000 });
    const running = run();
    const outcome = expect(running).rejects.toThrow('enough');
    for (let turn = 0; sessions(ADA).length === 0 && turn < 1_000; turn += 1) {
      await clock.advanceAsync(50);
    }
    expect(sessions(ADA)).toHaveLength(1);
    stop.abort(new Error('enough'));
    await ended(running.catch(() => undefined));
    await outcome;
    expect(sessions(ADA)).toEqual([]);
  });
});
