/** What is kept when the process is killed, and when the machine is lost: the gateway is a process of its own here. */
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Installation } from './installation.ts';

const IMPORTED = 4_000;
const TALKING = 'Busy/InACall line talking fresh';

let site: Installation;
let restored: Installation | undefined;

beforeEach(async () => {
  site = await Installation.make();
});
afterEach(async () => {
  await site.close();
  await restored?.close();
  restored = undefined;
});

/** People as a directory exports them. */
function staff(): string {
  const rows = Array.from({ length: IMPORTED }, (_, index) => `Person ${index},p${index}@example.com`);
  return `displayName,upn\n${rows.join('\n')}\n`;
}

test('a gateway that is killed in the middle of an import has taken all or nothing, and says which', async () => {
  await site.spawn();
  await site.found('acme');
  const file = site.file('staff.csv', staff());
  const admin = site.admin();
  const params = { tenantId: 'acme' };
  const newest = async () => (await admin.call(routes.jobs.list, { params })).value.items[0];
  const importing = site.lamplight('people', 'import', file);
  const states: (string | undefined)[] = [];
  while (!states.includes('halfway') && !states.includes('done')) {
    const job = await newest();
    states.push(job?.state === 'running' && job.done > 0 ? 'halfway' : job?.state);
  }
  await site.kill();
  await site.spawn();

  // Whoever waits at the command hears of it too.
  const { code, errors, output } = await importing;
  const job = await newest();
  const people = (await site.done('people', 'list', '--json')).split('\n').filter((line) => line !== '').length;
  if (job?.state === 'done') {
    expect([people, code]).toEqual([IMPORTED, 0]);
  } else {
    expect([people, job?.state, code]).toEqual([0, 'failed', 1]);
    expect(`${output}${errors}`).toContain('import again');
  }
  expect(await site.done('audit', 'verify')).toContain('the chain holds');
  expect(await site.done('people', 'import', file)).toContain(`${IMPORTED} people: ${IMPORTED} created`);
  const after = (await site.done('people', 'list', '--json')).split('\n').filter((line) => line !== '');
  expect(after).toHaveLength(IMPORTED);
});

test('a backup brings people, keys and secrets back on another machine, under the same key of the store', async () => {
  await site.spawn();
  await site.found('acme');
  await site.done('system', 'add', 'pbx', '--technology', 'PBX');
  const secret = site.file('secret.txt', 'the secret of the PBX');
  await site.done('system', 'secret', 'set', 'pbx', 'password', '--file', secret);
  await site.done('line', 'add', '567');
  const anna = await site.person('Anna', '--upn', 'anna@example.com');
  await site.done('bind', 'add', anna, '567');
  const board = (await site.key('--role', 'watcher')).key;
  const source = await site.sourceKey('pbx-1', 'pbx');
  const shown = await site.done('system', 'show', 'pbx');
  const backup = site.path('monday.backup');
  await site.root('backup', backup);

  restored = await Installation.make({ storeKey: site.storeKey });
  await restored.spawn();
  expect(await restored.root('restore', backup)).toContain('restored as of');
  const at = ['--key-file', site.path('acme.key')];
  expect(await restored.done(...at, 'people', 'show', 'anna@example.com')).toContain(anna);
  expect(await restored.done(...at, 'system', 'show', 'pbx')).toBe(shown);
  expect(await restored.done(...at, 'audit', 'verify')).toContain('the chain holds');
  const console = restored.console(board, anna);
  restored.source(source, 'pbx').claims({ 567: 'talking' }).complete();
  await console.until(anna, TALKING);
  expect(await restored.root('doctor')).toMatch(/nothing is wrong[\s\S]*All is well/);
  expect((await restored.lamplight('--key-file', restored.path('root.key'), 'restore', backup)).errors).toContain(
    '--replace',
  );
});

test('a backup of another key of the store is refused in words, and nothing is changed', async () => {
  await site.spawn();
  await site.found('acme');
  const backup = site.path('monday.backup');
  await site.root('backup', backup);
  restored = await Installation.make();
  await restored.spawn();
  const refused = await restored.lamplight('restore', backup);
  expect(refused.code).not.toBe(0);
  expect(refused.errors).toContain('(store_key_wrong)');
  expect(await restored.done('tenant', 'list', '--json')).toBe('');
});
