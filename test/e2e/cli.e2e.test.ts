/** `lamplight` against a real gateway with a store in a file, over TLS: a site is set up, matched, kept, lost and restored. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import { createEgress, type Egress, MemoryLogger, systemClock, systemRandom } from '@lamplight/runtime';
import { makeStoreKey } from '@lamplight/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Done, runCommand } from './run-command.ts';

const clock = systemClock();
const random = systemRandom();

let folder: string;
let gateway: RunningGateway;
let egress: Egress;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-e2e-'));
  const { key, hash } = makeKey(random);
  const config = parseGatewayConfig(`
listen: { port: 0, certificate: { selfSigned: [127.0.0.1] } }
keys: [{ id: root, hash: "${hash}", roles: [operator] }]
store: { file: ${join(folder, 'store.db')}, key: { env: STORE_KEY } }
`);
  egress = createEgress();
  gateway = await startGateway({
    config,
    clock,
    random,
    logger: new MemoryLogger(),
    egress,
    environment: { STORE_KEY: makeStoreKey(random) },
  });
  environment = {
    XDG_CONFIG_HOME: folder,
    LAMPLIGHT_GATEWAY: `https://127.0.0.1:${gateway.address.port}`,
    LAMPLIGHT_CA: file('ca.pem', gateway.certPem),
    LAMPLIGHT_KEY_FILE: file('root.key', key),
  };
});

afterAll(async () => {
  await gateway.stop();
  await egress.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
  return join(folder, name);
}

const lamplight = (...args: readonly string[]): Promise<Done> => runCommand(args, environment);

/** As {@link lamplight}, for what has to succeed. */
async function done(...args: readonly string[]): Promise<string> {
  const { code, output, errors } = await lamplight(...args);
  expect([args.join(' '), code, errors]).toEqual([args.join(' '), 0, expect.anything()]);
  return output;
}

test('a site from nothing to a restored one', async () => {
  expect((await lamplight('group', 'list')).errors).toContain('lamplight tenant create');
  await done('tenant', 'create', 'acme', 'Acme Ltd');
  await done('key', 'new', '--role', 'administrator', '--expires', '90d', '--out', join(folder, 'admin.key'));
  const root = environment['LAMPLIGHT_KEY_FILE'] ?? '';
  environment['LAMPLIGHT_KEY_FILE'] = join(folder, 'admin.key');

  // The key of a tenant sees that tenant and needs no --tenant.
  expect(await done('tenant', 'list')).toContain('Acme Ltd');
  await done(
    'system',
    'add',
    'pbx',
    '--technology',
    'SIPSIMPLE',
    '--country',
    '49',
    '--area',
    '30',
    '--site',
    '1234',
    '--extensions',
    '3',
  );
  await done('line', 'import', file('lines.csv', 'address;displayName\n567;Anna\n568;Bert\n'), '--system', 'pbx');
  const staff = file(
    'staff.csv',
    'displayName;upn;phone\nAnna Berg;anna@example.com;+49 30 1234 567\nJürgen;j@example.com;030 1234568\n',
  );
  expect(await done('people', 'import', staff, '--dry-run')).toContain('2 created');
  expect(await done('people', 'list', '--json')).toBe('');
  expect(await done('people', 'import', staff)).toContain('2 created');
  await done('match', 'run', '--apply');
  expect(await done('people', 'show', 'anna@example.com')).toMatch(/pbx 567: owner, .*by matching/);

  // Nobody who changed the same in between is overwritten.
  await done('people', 'set', 'anna@example.com', '--department', 'Sales');
  const stale = await lamplight('people', 'set', 'anna@example.com', '--department', 'x', '--revision', '1');
  expect([stale.code, stale.errors]).toEqual([1, expect.stringContaining('revision_conflict')]);

  await done('privacy', 'works-council');
  expect(await done('audit', 'list', '--entity', 'person')).toContain('department');
  expect(JSON.parse(await done('people', 'export', 'anna@example.com'))).toMatchObject({
    person: { department: 'Sales' },
  });
  const refused = await lamplight('backup', join(folder, 'refused.backup'));
  expect([refused.code, refused.errors]).toEqual([77, expect.stringContaining('role_missing')]);

  environment['LAMPLIGHT_KEY_FILE'] = root;
  const backup = join(folder, 'monday.backup');
  await done('backup', backup);
  expect(readFileSync(backup).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  environment['LAMPLIGHT_KEY_FILE'] = join(folder, 'admin.key');
  await done('people', 'erase', 'anna@example.com', '--yes');
  expect((await lamplight('people', 'show', 'anna@example.com')).code).toBe(1);
  expect(await done('audit', 'verify')).toContain('the chain holds');

  environment['LAMPLIGHT_KEY_FILE'] = root;
  await done('restore', backup, '--replace', '--yes');
  expect(await done('people', 'show', 'anna@example.com')).toContain('Sales');
  const doctor = JSON.parse((await lamplight('doctor', '--json')).output);
  expect(doctor.checks).toContainEqual(expect.objectContaining({ name: 'store', state: 'ok' }));
  expect(doctor.problems).toBe(0);
});

test('a file is applied once it was seen, and then there is nothing left to do', async () => {
  const path = file(
    'gateway.yaml',
    'tenants:\n  - id: branch\n    people:\n      - { id: zoe, displayName: Zoe, upn: zoe@example.com }\n',
  );
  expect(await lamplight('apply', path)).toMatchObject({
    code: 1,
    output: expect.stringMatching(/\+ +branch +person +zoe +Zoe/),
  });
  await done('apply', path, '--yes');
  expect(await done('people', 'list', '--tenant', 'branch')).toContain('zoe@example.com');
  expect(await done('apply', path, '--dry-run')).toContain('nothing to do');
});

test('completion knows the people, and is silent about a key that is not let in', async () => {
  const words = ['__complete', '--', '--tenant', 'branch', 'people', 'show', 'z'];
  expect(await done(...words)).toBe('zoe@example.com\tZoe\n');
  const before = environment['LAMPLIGHT_KEY_FILE'] ?? '';
  environment['LAMPLIGHT_KEY_FILE'] = file('wrong.key', 'll_wrong');
  expect(await lamplight(...words)).toEqual({ code: 0, output: '', errors: '' });
  expect((await lamplight('tenant', 'list')).code).toBe(77);
  environment['LAMPLIGHT_KEY_FILE'] = before;
});
