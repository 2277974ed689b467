/** Keys, tenants and systems that end while they are used: who is affected is told why, and nobody else notices. */
import { systemClock } from '@lamplight/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Installation } from './installation.ts';

const clock = systemClock();
const TALKING = 'Busy/InACall line talking fresh';
const NOTHING = 'PresenceUnknown/PresenceUnknown withdrawn';

let site: Installation;
let anna: string;
/** Of a watcher that nothing here is done to. */
let board: string;

beforeAll(async () => {
  site = await Installation.make();
  await site.start();
  await site.found('acme');
  await site.done('system', 'add', 'pbx', '--technology', 'PBX');
  await site.done('line', 'add', '567');
  anna = await site.person('Anna');
  await site.done('bind', 'add', anna, '567');
  board = (await site.key('--role', 'watcher')).key;
});
afterAll(() => site.close());

test('a revoked key ends its streams and lets nobody in; the streams of other keys go on', async () => {
  const { id, key } = await site.key('--role', 'watcher');
  const [revoked, stays] = [site.subscribe(key, anna), site.subscribe(board, anna)];
  await Promise.all([revoked.next('caught-up'), stays.next('caught-up')]);
  await site.done('key', 'revoke', id, '--yes');
  expect(await revoked.ended).toMatchObject({ reason: 'key_revoked' });
  expect(await site.subscribe(key, anna).ended).toMatchObject({ reason: 'key_unknown' });
  await stays.watch(2, { add: ['nobody'] }).next('caught-up');
});

test('a source whose key is removed is told so; what it said stands as for any lost source', async () => {
  const console = site.console(board, anna);
  const source = site
    .source(await site.sourceKey('one', 'pbx'), 'pbx')
    .claims({ 567: 'talking' })
    .complete();
  await console.until(anna, TALKING);
  await site.done('source', 'remove', 'one', '--yes');
  expect(await source.ended).toMatchObject({ reason: 'key_revoked' });
  expect(console.presenceOf(anna)?.call?.state).toBe('talking');
});

test('a key that expires ends its streams by itself', async () => {
  const expires = new Date(clock.now() + 1_500).toISOString();
  const { key } = await site.key('--role', 'watcher', '--expires', expires);
  const stream = site.subscribe(key, anna);
  await stream.next('caught-up');
  expect(await stream.ended).toMatchObject({ reason: 'key_revoked' });
  expect(await site.subscribe(key, anna).ended).toMatchObject({ reason: 'key_unknown' });
});

test('a tenant that is removed ends its streams, and no others', async () => {
  await site.root('tenant', 'create', 'gone');
  const { key } = await site.key('--key-file', site.path('root.key'), '--tenant', 'gone', '--role', 'watcher');
  const [gone, stays] = [site.subscribe(key, 'nobody'), site.subscribe(board, anna)];
  await Promise.all([gone.next('welcome'), stays.next('caught-up')]);
  await site.root('tenant', 'remove', 'gone', '--yes');
  expect(['foreign_tenant', 'key_revoked']).toContain((await gone.ended)?.reason);
  expect(await site.subscribe(key).ended).toMatchObject({ reason: 'key_unknown' });
  await stays.watch(2, { add: ['nobody'] }).next('caught-up');
  expect(await site.root('tenant', 'list')).not.toContain('gone');
});

test('a system that is removed takes its lines along; added again it begins anew', async () => {
  const bert = await site.person('Bert');
  const furnish = async (): Promise<string> => {
    await site.done('system', 'add', 'branch', '--technology', 'PBX');
    await site.done('line', 'add', '300', '--system', 'branch');
    await site.done('bind', 'add', bert, '300', '--system', 'branch');
    return site.sourceKey('branch-1', 'branch');
  };
  const key = await furnish();
  const console = site.console(board, bert);
  const source = site.source(key, 'branch').claims({ 300: 'talking' }).complete();
  await console.until(bert, TALKING);
  await site.done('system', 'remove', 'branch', '--yes');
  await console.until(bert, NOTHING);
  expect(['system_unknown', 'key_revoked']).toContain((await source.ended)?.reason);
  expect(await site.subscribe(key).ended).toMatchObject({ reason: 'key_unknown' });

  const again = await furnish();
  await console.until(bert, 'PresenceUnknown/PresenceUnknown line unknown pending');
  site.source(again, 'branch').claims({ 300: 'talking' }).complete();
  await console.until(bert, TALKING);
});
