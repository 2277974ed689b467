/** Who sees what, changed by the command while consoles are open. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineClaim } from '../fakes/line-claims.ts';
import type { WireSource } from '../fakes/wire-source.ts';
import { Installation } from './installation.ts';

const OUTSIDER = '+491701234567';
const COLLEAGUE = '+49301234568';

let site: Installation;
let anna: string;
let board: string;
let pbx: WireSource;

beforeAll(async () => {
  site = await Installation.make();
  await site.start();
  await site.found('acme');
  const plan = ['--country', '49', '--area', '30', '--site', '1234', '--extensions', '3'];
  await site.done('system', 'add', 'pbx', '--technology', 'PBX', ...plan);
  await site.done('line', 'add', '567');
  anna = await site.person('Anna');
  await site.done('bind', 'add', anna, '567');
  board = (await site.key('--role', 'watcher')).key;
  const key = await site.sourceKey('pbx-1', 'pbx');
  pbx = site.source(key, 'pbx');
});
afterAll(() => site.close());

const talkingTo = (address: string) => lineClaim('talking', { remoteParty: { address, displayName: '' } });

test('the number of an outsider is cut short on the wire, that of a colleague is not', async () => {
  const stream = site.subscribe(board, anna);
  pbx.claims({ 567: talkingTo(OUTSIDER) }).complete();
  const { call } = await stream.until(anna, (presence) => presence.call?.remoteParty != null);
  expect(call?.remoteParty?.address).toMatch(/^\+49\d{0,4}\D*$/);
  pbx.claims({ 567: talkingTo(COLLEAGUE) });
  await stream.until(anna, (presence) => presence.call?.remoteParty?.address === COLLEAGUE);
  expect(JSON.stringify(stream.told)).not.toContain(OUTSIDER.slice(-6));
});

test('works-council takes everything but availability and line from a stream that is open, at once', async () => {
  pbx.claims({ 567: { ...talkingTo(COLLEAGUE), note: { text: 'back at three', until: null } } });
  const stream = site.subscribe(board, anna);
  await stream.until(anna, ({ note }) => note !== null);
  await site.done('privacy', 'works-council');
  expect(await stream.next('reset')).toMatchObject({ reason: 'mask_changed' });
  const masked = await stream.until(anna, ({ hiddenFields }) => hiddenFields.length > 0);
  expect(masked).toMatchObject({
    availability: 'Busy',
    note: null,
    since: null,
    call: { state: 'talking', remoteParty: null },
  });
  expect(masked.hiddenFields.toSorted()).toEqual(['history', 'location', 'note', 'remoteParty', 'since']);

  await site.done('privacy', 'open');
  await stream.until(anna, ({ note, hiddenFields }) => note?.text === 'back at three' && hiddenFields.length === 0);
});

test('a role may see less than another', async () => {
  const attendant = (await site.key('--role', 'attendant')).key;
  const [less, more] = [site.subscribe(board, anna), site.subscribe(attendant, anna)];
  await site.done('settings', 'set', 'privacy', 'masks.watcher=["availability"]');
  const masked = await less.until(anna, ({ hiddenFields }) => hiddenFields.includes('line'));
  expect([masked.call, masked.lines]).toEqual([null, []]);
  expect(await more.until(anna, ({ call }) => call?.state === 'talking')).toMatchObject({ hiddenFields: [] });
});
