/** Who writes: bursts, one writer of several, a writer that nothing was known of, another product beside us. */
import { describe, expect, test } from 'vitest';
import { GivenRights } from './testing/given-rights.ts';
import { harnesses } from './testing/harnesses.ts';
import { ADA, BELA, FOREIGN_APP, morePeople, READER } from './testing/simulated-graph.ts';

const IN_A_CALL = { availability: 'Busy', activity: 'InACall' } as const;

const begin = harnesses();

describe('a burst', () => {
  test('a thousand calls that begin in one second are accepted within five seconds, with Microsoft taking its time', async () => {
    const people = morePeople(1000);
    // Reads of a thousand people take a tenth of the budget that they would share with the writes.
    const h = begin({ reader: READER }, { morePeople: people });
    h.simulator.control.changeLatency({ on: true });
    await h.start(people);
    await h.run(15_000);
    const begunAt = h.clock.monotonic();
    const wantedAt = new Map<string, number>();
    const delays: number[] = [];
    const report = h.results.push.bind(h.results);
    h.results.push = (...results) => {
      for (const { address, outcome } of results) {
        if (outcome === 'applied') {
          delays.push(h.clock.monotonic() - (wantedAt.get(address) ?? begunAt));
        }
      }
      return report(...results);
    };
    for (const [index, id] of people.entries()) {
      wantedAt.set(id, h.clock.monotonic());
      h.want(h.talking(id));
      if (index % 10 === 9) {
        await h.run(10);
      }
    }
    await h.run(10_000);
    h.simulator.control.changeLatency({ on: false });
    await h.run(5000);
    delays.sort((a, b) => a - b);
    expect(delays).toHaveLength(1000);
    expect(delays[Math.floor(delays.length * 0.99)]).toBeLessThanOrEqual(5000);
    expect(h.writes).toHaveLength(1000);
    expect(h.writes.every((write) => write === 'setPresence InACall 200')).toBe(true);
  });
});

describe('somebody whose writes Graph refuses', () => {
  test.each([400, 404])('(%i) is told while others are written, until they are written too', async (status) => {
    const h = begin();
    const { control } = h.simulator;
    control.addFault({ routes: ['setPresence'], userId: ADA, times: 'always', answer: { kind: 'status', status } });
    await h.start([ADA, BELA]);
    h.want(h.talking(ADA));
    await h.run(1000);
    const told = h.health.length;
    h.want(h.talking(BELA));
    await h.run(200_000);
    expect(h.writes.filter((write) => write.endsWith(' 200')).length).toBeGreaterThan(1);
    expect(h.health.slice(told).filter(({ state }) => state !== 'degraded')).toEqual([]);
    expect(h.lastHealth).toMatchObject({ details: { people: ADA, refusedPeople: '1' } });
    control.clearFaults();
    await h.run(60_000);
    expect(h.lastHealth?.state).toBe('ok');
  });

  test('is told no more once nothing is wanted for them', async () => {
    const h = begin();
    h.simulator.control.addFault({
      routes: ['setPresence'],
      userId: ADA,
      times: 'always',
      answer: { kind: 'status', status: 404 },
    });
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(1000);
    expect(h.lastHealth?.state).toBe('degraded');
    h.want(h.silent(ADA));
    await h.run(1000);
    expect(h.lastHealth?.state).toBe('ok');
  });
});

