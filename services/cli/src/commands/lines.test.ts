/** Commands of lines, groups, bindings and matching. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { type FakeGateway, refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { binding, job, line, matchReport, person, system } from '../testing/records.ts';

let folder: string;
let gateway: FakeGateway;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
  gateway = gatewayFor()
    .on(routes.systems.list, () => ({ items: [system()] }))
    .on(routes.people.find, () => ({ items: [{ ...person(), bindings: [binding()], how: 'upn' }] }))
    .on(routes.lines.get, () => ({ ...line(), bindings: [binding()] }), '"7"')
    .on(routes.lines.put, () => line())
    .on(routes.lines.import, () => job({ kind: 'lines.import', state: 'done', done: 1, total: 1 }));
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('line', () => {
  test('add refuses what exists, and makes an account where there are no lines', async () => {
    expect((await lamplight(['line', 'add', '567'], { gateway })).errors).toContain('change it with "line set"');
    gateway.on(routes.lines.get, refusal('line_unknown', 'no such line'));
    await lamplight(['line', 'add', 'o-1', '--system', 'entra', '--kind', 'account', '--mail', 'a@example.com'], {
      gateway,
    });
    expect(gateway.of(routes.lines.put)).toMatchObject([
      { params: { systemId: 'entra', address: 'o-1' }, body: { kind: null, mail: 'a@example.com' } },
    ]);
  });

  test('set keeps what is not named', async () => {
    await lamplight(['line', 'set', '567', '--kind', 'dect'], { gateway });
    expect(gateway.of(routes.lines.put)).toMatchObject([
      { ifMatch: '"7"', body: { kind: 'dect', displayName: 'Anna Berg', userName: 'aberg', mail: '' } },
    ]);
  });

  test('list has its filters', async () => {
    gateway.on(routes.lines.list, () => ({ items: [line({ kind: null })], next: null }));
    const { output } = await lamplight(['line', 'list', '--unbound', '--kind', 'desk'], { gateway });
    expect(output).toMatch(/head-office +567 +account +Anna Berg/);
    expect(gateway.of(routes.lines.list)[0]?.query).toMatchObject({ bound: false, kind: ['desk'] });
    expect((await lamplight(['line', 'list', '--unbound', '--bound'], { gateway })).code).toBe(EXIT_CODES.usage);
  });

  test('import takes the system of a row, else that of the option, else the only one with lines', async () => {
    const rows = 'address;kind;system\n567;dect;\no-1;account;entra\n';
    const path = file('lines.csv', rows);
    await lamplight(['line', 'import', path], { gateway });
    await lamplight(['line', 'import', path, '--system', 'branch'], { gateway });
    const sent = gateway.of(routes.lines.import).map(({ text = '' }) => text.trimEnd().split('\n'));
    expect(sent.map((lines) => lines.map((text) => JSON.parse(text)))).toMatchObject([
      [
        { systemId: 'head-office', address: '567', kind: 'dect' },
        { systemId: 'entra', address: 'o-1', kind: null },
      ],
      [{ systemId: 'branch' }, { systemId: 'entra' }],
    ]);
    gateway.on(routes.systems.list, () => ({ items: [system(), system({ id: 'branch' })] }));
    const { errors } = await lamplight(['line', 'import', path], { gateway });
    expect(errors).toContain('there are several systems (head-office, branch): name one, --system ID');
  });

  test('remove says what goes with it', async () => {
    gateway.on(routes.lines.remove, () => undefined);
    expect((await lamplight(['line', 'remove', '567'], { gateway })).errors).toContain('1 binding goes with it');
    await lamplight(['line', 'remove', '567', '--yes'], { gateway });
    expect(gateway.of(routes.lines.remove)).toMatchObject([{ ifMatch: '"7"' }]);
  });
});

describe('bind', () => {
  test('add, login and their ends', async () => {
    gateway
      .on(routes.bindings.put, () => binding({ role: 'shared' }))
      .on(routes.bindings.login, ({ body }) => binding({ role: 'logged-in', expiresAt: body?.expiresAt ?? null }))
      .on(routes.bindings.logout, () => undefined)
      .on(routes.bindings.remove, () => undefined);
    const added = await lamplight(['bind', 'add', 'anna', '567', '--role', 'shared', '--primary'], { gateway });
    expect(added.output).toBe('Anna Berg has 567 of head-office as shared\n');
    const at = { tenantId: 'acme', personId: 'p-anna', systemId: 'head-office', address: '567' };
    expect(gateway.of(routes.bindings.put)).toMatchObject([{ params: at, body: { role: 'shared', primary: true } }]);
    const login = await lamplight(['bind', 'login', 'anna', '580', '--until', '9h'], { gateway });
    expect(login.output).toBe('Anna Berg is logged in at 567 until 2027-01-05 17:00Z\n');
    expect((await lamplight(['bind', 'login', 'anna', '580'], { gateway })).code).toBe(EXIT_CODES.usage);
    expect((await lamplight(['bind', 'logout', 'anna', '580'], { gateway })).code).toBe(0);
    expect((await lamplight(['bind', 'remove', 'anna', '567'], { gateway })).code).toBe(EXIT_CODES.no);
    expect((await lamplight(['bind', 'remove', 'anna', '567', '--yes'], { gateway })).code).toBe(0);
    expect(gateway.of(routes.bindings.remove)).toHaveLength(1);
  });

  test('list of all, and of one person', async () => {
    gateway
      .on(routes.bindings.list, () => ({ items: [binding()], next: null }))
      .on(routes.people.get, () => ({
        ...person(),
        bindings: [binding(), binding({ systemId: 'entra', address: 'o-1' })],
      }));
    const all = await lamplight(['bind', 'list', '--origin', 'matching'], { gateway });
    expect(all.output).toMatch(/p-anna +head-office +567 +owner +matching .*its number is/);
    expect(gateway.of(routes.bindings.list)[0]?.query).toMatchObject({ origin: ['matching'] });
    const own = await lamplight(['bind', 'list', 'anna', '--system', 'entra'], { gateway });
    expect(own.output).toContain('o-1');
    expect(own.output).not.toContain('head-office');
  });
});

test('groups are added once and renamed only where they are', async () => {
  const group = {
    id: 'sales',
    displayName: 'Sales',
    members: 3,
    revision: 9,
    createdAt: '2026-01-05T08:00:00Z',
    updatedAt: '2026-01-05T08:00:00Z',
  };
  gateway
    .on(routes.groups.list, () => ({ items: [group] }))
    .on(routes.groups.put, () => group)
    .on(routes.groups.remove, () => undefined);
  expect((await lamplight(['group', 'list'], { gateway })).output).toMatch(/sales +Sales +3/);
  expect((await lamplight(['group', 'add', 'sales'], { gateway })).code).toBe(EXIT_CODES.no);
  expect((await lamplight(['group', 'rename', 'slaes', 'Sales'], { gateway })).errors).toContain('no group slaes');
  expect((await lamplight(['group', 'rename', 'sales', 'Vertrieb'], { gateway })).code).toBe(0);
  expect((await lamplight(['group', 'remove', 'sales'], { gateway })).errors).toContain('3 members, who stay');
  await lamplight(['group', 'remove', 'sales', '--yes'], { gateway });
  expect(gateway.of(routes.groups.put)).toMatchObject([{ body: { displayName: 'Vertrieb' } }]);
  expect(gateway.of(routes.groups.remove)).toMatchObject([{ ifMatch: '"9"' }]);
});

describe('match', () => {
  const added = {
    personId: 'p-anna',
    displayName: 'Anna Berg',
    systemId: 'head-office',
    address: '567',
    role: 'owner' as const,
    matcher: 'number',
    reason: 'its number is +49301234567',
  };
  const problem = {
    kind: 'ambiguous' as const,
    subject: 'Bert Cole',
    personId: 'p-b',
    systemId: null,
    address: null,
    message: 'two lines have his number',
    remedy: 'bind one by hand',
  };
  const report = matchReport({
    added: [added],
    problems: [problem],
    counts: { added: 3, removed: 0, unchanged: 2, proposals: 1, problems: 1 },
  });

  test('run shows what would change, and changes it only with --apply', async () => {
    gateway.on(routes.matching.run, ({ query }) => ({ ...report, applied: !query.dryRun }));
    const shown = await lamplight(['match', 'run'], { gateway });
    expect(shown.output).toMatch(/\+ +Anna Berg +head-office +567 +number +its number/);
    expect(shown.output).toContain('… and 2 more changes');
    expect(shown.output).toContain('ambiguous  two lines have his number\n           → bind one by hand\n');
    expect(shown.output).toContain(
      '3 people and 4 lines: 2 matched; 3 bindings added, 0 removed; 1 proposal; 1 problem',
    );
    expect(shown.errors).toContain('repeat with --apply');
    expect((await lamplight(['match', 'run', '--apply'], { gateway })).errors).toBe('');
    expect(gateway.of(routes.matching.run).map(({ query }) => query)).toEqual([{ dryRun: true }, { dryRun: false }]);
    expect(JSON.parse((await lamplight(['match', 'run', '--json'], { gateway })).output)).toEqual({
      ...report,
      applied: false,
    });
  });

  test('report changes nothing', async () => {
    gateway.on(routes.matching.report, () => report);
    expect((await lamplight(['match', 'report'], { gateway })).output).toContain('bind one by hand');
  });

  test('a list with a mistake ends with 1 and its lines', async () => {
    const preview = { encoding: 'utf-8', separator: ';', entries: 1, removed: [], matching: null };
    gateway.on(routes.matching.putList, ({ query }) => ({
      ...preview,
      applied: !query.dryRun,
      added: [{ teams: 'anna@example.com', system: 'aberg' }],
      problems: [{ line: 3, message: 'has one column', remedy: 'give two' }],
    }));
    const ran = await lamplight(['match', 'list', 'import', file('usermatching.csv', 'anna@example.com;aberg\n')], {
      gateway,
    });
    expect(ran.code).toBe(EXIT_CODES.no);
    expect(ran.output).toContain('line 3  has one column\n        → give two\n');
    expect(ran.output).toContain('1 entry (utf-8, a semicolon between the columns)');
    expect(gateway.of(routes.matching.putList)).toMatchObject([
      { query: { dryRun: true }, text: 'anna@example.com;aberg\n' },
    ]);
  });

  test('proposals are listed, accepted and dismissed', async () => {
    const proposal = {
      id: 'pr-1',
      kind: 'telephony' as const,
      personId: 'p-anna',
      content: { telephony: 'twinned' },
      reason: '3 calls began and ended together',
      state: 'open' as const,
      revision: 1,
      createdAt: '2027-01-04T08:00:00Z',
      updatedAt: '2027-01-04T08:00:00Z',
    };
    gateway
      .on(routes.proposals.list, () => ({ items: [proposal], next: null }))
      .on(routes.proposals.accept, () => proposal)
      .on(routes.proposals.dismiss, () => proposal);
    expect((await lamplight(['match', 'proposals'], { gateway })).output).toMatch(
      /pr-1 +telephony +p-anna +telephony twinned +3 calls/,
    );
    expect((await lamplight(['match', 'accept', 'pr-1'], { gateway })).output).toContain('done: telephony of p-anna');
    expect((await lamplight(['match', 'dismiss', 'pr-1'], { gateway })).output).toContain('not proposed again');
  });

  test('the list that is kept is shown as CSV', async () => {
    gateway.on(routes.matching.getList, () => ({ entries: 1, csv: 'a,b\r\n' }));
    expect((await lamplight(['match', 'list', 'show'], { gateway })).output).toBe('a,b\r\n');
  });
});
