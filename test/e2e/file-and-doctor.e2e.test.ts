/** The configuration file as the source of tenants, and what the doctor says of a site. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { Installation } from './installation.ts';

let site: Installation;

beforeEach(async () => {
  site = await Installation.make();
});
afterEach(() => site.close());

const acme = (name: string) => ({
  id: 'acme',
  systems: [{ id: 'pbx', technology: 'PBX' }],
  people: [{ id: 'anna', displayName: name, bindings: [{ system: 'pbx', address: '567' }] }],
});

test('a file is shown as a difference, applied, and then is no difference', async () => {
  await site.start();
  const file = site.file('site.yaml', stringify({ tenants: [acme('Anna')] }));
  const shown = await site.lamplight('apply', file);
  expect(shown.code).toBe(1);
  expect(shown.output).toMatch(/\+ +acme +person +anna +Anna/);
  expect(await site.done('tenant', 'list', '--json')).toBe('');

  expect(await site.done('apply', file, '--yes')).toContain('to create');
  expect(await site.done('--tenant', 'acme', 'people', 'list')).toContain('Anna');
  expect(await site.done('apply', file)).toContain('nothing to do');

  site.file('site.yaml', stringify({ tenants: [acme('Anna Berg')] }));
  expect(await site.done('apply', file, '--dry-run')).toMatch(/~ +acme +person +anna +Anna.* displayName/);
  await site.done('apply', file, '--yes');
  expect(await site.done('--tenant', 'acme', 'people', 'show', 'anna')).toContain('Anna Berg');
});

test('tenants of the file of a store that has them are compared, warned of, and not taken over', async () => {
  await site.start({ tenants: [acme('Anna')] });
  await site.stop();
  await site.start({ tenants: [acme('Anna Berg')] });
  const { level, fields } = await site.logger.said(
    'the tenants of the configuration differ from the store, which holds: the command shows how, and takes them over',
  );
  expect([level, fields]).toMatchObject(['warn', { update: 1, command: 'lamplight apply gateway.yaml' }]);
  expect(await site.done('--tenant', 'acme', 'people', 'show', 'anna')).not.toContain('Anna Berg');
  // What the warning says to do, does it.
  await site.done('apply', site.path('gateway.yaml'), '--yes');
  expect(await site.done('--tenant', 'acme', 'people', 'show', 'anna')).toContain('Anna Berg');
});

const examined = z.object({
  problems: z.int(),
  warnings: z.int(),
  checks: z.array(
    z.object({ name: z.string(), state: z.string(), message: z.string(), remedy: z.string().optional() }),
  ),
});

async function doctor(): Promise<{ code: number; said: z.output<typeof examined> }> {
  const { code, output } = await site.lamplight('--key-file', site.path('root.key'), 'doctor', '--json');
  return { code, said: examined.parse(JSON.parse(output)) };
}

test('the doctor finds nothing at a healthy site, and names what breaks with what to do', async () => {
  await site.start();
  await site.found('acme');
  await site.done('system', 'add', 'pbx', '--technology', 'PBX');
  await site.done('line', 'add', '567');
  const anna = await site.person('Anna', '--line', '567');
  await site.done('bind', 'add', anna, '567');
  const key = await site.sourceKey('pbx-1', 'pbx');
  const source = site.source(key, 'pbx').claims({ 567: 'idle' }).complete();
  await source.heard('accepted');
  const healthy = await doctor();
  expect([healthy.code, healthy.said.checks.filter(({ state }) => state === 'problem' || state === 'warning')]).toEqual(
    [0, []],
  );

  await source.close();
  await site.done('people', 'add', 'Bert');
  await site.done('key', 'new', '--role', 'watcher', '--id', 'board', '--expires', '20d', '--out', site.path('b.key'));
  expect(readFileSync(site.path('b.key'), 'utf8')).toMatch(/^ll_/);
  const broken = await doctor();
  expect(broken.code).toBe(1);
  const of = (name: string) => broken.said.checks.find((check) => check.name === `${name} of acme`);
  expect(of('systems')).toMatchObject({ state: 'problem', message: expect.stringContaining('pbx is not heard') });
  expect(of('people')).toMatchObject({ state: 'warning', message: expect.stringContaining('1 person without a line') });
  expect(of('keys')).toMatchObject({ state: 'warning', remedy: expect.stringContaining('lamplight key revoke board') });
});

test('the doctor says when the gateway is not there, or does not let the key in', async () => {
  await site.start();
  site.file('wrong.key', 'll_wrong');
  const refused = await site.lamplight('--key-file', site.path('wrong.key'), 'doctor');
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('key')]);
  await site.stop();
  const away = await site.lamplight('doctor');
  expect([away.code, away.output]).toEqual([1, expect.stringContaining('localhost')]);
});
