import { systemId } from '@lamplight/domain';
import { afterEach, describe, expect, test } from 'vitest';
import { ADA, BELA, FOREIGN_APP, Harness } from './testing/simulated-graph.ts';

let harness: Harness;
const begin = (config?: ConstructorParameters<typeof Harness>[0]): Harness => {
  harness = new Harness(config);
  return harness;
};
const act = (...action: Parameters<Harness['simulator']['control']['act']>): void =>
  harness.simulator.control.act(...action);

afterEach(() => harness.stop());

describe('reading', () => {
  test('claims what Graph shows, and follows it at the pace of who is watched', async () => {
    const h = begin();
    await h.start([ADA, BELA]);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.completed).toBe(1);
    act(ADA, { do: 'choose do not disturb' });
    await h.run(2100);
    expect(h.shown(ADA)).toBe('DoNotDisturb/DoNotDisturb');
    expect(h.claims.get(ADA)).toMatchObject({
      howSet: 'inferred',
      doNotDisturb: null,
      previous: { availability: 'Available', activity: 'Available', callState: null },
    });
    expect(h.shown(BELA)).toBe('Available/Available');
  });

  test('out-of-office, note and work location ride along, also on an echo', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    act(ADA, { do: 'set out of office', message: 'Back on Monday' });
    act(ADA, { do: 'set status message', content: 'At the desk' });
    act(ADA, { do: 'set work location', workLocationType: 'remote' });
    await h.run(4100);
    expect(h.claims.get(ADA)).toMatchObject({
      masked: true,
      outOfOffice: { active: true, message: 'Back on Monday', until: null },
      note: { text: 'At the desk', until: null },
      workLocation: { type: 'remote' },
    });
  });

  test('`InACall + OOF` is a call, and out of office', async () => {
    const h = begin();
    act(ADA, { do: 'show', availability: 'Busy', activity: 'InACall + OOF' });
    await h.start([ADA]);
    await h.run(13_000);
    expect(h.shown(ADA)).toBe('Busy/InACall');
    expect(h.claims.get(ADA)?.outOfOffice?.active).toBe(true);
  });

  test('an availability that nobody knows is claimed as it came; a known one in any case', async () => {
    const h = begin();
    act(ADA, { do: 'show', availability: 'Levitating', activity: 'HighUp' });
    act(BELA, { do: 'show', availability: 'beRightBack', activity: 'beRightBack' });
    await h.start([ADA, BELA]);
    expect(h.shown(ADA)).toBe('Levitating/HighUp');
    expect(h.shown(BELA)).toBe('BeRightBack/BeRightBack');
  });

  test('somebody whom Graph does not name is unknown', async () => {
    const h = begin();
    await h.start(['11111111-2222-4333-8444-555555555555', ADA]);
    expect(h.shown('11111111-2222-4333-8444-555555555555')).toBe('PresenceUnknown/PresenceUnknown');
    expect(h.shown(ADA)).toBe('Available/Available');
  });

  test.each(['400', '404'] as const)(
    'an id that makes Graph refuse the whole request (%s) is found and set aside',
    async (unknownIds) => {
      const h = begin();
      h.simulator.control.changeSwitches({ unknownIds });
      await h.start(['11111111-2222-4333-8444-555555555555', ADA, BELA]);
      await h.run(500);
      expect(h.shown(ADA)).toBe('Available/Available');
      expect(h.shown(BELA)).toBe('Available/Available');
      expect(h.shown('11111111-2222-4333-8444-555555555555')).toBe('PresenceUnknown/PresenceUnknown');
      expect(h.lastHealth?.state).toBe('ok');
    },
  );

  test('without a good read for a minute everybody is unknown, and health says why; then all comes back', async () => {
    const h = begin();
    await h.start([ADA]);
    h.simulator.control.addFault({ routes: 'all', times: 'always', answer: { kind: 'status', status: 503 } });
    await h.run(50_000);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.lastHealth).toMatchObject({ state: 'degraded', reason: 'graph_unavailable' });
    await h.run(25_000);
    expect(h.shown(ADA)).toBe('PresenceUnknown/PresenceUnknown');
    expect(h.lastHealth).toMatchObject({ state: 'down', reason: 'graph_unavailable' });
    h.simulator.control.clearFaults();
    await h.run(40_000);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.lastHealth?.state).toBe('ok');
  });

  test.each([
    ['html', 'answer_not_json'],
    ['empty', 'answer_empty'],
    ['truncated', 'answer_truncated'],
    ['reset', 'graph_unreachable'],
    ['hang', 'graph_timeout'],
  ] as const)('an answer that is %s leaves presence alone and is named %s', async (kind, reason) => {
    const h = begin();
    await h.start([ADA]);
    h.simulator.control.addFault({ routes: ['getPresencesByUserId'], times: 'always', answer: { kind } });
    await h.run(30_000);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.lastHealth).toMatchObject({ state: 'degraded', reason });
    expect(h.lastHealth?.remedy).not.toBe('');
    h.simulator.control.clearFaults();
    await h.run(30_000);
    expect(h.lastHealth?.state).toBe('ok');
  });
});

