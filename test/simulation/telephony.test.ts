/** Whose calls are made in Teams: nothing is written for them, and one call that is seen twice is one call. */
import { expect, test } from 'vitest';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import { CLEAR, FREE, IN_TEAMS_CALL, OBJECT_IDS, SET, TALKING } from './simulated-site.ts';

closeSitesAfterEach();

const BOUND = ['pbx/201', `entra/${OBJECT_IDS.ada}`];

test('telephony pbx: the call at the line is written and ends', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
});

test.each(['teams', 'twinned'] as const)(
  'telephony %s: never written, not for a call of minutes either',
  async (telephony) => {
    const site = await openSite();
    site.directory.put('ada', BOUND, { telephony });
    site.pbx.lines({ 201: 'talking' });
    await site.run(400_000);
    site.pbx.lines({ 201: 'idle' });
    await site.run(30_000);
    expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [] });
    expect(site.pbx.told).toEqual([]);
  },
);

test('telephony twinned: one call seen at the line and in Teams is counted once, and ends once', async () => {
  const site = await openSite();
  site.directory.put('ada', BOUND, { telephony: 'twinned' });
  site.pbx.lines({ 201: 'talking' });
  site.act('ada', { do: 'join a call' });
  await site.run(20_000);
  expect(site.presence('ada')?.call?.count).toBe(1);
  expect(site.pbx.told).toEqual([]);
  // Teams shows the end a moment later.
  site.pbx.lines({ 201: 'idle' });
  await site.run(2_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [] });
  expect(site.pbx.told).toEqual([]);
});

test('made a Teams user in mid-call: what was written is taken back, and the Teams call shows', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(20_000);
  site.directory.put('ada', BOUND, { telephony: 'teams' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  site.act('ada', { do: 'join a call' });
  await site.run(20_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE, IN_TEAMS_CALL, FREE], writes: [SET, CLEAR] });
});
