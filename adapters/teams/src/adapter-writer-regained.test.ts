/** The right to write comes back: another one may have had it meanwhile, whether we heard of that or not. */
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { describe, expect, test } from 'vitest';
import { GivenRights } from './testing/given-rights.ts';
import { harnesses } from './testing/harnesses.ts';
import { ADA, BELA, type Harness } from './testing/simulated-graph.ts';

/** The registration that Lamplight writes with. */
const OWN_APP = DEFAULT_APP.appId;
const IN_A_CALL = { availability: 'Busy', activity: 'InACall' } as const;

const begin = harnesses();

describe('read-only, switched on while our sessions stand', () => {
  async function switched(releasedAgo: number | null): Promise<Harness> {
    const one = begin();
    await one.start([ADA, BELA]);
    await one.run(400_000);
    one.want(one.talking(ADA));
    await one.run(5000);
    await one.adapter.stop();
    const writers = new GivenRights();
    writers.releasedAgo = releasedAgo;
    const two = begin({ readOnly: true }, { host: { writers }, beside: one });
    await two.start([ADA, BELA]);
    await two.run(330_000);
    return two;
  }

  test('they are taken for nobody’s Teams call, and nothing is written; after their lease calls are seen as usual', async () => {
    const h = await switched(0);
    expect(h.writes).toHaveLength(1);
    expect(h.history.map(({ claim }) => claim.activity)).not.toContain('InACall');
    expect(h.shown(ADA)).toBe('Available/Available');
    h.simulator.control.act(BELA, { do: 'join a call' });
    await h.run(5000);
    expect(h.shown(BELA)).toMatch(/^Busy\/InACall/);
  });

  test('long after the right was given back calls are seen at once', async () => {
    const h = await switched(400_000);
    expect(h.history.map(({ claim }) => claim.activity)).toContain('InACall');
  });
});

describe('the right to write', () => {
  test('that comes back after a moment in which another one ended our session: it is set at once, not when it was due', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    writers.tell({ kind: 'ours' });
    h.want(h.talking(ADA));
    await h.run(5000);
    writers.tell({ kind: 'taken', holder: 'another process' });
    h.simulator.control.act(ADA, { do: 'clear application session', sessionId: OWN_APP });
    await h.run(2000);
    writers.tell({ kind: 'ours' });
    await h.run(3000);
    expect(h.writes).toEqual(['setPresence InACall 200', 'setPresence InACall 200']);
  });

  test('so it is after standing by', async () => {
    const h = begin();
    await h.start([ADA], [h.talking(ADA)]);
    await h.run(10_000);
    h.adapter.linkChanged('standby');
    h.simulator.control.act(ADA, { do: 'clear application session', sessionId: OWN_APP });
    await h.run(2000);
    const before = h.writes.length;
    h.adapter.linkChanged('active');
    h.adapter.desiredStateComplete();
    await h.run(3000);
    expect(h.writes.slice(before)).toEqual(['setPresence InACall 200']);
  });

  test('that was lost for a moment may have been had by another one that nobody told of: its session is no Teams call', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA]);
    writers.tell({ kind: 'ours' });
    await h.run(400_000);
    writers.tell({ kind: 'unknown' });
    h.simulator.control.act(ADA, { do: 'set application session', sessionId: OWN_APP, ...IN_A_CALL });
    writers.tell({ kind: 'ours' });
    await h.run(20_000);
    expect(h.history.map(({ claim }) => claim.activity)).not.toContain('InACall');
    expect(h.shown(ADA)).toBe('Available/Available');
  });

  test('that lapsed while this process was suspended: nothing is sent before that is told', async () => {
    const writers = new GivenRights();
    const h = begin({}, { host: { writers } });
    await h.start([ADA, BELA]);
    writers.tell({ kind: 'ours' });
    h.want(h.talking(ADA));
    await h.run(5000);
    writers.held = false;
    h.want(h.silent(ADA));
    h.want(h.talking(BELA));
    await h.run(5000);
    expect(h.writes).toEqual(['setPresence InACall 200']);
  });
});