describe('writing', () => {
  test('a call is set once, renewed at half its life and cleared once', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(160_000);
    expect(h.writes).toEqual(['setPresence InACall 200', 'setPresence InACall 200']);
    expect(h.shown(ADA)).toBe('Available/Available (masked)');
    h.want(h.silent(ADA));
    await h.run(3000);
    expect(h.writes.slice(2)).toEqual(['clearPresence 200']);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.results.map(({ generation, outcome }) => [generation, outcome])).toEqual([
      [1, 'applied'],
      [2, 'applied'],
    ]);
  });

  test('a call that is over before its write was sent is never written', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    h.want(h.silent(ADA));
    await h.run(3000);
    expect(h.writes).toEqual([]);
  });

  test('429: nothing at all is sent before Retry-After is over', async () => {
    const h = begin();
    await h.start([ADA]);
    h.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      answer: { kind: 'status', status: 429, retryAfterS: 20 },
    });
    await h.run(700);
    expect(h.lastHealth).toMatchObject({ state: 'degraded', reason: 'throttled' });
    h.simulator.control.clearCounts();
    h.want(h.talking(ADA));
    await h.run(19_000);
    expect(h.simulator.control.counts).toEqual([]);
    await h.run(2000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
    expect(h.lastHealth?.state).toBe('ok');
  });

  test('a set without an answer counts as in force, is repeated, and is cleared for good', async () => {
    const h = begin();
    await h.start([ADA]);
    h.simulator.control.addFault({ routes: ['setPresence'], answer: { kind: 'hang', carriedOut: true } });
    h.want(h.talking(ADA));
    await h.run(15_000);
    expect(h.shown(ADA)).toBe('Available/Available (masked)');
    h.want(h.silent(ADA));
    await h.run(40_000);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.simulator.control.inspect(ADA).sessions.filter(({ kind }) => kind !== 'client')).toEqual([]);
    expect(h.history.filter(({ claim }) => claim.activity === 'InACall')).toEqual([]);
  });

  test.each([
    { kind: 'talking', causeSystemId: systemId('pbx') },
    { kind: 'do-not-disturb', causeSystemId: systemId('pbx'), exceptions: [] },
  ] as const)('what Teams does not take is refused: $kind', async (desired) => {
    const h = begin();
    await h.start([ADA]);
    h.want({ ...h.talking(ADA), desired });
    await h.run(1000);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'refused', reason: 'unsupported' });
    expect(h.writes).toEqual([]);
  });

  test('leave: what stands is neither renewed nor cleared', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(1000);
    h.want({ ...h.talking(ADA), desired: { kind: 'leave', reason: 'stale' } });
    await h.run(200_000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
    expect(h.results.at(-1)).toMatchObject({ generation: 2, outcome: 'applied' });
  });

  test('without the permission to write: refused with the reason, and health names the permission', async () => {
    const h = begin();
    h.simulator.control.apps.consent(h.simulator.control.apps.all[0]?.appId ?? '', { roles: ['Presence.Read.All'] });
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(2000);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'refused', reason: 'consent_missing' });
    expect(h.lastHealth).toMatchObject({
      state: 'action-needed',
      reason: 'consent_partial',
      details: { permissions: 'Presence.ReadWrite.All' },
    });
    expect(h.shown(ADA)).toBe('Available/Available');
  });

  test('read-only: nothing is written and effects are refused', async () => {
    const h = begin({ readOnly: true });
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    expect(h.writes).toEqual([]);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'refused', reason: 'read_only' });
  });
});

