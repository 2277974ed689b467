/** A gateway that has nothing but a key of the installation becomes one that shows people, without a restart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation } from './installation.ts';

const UNHEARD = 'PresenceUnknown/PresenceUnknown line unknown pending';
const FREE = 'Available/Available line idle fresh';
const TALKING = 'Busy/InACall line talking fresh';

let site: Installation;

beforeEach(async () => {
  site = await Installation.make();
});
afterEach(() => site.close());

/** Two sites with the same extensions, and who has them. */
const STAFF = `displayName,upn,phone
Anna Berg,anna@example.com,+49 30 1234 567
Bert Tal,bert@example.com,+49 89 9876 567
`;

test('from nothing to lamps: extension 567 of two sites is two people, and a restart keeps them all', async () => {
  await site.start();
  await site.found('acme');
  for (const [system, area, prefix] of [
    ['berlin', '30', '1234'],
    ['munich', '89', '9876'],
  ] as const) {
    const plan = ['--country', '49', '--area', area, '--site', prefix, '--extensions', '3'];
    await site.done('system', 'add', system, '--technology', 'PBX', ...plan);
    await site.done('line', 'add', '567', '--system', system);
  }
  await site.done('people', 'import', site.file('staff.csv', STAFF));
  const bindings = await site.done('bind', 'list');
  expect(bindings).toMatch(/berlin.*567/);
  const [anna, bert] = [await idOf('anna@example.com'), await idOf('bert@example.com')];
  expect((await site.done('people', 'find', '567')).match(/Anna Berg|Bert Tal/g)?.toSorted()).toEqual([
    'Anna Berg',
    'Bert Tal',
  ]);
  const keys = {
    berlin: await site.sourceKey('berlin-1', 'berlin'),
    munich: await site.sourceKey('munich-1', 'munich'),
    board: (await site.key('--role', 'watcher', '--name', 'Reception')).key,
  };

  const board = site.console(keys.board, anna, bert);
  await board.until(anna, UNHEARD);
  const berlin = site.source(keys.berlin, 'berlin').claims({ 567: 'talking' }).complete();
  await board.until(anna, TALKING);
  site.source(keys.munich, 'munich').claims({ 567: 'idle' }).complete();
  await board.until(bert, FREE);
  berlin.claims({ 567: 'idle' });
  await board.until(anna, FREE);
  expect(board.statesOf(anna)).toEqual([UNHEARD, TALKING, FREE]);
  expect(board.statesOf(bert)).toEqual([UNHEARD, FREE]);

  board.forget();
  const before = site.subscribe(keys.board, anna, bert);
  const { epoch } = await before.next('welcome');
  await before.next('caught-up');
  await site.stop();
  await site.start();
  await board.until(anna, UNHEARD);
  await board.until(bert, UNHEARD);
  const after = site.subscribe(keys.board, anna);
  expect((await after.next('welcome')).epoch).not.toBe(epoch);
  site.source(keys.berlin, 'berlin').claims({ 567: 'talking' }).complete();
  await board.until(anna, TALKING);
  expect(board.statesOf(anna)).toEqual([FREE, UNHEARD, TALKING]);
  expect(board.statesOf(bert)).toEqual([FREE, UNHEARD]);
  expect(await site.done('bind', 'list')).toBe(bindings);
});

async function idOf(address: string): Promise<string> {
  return z.object({ id: z.string() }).parse(JSON.parse(await site.done('people', 'show', address, '--json'))).id;
}