describe('the right to write', () => {
  test('is asked for by tenant and client id, in lower case; before it is ours nothing is written or answered', async () => {
    const writers = new GivenRights();
    const h = begin({ tenantId: 'Contoso.Example' }, { host: { writers } });
    h.adapter.start(h.context);
    expect(writers.claims).toEqual([]);
    h.adapter.linkChanged('active');
    expect(writers.claims.map(({ key }) => key.entraTenantId)).toEqual(['contoso.example']);
  });

  test('that another one has is told in health, refuses effects and leaves reading alone; then it is taken over', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    expect(h.writes).toEqual([]);
    expect(h.results).toEqual([]);
    writers.tell({ kind: 'taken', holder: 'the system head-office' });
    await h.run(5000);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'refused', reason: 'writer_exists' });
    expect(h.lastHealth).toMatchObject({
      state: 'action-needed',
      reason: 'writer_exists',
      message: expect.stringContaining('the system head-office'),
      remedy: expect.stringContaining('an app registration of its own'),
    });
    h.simulator.control.act(BELA, { do: 'choose busy' });
    h.roster([ADA, BELA]);
    await h.run(5000);
    expect(h.shown(BELA)).toBe('Busy/Busy');
    expect(h.writes).toEqual([]);
    writers.tell({ kind: 'ours' });
    await h.run(3000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'applied' });
    expect(h.lastHealth?.state).toBe('ok');
  });

  test('of which nothing can be found out is told in health after ten seconds, until something is', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    await h.run(9_000 - h.clock.monotonic());
    expect(h.lastHealth?.state).toBe('ok');
    await h.run(2_000);
    const unknown = {
      state: 'degraded',
      reason: 'writer_unknown',
      message: expect.stringContaining('nothing is written here, reading goes on'),
      remedy: expect.stringContaining('store'),
    };
    expect(h.lastHealth).toMatchObject(unknown);
    writers.tell({ kind: 'ours' });
    expect(h.lastHealth?.state).toBe('ok');
    writers.tell({ kind: 'unknown' });
    await h.run(9_000);
    expect(h.lastHealth?.state).toBe('ok');
    await h.run(2_000);
    expect(h.lastHealth).toMatchObject(unknown);
    h.adapter.linkChanged('standby');
    expect(h.lastHealth?.state).toBe('ok');
    await h.run(20_000);
    expect(h.lastHealth?.state).toBe('ok');
  });

  test('that is lost stops writing at once: what stands is neither renewed nor cleared', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    writers.tell({ kind: 'ours' });
    h.want(h.talking(ADA));
    await h.run(5000);
    writers.tell({ kind: 'unknown' });
    await h.run(200_000);
    h.want(h.silent(ADA));
    await h.run(5000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
  });

  test('that comes from another writer is an inheritance: its session is not taken for a Teams call', async () => {
    const one = begin();
    const writers = new GivenRights();
    const two = begin({}, { host: { writers }, beside: one });
    await one.start([ADA]);
    await two.start([ADA]);
    writers.tell({ kind: 'taken', holder: 'the system head-office' });
    await one.run(400_000);
    one.want(one.talking(ADA));
    await one.run(5000);
    await one.adapter.stop();
    writers.tell({ kind: 'ours' });
    await two.run(20_000);
    // What was left is cleared, once more for what may have been under way.
    expect(two.writes.slice(-2)).toEqual(['clearPresence 200', 'clearPresence 404']);
    expect(two.shown(ADA)).toBe('Available/Available');
  });

  test('is given back on standby and at the end, and asked for again', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    h.adapter.linkChanged('standby');
    expect(writers.released).toBe(1);
    h.adapter.linkChanged('active');
    expect(writers.claims).toHaveLength(2);
    await h.adapter.stop();
    expect(writers.released).toBe(2);
  });

  test('is not asked for by who only reads', async () => {
    const writers = new GivenRights();
    const h = begin({ readOnly: true }, { host: { writers } });
    await h.start([ADA]);
    expect(writers.claims).toEqual([]);
  });
});