describe('whose call it is', () => {
  test('no echo is taken for a Teams call, with Microsoft taking its time', async () => {
    const h = begin();
    h.simulator.control.changeLatency({ on: true });
    await h.start([ADA]);
    await h.run(5000);
    for (let call = 0; call < 6; call += 1) {
      h.want(h.talking(ADA));
      await h.run(7000 + call * 700);
      h.want(h.silent(ADA));
      await h.run(9000 + call * 900);
    }
    await h.run(15_000);
    expect(h.history.filter(({ claim }) => claim.activity === 'InACall')).toEqual([]);
    expect(h.shown(ADA)).toBe('Available/Available');
  });

  test('a Teams call joined during our write is claimed only after the clear: inferred first, then confirmed', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    act(ADA, { do: 'join a call' });
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Available/Available (masked)');
    const hungUpAt = h.clock.monotonic();
    h.want(h.silent(ADA));
    await h.run(15_000);
    const claimed = h.history.filter(({ claim }) => claim.activity === 'InACall');
    expect(claimed.map(({ claim }) => claim.flags)).toEqual([['inferred-call'], []]);
    expect(claimed[0]?.at).toBeGreaterThan(hungUpAt + 7000);
    expect(claimed[0]?.at).toBeLessThan(hungUpAt + 9200);
    act(ADA, { do: 'leave the call' });
    await h.run(2100);
    expect(h.shown(ADA)).toBe('Available/Available');
  });

  test('a known Teams call is not covered; the line is written when it ends and still talks', async () => {
    const h = begin();
    act(ADA, { do: 'join a call' });
    await h.start([ADA]);
    await h.run(13_000);
    expect(h.shown(ADA)).toBe('Busy/InACall');
    h.simulator.control.clearWrites();
    h.want(h.talking(ADA));
    await h.run(5000);
    expect(h.writes).toEqual([]);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'without-effect', reason: 'teams_state_stands' });
    act(ADA, { do: 'leave the call' });
    await h.run(3000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'applied' });
  });

  test('after a restart a live call is set again and no call is claimed', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    await h.restart([ADA], [h.talking(ADA)]);
    await h.run(5000);
    expect(h.writes).toEqual(['setPresence InACall 200', 'setPresence InACall 200']);
    expect(h.history.filter(({ claim }) => claim.activity === 'InACall')).toEqual([]);
  });

  test('after a restart a session with no call behind it is cleared', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    await h.restart([ADA]);
    await h.run(15_000);
    expect(h.writes).toEqual(['setPresence InACall 200', 'clearPresence 200', 'clearPresence 404']);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.history.filter(({ claim }) => claim.activity === 'InACall')).toEqual([]);
  });

  test('after a restart a Teams call is found to be none of ours, and claimed', async () => {
    const h = begin();
    act(ADA, { do: 'join a call' });
    await h.start([ADA]);
    await h.run(5000);
    expect(h.writes).toEqual(['clearPresence 404']);
    expect(h.claims.has(ADA)).toBe(false);
    // What the process before had under way may land for ten seconds.
    await h.run(8000);
    expect(h.writes).toEqual(['clearPresence 404', 'clearPresence 404']);
    expect(h.shown(ADA)).toBe('Busy/InACall');
  });

  test('do-not-disturb that signing out had hidden shows for the whole call, by one write', async () => {
    const h = begin();
    act(ADA, { do: 'choose do not disturb' });
    act(ADA, { do: 'go offline' });
    await h.start([ADA]);
    expect(h.shown(ADA)).toBe('Offline/Offline');
    h.want(h.talking(ADA));
    await h.run(60_000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
    expect(h.shown(ADA)).toBe('DoNotDisturb/DoNotDisturb (shown-by-our-session)');
    h.want(h.silent(ADA));
    await h.run(10_000);
    expect(h.writes).toEqual(['setPresence InACall 200', 'clearPresence 200']);
    expect(h.shown(ADA)).toBe('Offline/Offline');
  });

  test('nothing is cleared before what is wanted has been named completely', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    await h.adapter.stop();
    h.adapter = new Harness().adapter;
    h.adapter.start(h.context);
    h.adapter.linkChanged('active');
    h.roster([ADA]);
    await h.run(10_000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
  });

  test('standing by and taken up again: nothing is written in between, and no lamp is darkened', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(5000);
    h.adapter.linkChanged('standby');
    h.simulator.control.clearCounts();
    await h.run(200_000);
    expect(h.simulator.control.counts).toEqual([]);
    const claims = h.history.length;
    h.adapter.linkChanged('active');
    h.roster([ADA]);
    h.adapter.desiredStateComplete();
    expect(h.completed).toBe(1);
    await h.run(1000);
    expect(h.completed).toBe(2);
    expect(h.writes).toEqual(['setPresence InACall 200', 'setPresence InACall 200']);
    expect(h.history.slice(claims).filter(({ claim }) => claim.availability === 'PresenceUnknown')).toEqual([]);
  });

  test('an application that copies the line into Teams is found out', async () => {
    const h = begin();
    await h.start([ADA]);
    const pair = { availability: 'Busy', activity: 'InACall' };
    h.want(h.talking(ADA));
    await h.run(5000);
    act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...pair, forMs: 14_400_000 });
    h.want(h.silent(ADA));
    await h.run(605_000);
    await h.run(15_000);
    expect(h.shown(ADA)).toBe('Busy/InACall (inferred-call)');
    act(ADA, { do: 'clear application session', sessionId: FOREIGN_APP });
    await h.run(5000);
    expect(h.lastHealth).toMatchObject({
      state: 'degraded',
      reason: 'foreign_writer_suspected',
      details: { people: ADA },
    });
    expect(h.claims.get(ADA)?.flags).toContain('foreign-writer-suspected');
  });
});
