/** The link to the gateway comes and goes: what of what was claimed stands, and what is read meanwhile. */
import { describe, expect, test } from 'vitest';
import { harnesses } from './testing/harnesses.ts';
import { ADA, BELA } from './testing/simulated-graph.ts';

const begin = harnesses();

describe('after a long time without the link', () => {
  test('who left the roster meanwhile is withdrawn', async () => {
    const h = begin();
    await h.start([ADA, BELA]);
    h.adapter.linkChanged('offline');
    await h.run(70_000);
    h.adapter.linkChanged('active');
    h.adapter.rosterChanged({ upserted: [{ address: ADA, interest: 'watched', lineKind: null }], removed: [BELA] });
    h.adapter.desiredStateComplete();
    await h.run(1000);
    expect([...h.claims.keys()]).toEqual([ADA]);
  });

  test('another source speaks at once: what was claimed before is withdrawn, so that it is not said again later', async () => {
    const h = begin();
    await h.start([ADA, BELA]);
    h.adapter.linkChanged('offline');
    await h.run(70_000);
    h.adapter.linkChanged('active');
    h.adapter.linkChanged('standby');
    expect([...h.claims.keys()]).toEqual([]);
  });
});

test('who stands by and then loses the link reads nothing: another source does, with the same budget at Graph', async () => {
  const h = begin();
  await h.start([ADA]);
  h.adapter.linkChanged('standby');
  await h.run(1000);
  h.simulator.control.clearCounts();
  h.adapter.linkChanged('offline');
  await h.run(10_000);
  expect(h.simulator.control.counts).toEqual([]);
  h.adapter.linkChanged('active');
  await h.run(1000);
  expect(h.simulator.control.counts.map(({ route }) => route)).toContain('getPresencesByUserId');
});

test.each([
  ['at once', 0],
  ['when nothing of a former process can stand any more', 400_000],
])(
  'somebody named in other letters before the former ones are taken off the roster is claimed under the new ones, %s',
  async (_, after) => {
    const h = begin();
    await h.start([ADA]);
    await h.run(after);
    h.roster([ADA.toUpperCase()]);
    await h.run(1000);
    expect([...h.claims.keys()]).toEqual([ADA.toUpperCase()]);
    h.adapter.rosterChanged({ upserted: [], removed: [ADA] });
    h.simulator.control.act(ADA, { do: 'choose busy' });
    await h.run(5000);
    expect(h.shown(ADA.toUpperCase())).toBe('Busy/Busy');
  },
);