describe('an installation that nothing is known of, with the same registration', () => {
  test('is suspected when sessions that had to be in force are gone again and again, and then forgotten', async () => {
    const h = begin();
    await h.start([ADA, BELA]);
    // What a process before this one may have under way is over.
    await h.run(400_000);
    const { appId } = h.simulator.control.apps.all[0] ?? { appId: '' };
    for (let call = 0; call < 2; call += 1) {
      h.want(h.talking(ADA));
      await h.run(10_000);
      h.simulator.control.act(ADA, { do: 'clear application session', sessionId: appId });
      await h.run(5000);
      h.want(h.silent(ADA));
      await h.run(15_000);
    }
    expect(h.lastHealth).toMatchObject({
      state: 'action-needed',
      reason: 'writer_conflict_suspected',
      details: { people: ADA },
      remedy: expect.stringContaining('registration of its own'),
    });
    await h.run(3_600_000);
    expect(h.lastHealth?.state).toBe('ok');
  });

  test('is not suspected for a status chosen by hand, however often', async () => {
    const h = begin();
    await h.start([ADA]);
    await h.run(400_000);
    for (let call = 0; call < 5; call += 1) {
      h.want(h.talking(ADA));
      await h.run(5000);
      h.simulator.control.act(ADA, { do: 'choose available' });
      await h.run(15_000);
      h.simulator.control.act(ADA, { do: 'reset status' });
      h.want(h.silent(ADA));
      await h.run(15_000);
    }
    expect(h.lastHealth?.state).toBe('ok');
  });
});

describe('another application', () => {
  test('that shows calls of somebody signed in nowhere is named with what it shows; the claims converge when it stops', async () => {
    const h = begin();
    h.simulator.control.act(ADA, { do: 'go offline' });
    await h.start([ADA]);
    await h.run(400_000);
    for (let call = 0; call < 2; call += 1) {
      h.simulator.control.act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...IN_A_CALL });
      await h.run(290_000);
      expect(h.shown(ADA)).toMatch(/^Busy\/InACall/);
      await h.run(30_000);
    }
    expect(h.lastHealth).toMatchObject({
      state: 'degraded',
      reason: 'foreign_writer_suspected',
      details: { people: ADA },
      remedy: expect.stringContaining('Presence.ReadWrite.All'),
    });
    expect(h.lastHealth?.message).toMatch(
      /showed Busy\/InACall since \S+ for 30\d s, as long as a session of 5 minutes/,
    );
    expect(h.shown(ADA)).toBe('Offline/Offline (foreign-writer-suspected)');
    // Its calls act on no PBX meanwhile.
    h.simulator.control.act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...IN_A_CALL });
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Busy/InACall (inferred-call,foreign-writer-suspected)');
    h.simulator.control.act(ADA, { do: 'clear application session', sessionId: FOREIGN_APP });
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Offline/Offline (foreign-writer-suspected)');
  });

  test('once is not enough: somebody may sign in and out between two reads', async () => {
    const h = begin();
    h.simulator.control.act(ADA, { do: 'go offline' });
    await h.start([ADA]);
    await h.run(400_000);
    h.simulator.control.act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...IN_A_CALL });
    await h.run(320_000);
    expect(h.lastHealth?.state).toBe('ok');
    expect(h.shown(ADA)).toBe('Offline/Offline');
  });
});

describe('read-only, beside another product', () => {
  test('what the other one writes is shown, nothing is ever written, effects are answered', async () => {
    const h = begin({ readOnly: true });
    await h.start([ADA, BELA], [h.talking(ADA)]);
    h.simulator.control.act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...IN_A_CALL });
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Busy/InACall');
    h.want(h.preferring(BELA, { availability: 'Busy', activity: 'Busy' }));
    h.want(h.talkingReadBack(BELA));
    h.simulator.control.act(ADA, { do: 'clear application session', sessionId: FOREIGN_APP });
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Available/Available');
    h.want(h.silent(ADA));
    await h.run(400_000);
    h.want(h.silent(BELA));
    await h.adapter.stop();
    const routes = new Set(h.simulator.control.counts.map(({ route }) => route));
    expect([...routes].filter((route) => /^(set|clear)/.test(route))).toEqual([]);
    expect(routes).toContain('getPresencesByUserId');
    const refused = h.results.filter(({ outcome }) => outcome === 'refused');
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['read_only']));
    expect(h.results.filter(({ outcome }) => outcome === 'applied').map(({ address }) => address)).toEqual([ADA, BELA]);
  });
});
