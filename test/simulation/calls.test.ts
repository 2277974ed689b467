/** Scenarios of call-states.md at the PBX: the exact states a console saw and the exact writes that Graph took. */
import { type BoundSubject, systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import { CLEAR, DIALLING, FREE, HELD, OBJECT_IDS, RINGING, SET, TALKING } from './simulated-site.ts';

closeSitesAfterEach();

const bound = (address: string, facts: Partial<BoundSubject> = {}): BoundSubject => ({
  systemId: systemId('pbx'),
  address,
  technology: 'PBX',
  lineKind: 'desk',
  role: 'owner',
  primary: true,
  ...facts,
});
const inTeams = (id: string): BoundSubject => ({
  ...bound(id, { lineKind: null }),
  systemId: systemId('entra'),
  technology: 'MSTEAMS',
});

test('a call that is never answered writes nothing', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'ringing' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [RINGING, FREE], writes: [] });
});

test('hold and resume: one session, and the lamp says held', async () => {
  const site = await openSite();
  for (const state of ['talking', 'held', 'talking', 'idle'] as const) {
    site.pbx.lines({ 201: state });
    await site.run(5_000);
  }
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, HELD, TALKING, FREE], writes: [SET, CLEAR] });
});

test('a long call on hold is renewed, not set down', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'held' });
  await site.run(380_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [HELD, FREE], writes: [SET, SET, SET, CLEAR] });
});

test('call waiting: a second call that rings changes neither lamp nor session', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'talking' }, { count: 2 });
  await site.run(5_000);
  expect(site.presence('ada')?.call?.count).toBe(2);
  site.pbx.lines({ 201: 'talking' }, { count: 1 });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
});

test('attended transfer with consultation: the transferring one is free at once, the colleague talks', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'talking', 202: 'ringing' }, { count: 2 });
  await site.run(3_000);
  site.pbx.lines({ 202: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.record('bela')).toEqual({ states: [RINGING, TALKING], writes: [SET] });
});

test('blind transfer: the transferring line is idle before the colleague answers', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle', 202: 'ringing' });
  await site.run(5_000);
  site.pbx.lines({ 202: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 202: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.record('bela')).toEqual({ states: [RINGING, TALKING, FREE], writes: [SET, CLEAR] });
});

test('ring-all, and pickup: whoever answers talks, for the others nothing was ever written', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'ringing', 202: 'ringing' }, { groupCall: true });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle', 202: 'talking' });
  await site.run(5_000);
  site.pbx.lines({ 202: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [RINGING, FREE], writes: [] });
  expect(site.record('bela')).toEqual({ states: [RINGING, TALKING, FREE], writes: [SET, CLEAR] });
});

test('an outgoing call that the other side refuses is shown and not written', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'dialling' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [DIALLING, FREE], writes: [] });
});

test('answered on a second device: the strongest line counts, and one session spans both', async () => {
  const site = await openSite();
  site.directory.put('ada', [], {
    bindings: [bound('201'), bound('203', { lineKind: 'soft', primary: false }), inTeams(OBJECT_IDS.ada)],
  });
  await site.run(10);
  site.pbx.lines({ 203: 'idle' });
  await site.run(1_000);
  site.pbx.lines({ 201: 'ringing', 203: 'ringing' });
  await site.run(3_000);
  site.pbx.lines({ 203: 'talking' });
  site.pbx.lines({ 201: 'idle' });
  await site.run(5_000);
  // Moved to the desk phone: for a moment both are in the call.
  site.pbx.lines({ 201: 'talking' });
  site.pbx.lines({ 203: 'idle' });
  await site.run(5_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [RINGING, TALKING, FREE], writes: [SET, CLEAR] });
});

test('a hot desk: logged in during a call it counts, logged out during a call it does not', async () => {
  const site = await openSite();
  site.pbx.lines({ 250: 'talking' });
  await site.run(1_000);
  expect(site.record('ada')).toEqual({ states: [], writes: [] });
  site.directory.put('ada', [], {
    bindings: [bound('201'), bound('250', { role: 'logged-in', primary: false }), inTeams(OBJECT_IDS.ada)],
  });
  await site.run(10);
  // The roster names it now, so the connector says again what was refused before.
  site.pbx.lines({ 250: 'talking' });
  await site.run(5_000);
  expect(site.record('ada')).toEqual({ states: [TALKING], writes: [SET] });
  site.directory.put('ada', [], { bindings: [bound('201'), inTeams(OBJECT_IDS.ada)] });
  await site.run(20_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
});
