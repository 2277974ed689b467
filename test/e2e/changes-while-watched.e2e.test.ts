/** What an administrator changes while a console watches: each is seen at once, on the stream that is open. */
import { systemClock } from '@lamplight/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineClaim } from '../fakes/line-claims.ts';
import type { WireSource } from '../fakes/wire-source.ts';
import { Installation } from './installation.ts';

const clock = systemClock();
const FREE = 'Available/Available line idle fresh';
const TALKING = 'Busy/InACall line talking fresh';
/** Of somebody without a line. */
const NOTHING = 'PresenceUnknown/PresenceUnknown withdrawn';
const PAUSED = 'PresenceUnknown/PresenceUnknown fresh';
/** Somebody who has left is nobody any more. */
const GONE = 'problem person_unknown';

let site: Installation;
let board: string;
let pbx: WireSource;

beforeAll(async () => {
  site = await Installation.make();
  await site.start();
  await site.found('acme');
  await site.done('system', 'add', 'pbx', '--technology', 'PBX');
  const source = await site.sourceKey('pbx-1', 'pbx');
  board = (await site.key('--role', 'watcher')).key;
  pbx = site.source(source, 'pbx').claims({}).complete();
  await pbx.lease();
});
afterAll(() => site.close());

/** Adds a person; with an extension, at a line of their own. */
async function add(name: string, extension?: string, ...options: readonly string[]): Promise<string> {
  const id = await site.person(name, '--upn', upn(name), ...options);
  if (extension !== undefined) {
    await site.done('line', 'add', extension);
    await site.done('bind', 'add', id, extension);
  }
  return id;
}

const upn = (name: string): string => `${name.toLowerCase().replace(' ', '')}@example.com`;
const inMs = (ms: number): string => new Date(clock.now() + ms).toISOString();

test('a line that moves during a call takes the call along', async () => {
  const [anna, bert] = [await add('Anna', '201'), await add('Bert')];
  const console = site.console(board, anna, bert);
  await console.until(bert, NOTHING);
  pbx.claims({ 201: 'talking' });
  await console.until(anna, TALKING);
  await site.done('bind', 'add', bert, '201');
  await console.until(bert, TALKING);
  await site.done('bind', 'remove', anna, '201', '--yes');
  await console.until(anna, NOTHING);
  pbx.claims({ 201: 'idle' });
  await console.until(bert, FREE);
  expect(console.statesOf(bert)).toEqual([NOTHING, TALKING, FREE]);
  expect(console.statesOf(anna).at(-1)).toBe(NOTHING);
});

test('whoever is logged in at a desk has its calls, until logged out or over', async () => {
  const carl = await add('Carl');
  await site.done('line', 'add', '202');
  pbx.claims({ 202: 'talking' });
  const console = site.console(board, carl);
  await console.until(carl, NOTHING);

  await site.done('bind', 'login', carl, '202', '--until', '9h');
  await console.until(carl, TALKING);
  await site.done('bind', 'logout', carl, '202');
  await console.until(carl, NOTHING);
  // Ends by itself, at its time and by nobody's doing.
  await site.done('bind', 'login', carl, '202', '--until', inMs(1_500));
  await console.until(carl, TALKING);
  await console.until(carl, NOTHING);
  expect(await site.done('bind', 'list', carl)).toContain('(over)');
});

test('whom a report names as logged in has the calls of the desk, until it names nobody', async () => {
  const [dora] = [await add('Dora'), await add('Desk 203', '203', '--kind', 'resource')];
  const console = site.console(board, dora);
  await console.until(dora, NOTHING);
  pbx.claims({ 203: { ...lineClaim('talking'), loggedIn: upn('Dora') } });
  await console.until(dora, TALKING);
  pbx.claims({ 203: lineClaim('talking') });
  await console.until(dora, NOTHING);
});

test('a pause is a dark lamp, and its end the state of now', async () => {
  const emil = await add('Emil', '204');
  const console = site.console(board, emil);
  pbx.claims({ 204: 'talking' });
  await console.until(emil, TALKING);
  await site.done('people', 'pause', emil, '--until', '8h');
  await console.until(emil, PAUSED);
  expect(console.presenceOf(emil)).toMatchObject({ flags: ['paused'], labelId: 'paused', lines: [], call: null });
  pbx.claims({ 204: 'idle' });
  await site.done('people', 'resume', emil);
  await console.until(emil, FREE);
  expect(console.statesOf(emil)).toContain(TALKING);
  // A pause ends by itself too.
  await site.done('people', 'pause', emil, '--until', inMs(1_000));
  await console.until(emil, PAUSED);
  await console.until(emil, FREE);
});

test('a leaver is dark at once and not found; who returns is the same and lit again', async () => {
  const fred = await add('Fred', '205');
  pbx.claims({ 205: 'talking' });
  const console = site.console(board, fred);
  await console.until(fred, TALKING);
  const { directory } = site.client(board);
  const byUpn = { by: 'address', address: upn('Fred') } as const;
  expect((await directory.lookup([byUpn]))[0]).toMatchObject({ kind: 'entry', entry: { id: fred } });

  await site.done('people', 'leave', fred, '--yes');
  await console.until(fred, GONE);
  const byId = { by: 'id', personId: fred } as const;
  for (const result of await directory.lookup([byUpn, byId])) {
    expect(result).toMatchObject({ problem: { reason: 'person_unknown' } });
  }
  expect((await directory.search({ query: 'fred', limit: 5, kinds: [] })).entries).toEqual([]);

  await site.done('people', 'return', fred);
  const again = site.console(board, fred);
  await again.until(fred, TALKING);
});

test('a renamed UPN keeps the person, the id and the stream', async () => {
  const hans = await add('Hans', '207');
  const console = site.console(board, hans);
  const stream = site.subscribe(board, upn('Hans'));
  await stream.next('caught-up');
  await site.done('people', 'set', hans, '--upn', 'hans.neu@example.com');
  const { directory } = site.client(board);
  const [renamed] = await directory.lookup([{ by: 'address', address: 'hans.neu@example.com' }]);
  expect(renamed).toMatchObject({ kind: 'entry', entry: { id: hans } });
  pbx.claims({ 207: 'talking' });
  await stream.until(hans, ({ call }) => call?.state === 'talking');
  await console.until(hans, TALKING);
  expect(console.connection.items.filter((kind) => kind === 'connecting')).toHaveLength(1);
});

test('a leaver is erased when retention says so, and the audit still holds', async () => {
  const gina = await add('Gina', '206');
  await site.done('people', 'leave', gina, '--yes');
  expect(await site.done('people', 'list', '--state', 'left')).toContain('Gina');
  await site.done('settings', 'set', 'retention', 'leavers=0');
  // It is looked once an hour, and at each start.
  await site.stop();
  await site.start();
  await site.logger.said('data went, as retention says', ({ fields }) => fields['kind'] === 'leavers');
  expect((await site.lamplight('people', 'show', gina)).code).toBe(1);
  expect(await site.done('audit', 'verify')).toContain('the chain holds');
  expect(await site.done('audit', 'list', '--json')).not.toContain('Gina');
});
