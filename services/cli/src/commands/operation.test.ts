/** Commands of operation: apply, backup, restore, audit, jobs, and what is kept of the options. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditBody, type Plan, routes } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { type FakeGateway, refusal, streamOf } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { job } from '../testing/records.ts';

let folder: string;
let gateway: FakeGateway;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
  gateway = gatewayFor();
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('apply', () => {
  const plan: Plan = {
    applied: false,
    plan: 'plan-1',
    counts: { create: 1, update: 1, remove: 0, same: 40 },
    differences: [
      { tenantId: 'acme', entity: 'person', id: 'anna', label: 'Anna Berg', change: 'create', fields: [] },
      { tenantId: 'acme', entity: 'system', id: 'pbx', label: 'pbx', change: 'update', fields: ['displayName'] },
    ],
  };

  beforeEach(() => {
    gateway.on(routes.installation.apply, ({ query }) => ({ ...plan, applied: !query.dryRun }));
  });

  test('shows the difference, asks, and does what was shown and nothing else', async () => {
    const path = file('gateway.yaml', 'tenants: []\n');
    const { code, output, questions } = await lamplight(['apply', path], { gateway, answers: ['y'] });
    expect(code).toBe(0);
    expect(output).toMatch(/\+ +acme +person +anna +Anna Berg\n/);
    expect(output).toMatch(/~ +acme +system +pbx +displayName\n/);
    expect(output).toContain('1 to create, 1 to change, 0 to remove; 40 as the file says');
    expect(questions).toEqual([expect.stringContaining('2 changes')]);
    expect(gateway.of(routes.installation.apply)).toMatchObject([
      { query: { dryRun: true, fileName: 'gateway.yaml' }, text: 'tenants: []\n' },
      { query: { dryRun: false, ifPlan: 'plan-1' }, text: 'tenants: []\n' },
    ]);
  });

  test('does nothing unasked, undone or with nothing to do', async () => {
    const path = file('gateway.yaml', 'tenants: []\n');
    expect((await lamplight(['apply', path], { gateway })).code).toBe(EXIT_CODES.no);
    expect((await lamplight(['apply', path], { gateway, answers: [''] })).code).toBe(EXIT_CODES.no);
    expect((await lamplight(['apply', path, '--dry-run', '--yes'], { gateway })).code).toBe(0);
    gateway.on(routes.installation.apply, () => ({
      ...plan,
      counts: { create: 0, update: 0, remove: 0, same: 1 },
      differences: [],
    }));
    expect((await lamplight(['apply', path, '--yes'], { gateway })).output).toBe(
      'nothing to do: 1 record as the file says\n',
    );
    expect(gateway.of(routes.installation.apply).map(({ query }) => query)).toEqual(
      Array(4).fill({ dryRun: true, fileName: 'gateway.yaml' }),
    );
  });

  test('--json is one document: the plan, or what was applied', async () => {
    const path = file('gateway.yaml', '');
    expect(JSON.parse((await lamplight(['apply', path, '--json', '--dry-run'], { gateway })).output).applied).toBe(
      false,
    );
    expect(JSON.parse((await lamplight(['apply', path, '--json', '--yes'], { gateway })).output).applied).toBe(true);
  });
});

describe('backup and restore', () => {
  test('a backup is whole, has its time, and is for its owner alone', async () => {
    gateway.on(routes.installation.backup, () => streamOf('abc', 'def'));
    const path = join(folder, 'monday.backup');
    const { output } = await lamplight(['backup', path], { gateway });
    expect(output).toBe(`${path}: 6 bytes\n`);
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['abcdef', 0o600]);
    expect((await lamplight(['backup', path], { gateway })).errors).toContain('exists');
    expect((await lamplight(['backup', '-'], { gateway })).output).toBe('abcdef');
  });

  test('one that breaks off leaves nothing that looks like one', async () => {
    gateway.on(routes.installation.backup, () =>
      (async function* () {
        yield Buffer.from('abc');
        throw new LamplightError('unreachable', 'cut');
      })(),
    );
    const path = join(folder, 'monday.backup');
    expect((await lamplight(['backup', path], { gateway })).code).toBe(EXIT_CODES.unavailable);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that is not there is said', async () => {
    gateway.on(routes.installation.backup, () => streamOf('abc'));
    const { code, errors } = await lamplight(['backup', join(folder, 'no', 'b')], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.config, expect.stringContaining('(ENOENT): check its folder')]);
  });

  test('restore sends the file; in place of something it asks', async () => {
    gateway.on(routes.installation.restore, () => ({
      madeAt: '2027-01-04T08:00:00Z',
      installationId: 'i',
      rows: { people: 3, lines: 4 },
    }));
    const path = file('a.backup', 'content');
    expect((await lamplight(['restore', path], { gateway })).output).toBe('restored as of 2027-01-04 08:00Z: 7 rows\n');
    expect((await lamplight(['restore', path, '--replace'], { gateway })).code).toBe(EXIT_CODES.no);
    await lamplight(['restore', path, '--replace', '--yes'], { gateway });
    expect(gateway.of(routes.installation.restore)).toMatchObject([
      { query: { replace: false }, text: 'content' },
      { query: { replace: true }, text: 'content' },
    ]);
    expect((await lamplight(['restore', join(folder, 'none')], { gateway })).code).toBe(EXIT_CODES.config);
  });
});

describe('audit', () => {
  const entry = (sequence: number): AuditBody => ({
    sequence,
    at: '2027-01-04T08:00:00Z',
    actor: { kind: 'key', id: 'admin' },
    action: 'update',
    entity: 'person',
    entityId: 'p-anna',
    before: { displayName: 'Anna', department: 'Sales', revision: 1 },
    after: { displayName: 'Anna Berg', department: 'Sales', revision: 2 },
    erased: false,
    hash: 'f'.repeat(64),
  });

  test('list has every page and the fields that changed', async () => {
    gateway.on(routes.audit.list, ({ query }) =>
      query.after === 0 ? { entries: [entry(1)], complete: false } : { entries: [entry(2)], complete: true },
    );
    const { output } = await lamplight(['audit', 'list', '--entity', 'person', '--from', '2027-01-01T00:00Z'], {
      gateway,
    });
    expect(output).toMatch(/\n1 +2027-01-04 08:00Z +key admin +update +person p-anna +displayName\n2 /);
    expect(gateway.of(routes.audit.list)[1]?.query).toMatchObject({
      after: 1,
      entity: 'person',
      from: '2027-01-01T00:00:00.000Z',
    });
    gateway.on(routes.audit.listOfInstallation, () => ({ entries: [], complete: true }));
    expect((await lamplight(['audit', 'list', '--installation'], { gateway })).errors).toBe(
      'nothing was changed that fits\n',
    );
  });

  test('stream is lines of JSON, checked', async () => {
    const lines = [entry(1), entry(2)].map((each) => `${JSON.stringify(each)}\n`).join('\n');
    gateway.on(routes.audit.stream, () => streamOf(lines.slice(0, 30), lines.slice(30)));
    const { output } = await lamplight(['audit', 'stream', '--no-follow', '--after', '3'], { gateway });
    expect(
      output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([entry(1), entry(2)]);
    expect(gateway.of(routes.audit.stream)[0]?.query).toEqual({ after: 3, follow: false });
    gateway.on(routes.audit.stream, () => streamOf('<html>'));
    expect((await lamplight(['audit', 'stream'], { gateway })).code).toBe(EXIT_CODES.fault);
  });

  test('verify ends with 1 when the chain does not hold', async () => {
    const verdict = { ok: true, entries: 1200, head: 'ab', sequence: null, problem: null };
    gateway.on(routes.audit.verify, () => verdict);
    expect(await lamplight(['audit', 'verify'], { gateway })).toMatchObject({
      code: 0,
      output: 'the chain holds: 1,200 entries, head 1200:ab\n',
    });
    gateway.on(routes.audit.verifyOfInstallation, () => ({
      ...verdict,
      ok: false,
      sequence: 7,
      problem: 'its hash differs',
    }));
    expect(await lamplight(['audit', 'verify', '--installation'], { gateway })).toMatchObject({
      code: EXIT_CODES.no,
      output: 'the chain does not hold at entry 7: its hash differs\n',
    });
  });
});

test('jobs are listed, shown and waited for', async () => {
  const states = [job({ total: 4, done: 1 }), job({ state: 'failed', result: { reason: 'the disk is full' } })];
  gateway
    .on(routes.jobs.list, () => ({ items: [job({ total: 1200, done: 4 })] }))
    .on(routes.jobs.get, () => states.shift() ?? job());
  expect((await lamplight(['job', 'list'], { gateway })).output).toMatch(/j-1 +people\.import +running +4 of 1,200/);
  const { code, output } = await lamplight(['job', 'wait', 'j-1'], { gateway });
  expect([code, output]).toEqual([EXIT_CODES.no, expect.stringContaining('reason: the disk is full')]);
  gateway.on(routes.jobs.get, () => job({ total: 4, done: 1 }));
  expect((await lamplight(['job', 'show', 'j-1'], { gateway })).output).toContain('25 %, 1 of 4');
});

test('use keeps what says where and who', async () => {
  const environment = { XDG_CONFIG_HOME: folder, LAMPLIGHT_KEY: '' };
  await lamplight(['use', '--gateway', 'https://g.example.com', '--key-file', join(folder, 'k')], { environment });
  const { output } = await lamplight(['use', '--tenant', 'acme'], { environment });
  expect(output).toMatch(/Gateway +https:\/\/g\.example\.com\n/);
  expect(statSync(join(folder, 'lamplight', 'config.yaml')).mode & 0o777).toBe(0o600);
  file('k', 'll_kept');
  gateway.on(routes.groups.list, () => ({ items: [] }));
  const { target } = await lamplight(['group', 'list'], { gateway, environment });
  expect([target?.gateway.href, target?.key]).toEqual(['https://g.example.com/', 'll_kept']);
  expect(gateway.of(routes.groups.list)[0]?.params).toEqual({ tenantId: 'acme' });
  expect(existsSync(join(folder, 'lamplight', 'config.yaml'))).toBe(true);
});

describe('a gateway that goes away while a job is waited for', () => {
  const waitedFor = (outages: number) => {
    let asked = 0;
    gateway.on(routes.jobs.get, () => {
      asked += 1;
      return asked > 1 && asked <= 1 + outages
        ? refusal('unreachable', 'nobody listens')()
        : job(asked === 1 ? {} : { state: 'failed', result: { reason: 'import again' } });
    });
    return lamplight(['job', 'wait', 'j-1'], { gateway });
  };

  test('tells what became of it when it is back', async () => {
    const { code, output, errors } = await waitedFor(20);
    expect([code, output]).toEqual([EXIT_CODES.no, expect.stringContaining('import again')]);
    expect(errors).toBe('the gateway does not answer: waiting for it for up to two minutes\n');
  });

  test('and stays away: that is said, with the command that asks for the job later', async () => {
    const { code, output, errors } = await waitedFor(Number.POSITIVE_INFINITY);
    expect([code, output]).toEqual([EXIT_CODES.unavailable, '']);
    expect(errors).toContain('lamplight job wait j-1');
  });
});

test('a plan that is not any more is the reason why nothing was done', async () => {
  let count = 0;
  const difference = {
    tenantId: 'acme',
    entity: 'person' as const,
    id: 'a',
    label: 'A',
    change: 'remove' as const,
    fields: [],
  };
  gateway.on(routes.installation.apply, () => {
    count += 1;
    return count === 1
      ? { applied: false, plan: 'p', counts: { create: 0, update: 0, remove: 1, same: 0 }, differences: [difference] }
      : refusal('revision_conflict', 'the store has changed since: look again')();
  });
  const ran = await lamplight(['apply', file('g.yaml', ''), '--yes'], { gateway });
  expect([ran.code, ran.errors]).toEqual([EXIT_CODES.no, expect.stringContaining('look again (revision_conflict)')]);
});
