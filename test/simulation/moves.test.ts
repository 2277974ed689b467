/** Lines and accounts that move to somebody else in mid-call: what we wrote goes with the line, and nothing comes back. */
import { systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import { CLEAR, FREE, IN_TEAMS_CALL, NOTHING_TO_CLEAR, OBJECT_IDS, SET, TALKING } from './simulated-site.ts';

closeSitesAfterEach();

const ADA = `entra/${OBJECT_IDS.ada}`;
const BELA = `entra/${OBJECT_IDS.bela}`;
const ENTRA = systemId('entra');

test('a line moves to another person in mid-call: cleared for the one, written for the other', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.directory.put('ada', [ADA]);
  site.directory.put('bela', ['pbx/202', 'pbx/201', BELA]);
  await site.run(10);
  site.pbx.lines({ 201: 'talking' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR] });
  expect(site.record('bela')).toEqual({ states: [TALKING], writes: [SET] });
});

test.each([
  ['is unbound', (site: Awaited<ReturnType<typeof openSite>>) => site.directory.put('ada', ['pbx/201'])],
  [
    'is another person of the two',
    (site: Awaited<ReturnType<typeof openSite>>) => {
      site.directory.put('ada', ['pbx/201']);
      site.directory.put('bela', ['pbx/202', BELA, ADA]);
    },
  ],
  [
    'loses its person',
    (site: Awaited<ReturnType<typeof openSite>>) => {
      for (const { id } of site.directory.peopleAt({ systemId: ENTRA, address: OBJECT_IDS.ada })) {
        site.directory.remove(id);
      }
    },
  ],
])('an account that %s in mid-call: our session is cleared once, and not set again', async (_what, change) => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  change(site);
  await site.run(400_000);
  expect(site.writes('ada')).toEqual([SET, CLEAR]);
});

test.each([20_000, 400_000])('an account comes back after %i ms: what it was before is not said again', async (ms) => {
  const site = await openSite();
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  site.directory.put('ada', ['pbx/201']);
  await site.run(1_000);
  site.act('ada', { do: 'leave the call' });
  await site.run(ms);
  const shown: string[] = [];
  site.core.presenceLog.listen(({ presence }) => {
    shown.push(...presence.views.filter(({ technology }) => technology === 'MSTEAMS').map(({ activity }) => activity));
  });
  site.pbx.forgetTold();
  site.directory.put('ada', ['pbx/201', ADA]);
  await site.run(30_000);
  expect(new Set(shown)).toEqual(new Set(['Available']));
  expect(site.pbx.told).toEqual([]);
});

test('an account is bound again in other letters: it is shown and written as before', async () => {
  const site = await openSite();
  site.directory.put('ada', ['pbx/201', ADA.replace(OBJECT_IDS.ada, OBJECT_IDS.ada.toUpperCase())]);
  await site.run(10_000);
  site.act('ada', { do: 'join a call' });
  await site.run(10_000);
  expect(site.seen('ada').at(-1)).toBe(IN_TEAMS_CALL);
  site.act('ada', { do: 'leave the call' });
  await site.run(20_000);
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  site.directory.put('ada', ['pbx/201', ADA]);
  await site.run(60_000);
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.seen('ada').at(-1)).toBe(FREE);
  expect(site.writes('ada')).toEqual([SET, CLEAR]);
});

test('the adapter is replaced in mid-call: nothing is cleared while the call goes on, and once when it ends', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  await site.replaceTeamsAdapter();
  await site.run(60_000);
  expect(site.record('ada')).toEqual({ states: [TALKING], writes: [SET, SET] });
  site.pbx.lines({ 201: 'idle' });
  await site.run(30_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, SET, CLEAR] });
  expect(site.pbx.told).toEqual([]);
});

test('the call ends, or its line moves, while the adapter is replaced: what stood is cleared, and looked for once more', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking', 202: 'talking' });
  await site.run(10_000);
  await site.replaceTeamsAdapter(() => {
    site.pbx.lines({ 201: 'idle' });
    site.directory.put('bela', [BELA]);
  });
  await site.run(60_000);
  expect(site.record('ada')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR, NOTHING_TO_CLEAR] });
  expect(site.record('bela')).toEqual({ states: [TALKING, FREE], writes: [SET, CLEAR, NOTHING_TO_CLEAR] });
});

test('an account is unbound while the adapter is replaced: our session is not renewed, and ends by itself', async () => {
  const site = await openSite();
  site.pbx.lines({ 201: 'talking' });
  await site.run(10_000);
  await site.replaceTeamsAdapter(() => site.directory.put('ada', ['pbx/201']));
  await site.run(320_000);
  expect(site.writes('ada').filter((write) => write === SET)).toEqual([SET]);
  expect(site.simulator.control.inspect(OBJECT_IDS.ada).shown.activity).toBe('Available');
});
