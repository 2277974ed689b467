/**
 * Scenarios of call-states.md between Teams and the PBX: states, writes, and what the PBX was told, each exactly. A line is
 * told of a call elsewhere only while it is in none itself.
 */
import { expect, test } from 'vitest';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import { CLEAR, FOREIGN_APP, FREE, IN_TEAMS_CALL, SET, TALKING } from './simulated-site.ts';

closeSitesAfterEach();

const TOLD_TALKING = '201 talking because of entra';
const TOLD_OVER = '201 over';
const RINGING_IN_TEAMS_CALL = 'Busy/InACall ringing (call-ringing)';
const IN_MEETING = 'Busy/InAConferenceCall busy (in-a-conference-call)';
const DND = 'DoNotDisturb/DoNotDisturb do-not-disturb (do-not-disturb)';
const DND_TALKING = 'DoNotDisturb/DoNotDisturb busy (call-talking)';
const AWAY = 'Away/Away away (away)';
const AWAY_TALKING = 'Away/Away busy (call-talking)';

test('our own write is never taken for a Teams call: the PBX is told nothing of its own call', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(700_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada').states).toEqual([TALKING, FREE]);
  expect(site.pbx.told).toEqual([]);
});

test('a Teams call makes the line talk and writes nothing', async () => {
  const site = await openSite();
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(10_000);
  expect(site.record('ada')).toEqual({ states: [IN_TEAMS_CALL, FREE], writes: [] });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER]);
});

test('a PBX call during a Teams call, the PBX hung up first: never written', async () => {
  const site = await openSite();
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'ringing' });
  await site.run(3_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(10_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({
    states: [IN_TEAMS_CALL, RINGING_IN_TEAMS_CALL, TALKING, IN_TEAMS_CALL, FREE],
    writes: [],
  });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER, TOLD_TALKING, TOLD_OVER]);
});

test('a PBX call during a Teams call, Teams hung up first: written once Teams is quiet', async () => {
  const site = await openSite();
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [IN_TEAMS_CALL, TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER]);
});

test('a Teams call joined during a PBX call is found after the hang-up, and acts on the PBX once confirmed', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  expect(site.pbx.told).toEqual([]);
  site.pbx.lines({ 201: 'idle' });
  // Settling (7 s) and a poll: found; two more seconds and a read: confirmed.
  await site.run(7_200);
  expect(site.record('ada').states).toEqual([TALKING, FREE, IN_TEAMS_CALL]);
  expect(site.pbx.told).toEqual([]);
  await site.run(20_000);
  expect(site.pbx.told).toEqual([TOLD_TALKING]);
  site.act('ada', { do: 'leave the call' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE, IN_TEAMS_CALL, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER]);
});

test('a Teams call joined and left under a PBX call leaves no trace: nobody could know', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});

test('a meeting joined during a PBX call shows through, so our session is taken away and set again after it', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'join a meeting' });
  await site.run(20_000);
  site.act('ada', { do: 'leave the meeting' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR, SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});

test('the PBX call ends while a meeting goes on: the meeting is shown, and lets go when it ends', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'join a meeting' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  site.act('ada', { do: 'leave the meeting' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, IN_MEETING, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER]);
});

test('do-not-disturb chosen during a PBX call is not covered, decides availability and stays after the call', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.act('ada', { do: 'choose do not disturb' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  site.act('ada', { do: 'reset status' });
  await site.run(10_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, DND_TALKING, DND, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});

test('a PBX call behind a locked screen: the lamp is busy at once, and Away comes back after it', async () => {
  const site = await openSite();
  site.act('ada', { do: 'lock the screen' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  site.act('ada', { do: 'unlock the screen' });
  await site.run(10_000);
  // Away may have been chosen by hand until our session shows through, which it does not over a choice.
  expect(site.record('ada')).toEqual({ states: [AWAY, AWAY_TALKING, TALKING, AWAY, FREE], writes: [SET, CLEAR] });
});

test('Away chosen by hand stands through a PBX call: the lamp alone is busy', async () => {
  const site = await openSite();
  site.act('ada', { do: 'choose away' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [AWAY, AWAY_TALKING, AWAY], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});

test('another application writes a call: shown like one, not covered, and it ends with its session', async () => {
  const site = await openSite();
  const session = { sessionId: FOREIGN_APP, availability: 'Busy', activity: 'InACall' } as const;
  site.act('ada', { do: 'set application session', ...session, forMs: 3_600_000 });
  await site.run(10_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(10_000);
  site.act('ada', { do: 'clear application session', sessionId: FOREIGN_APP });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [IN_TEAMS_CALL, TALKING, IN_TEAMS_CALL, FREE], writes: [] });
  expect(site.pbx.told).toEqual([TOLD_TALKING, TOLD_OVER, TOLD_TALKING, TOLD_OVER]);
});

test('another application that follows the same PBX into Teams is not latched: everything ends', async () => {
  const site = await openSite();
  const session = { sessionId: FOREIGN_APP, availability: 'Busy', activity: 'InACall' } as const;
  site.pbx.lines({ 201: 'talking' });
  await site.run(1_000);
  site.act('ada', { do: 'set application session', ...session, forMs: 3_600_000 });
  await site.run(10_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(1_000);
  site.act('ada', { do: 'clear application session', sessionId: FOREIGN_APP });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});
