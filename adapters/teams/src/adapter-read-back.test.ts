/** Sessions of rules that ask for it are read back: applied only once Graph shows them. */
import { afterEach, expect, test } from 'vitest';
import { ADA, FOREIGN_APP, Harness } from './testing/simulated-graph.ts';

let harness: Harness | undefined;
afterEach(async () => harness?.stop());

function begin(): Harness {
  harness = new Harness();
  return harness;
}

const lastResult = ({ results }: Harness) => {
  const { outcome, reason } = results.at(-1) ?? { outcome: 'none', reason: '' };
  return `${outcome} ${reason}`.trim();
};

test('a session that shows is applied when a read shows it, not when Graph accepts it', async () => {
  const h = begin();
  h.simulator.control.changeLatency({ on: true, serviceP50Ms: 0, visibilityMinMs: 1500, visibilityMaxMs: 1500 });
  await h.start([ADA]);
  await h.run(5000);
  h.roster([ADA], 'synced');
  await h.run(100);
  h.want(h.talkingReadBack(ADA));
  await h.run(1400);
  expect(h.writes).toEqual(['setPresence InACall 200']);
  expect(lastResult(h)).toBe('none');
  await h.run(1000);
  expect(lastResult(h)).toBe('applied');
});

test.each([
  ['choose busy', 'manual_status'],
  ['choose be right back', 'manual_status'],
  ['appear offline', 'manual_status'],
  ['choose away', 'not_shown'],
] as const)('%s while our session stands: without effect, %s; then applied when it shows', async (choice, reason) => {
  const h = begin();
  await h.start([ADA]);
  h.simulator.control.act(ADA, { do: choice });
  await h.run(5000);
  h.want(h.talkingReadBack(ADA));
  await h.run(9000);
  expect(lastResult(h)).toBe(`without-effect ${reason}`);
  h.simulator.control.act(ADA, { do: 'reset status' });
  await h.run(5000);
  expect(lastResult(h)).toBe('applied');
  h.simulator.control.act(ADA, { do: choice });
  await h.run(5000);
  expect(lastResult(h)).toBe(`without-effect ${reason}`);
});

test('with nobody signed in and nothing shown: no_client_session', async () => {
  const h = begin();
  h.simulator.control.act(ADA, { do: 'show', availability: 'Offline', activity: 'Offline' });
  await h.start([ADA]);
  h.want(h.talkingReadBack(ADA));
  await h.run(10_000);
  expect(lastResult(h)).toBe('without-effect no_client_session');
});

test('where another application is suspected to write: foreign_writer', async () => {
  const h = begin();
  const pair = { availability: 'Busy', activity: 'InACall' } as const;
  h.simulator.control.act(ADA, { do: 'go offline' });
  await h.start([ADA]);
  await h.run(400_000);
  for (let call = 0; call < 3; call += 1) {
    h.simulator.control.act(ADA, { do: 'set application session', sessionId: FOREIGN_APP, ...pair });
    await h.run(call < 2 ? 320_000 : 5000);
  }
  h.want(h.talkingReadBack(ADA));
  await h.run(10_000);
  expect(lastResult(h)).toBe('without-effect foreign_writer');
  // Also where it is not known to show a call.
  h.simulator.control.act(ADA, { do: 'show', availability: 'Away', activity: 'Away' });
  await h.run(10_000);
  expect(h.writes.slice(-1)).toEqual(['setPresence InACall 200']);
  expect(lastResult(h)).toBe('without-effect foreign_writer');
});

test('without being asked for, a session counts once Graph has accepted it', async () => {
  const h = begin();
  await h.start([ADA]);
  h.simulator.control.act(ADA, { do: 'choose busy' });
  await h.run(5000);
  h.want(h.talking(ADA));
  await h.run(10_000);
  expect(lastResult(h)).toBe('applied');
});
