/** Commands of systems, sources, keys, secrets and tenants. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { type FakeGateway, refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, lamplight } from '../testing/lamplight.ts';
import { key, person, system } from '../testing/records.ts';

const PLAN = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '1234',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '',
};

let folder: string;
let gateway: FakeGateway;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
  gateway = gatewayFor()
    .on(routes.systems.list, () => ({ items: [system(), system({ id: 'entra', technology: 'MSTEAMS' })] }))
    .on(routes.systems.get, () => system({ numberPlan: PLAN, settings: { host: 'pbx' } }), '"4"')
    .on(routes.systems.put, () => system());
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('system', () => {
  test('add has a number plan by options and settings by file, and is not for one that exists', async () => {
    const settings = join(folder, 'pbx.yaml');
    writeFileSync(settings, 'host: pbx.example.com\nports: [5060]\n');
    const plan = ['--country', '49', '--area', '30', '--site', '1234', '--extensions', '3'];
    const args = ['system', 'add', 'branch', '--technology', 'SIPSIMPLE', ...plan, '--settings', settings];
    expect((await lamplight(args, { gateway })).code).toBe(0);
    expect(gateway.of(routes.systems.put)).toMatchObject([
      {
        params: { systemId: 'branch' },
        body: { technology: 'SIPSIMPLE', numberPlan: PLAN, settings: { host: 'pbx.example.com', ports: [5060] } },
      },
    ]);
    const again = await lamplight(['system', 'add', 'entra', '--technology', 'MSTEAMS'], { gateway });
    expect([again.code, again.errors]).toEqual([EXIT_CODES.no, expect.stringContaining('system set')]);
  });

  test.each([
    [
      { tenantId: 't', clientId: 'c' },
      'system entra-2 is there; "lamplight system secret set entra-2 clientSecret" keeps',
    ],
    [{ tenantId: 't', clientId: 'c', certificate: {} }, 'there; "lamplight teams consent-link entra-2" is for'],
    [{ tenantId: 't', registration: 'shared' }, 'there; "lamplight teams consent-link entra-2" is for'],
  ])('add of an Entra tenant says what comes next: no source from outside (%j)', async (teams, expected) => {
    const settings = join(folder, 'teams.json');
    writeFileSync(settings, JSON.stringify({ teams }));
    gateway.on(routes.systems.put, () => system({ id: 'entra-2', technology: 'MSTEAMS', settings: { teams } }));
    const args = ['system', 'add', 'entra-2', '--technology', 'MSTEAMS', '--settings', settings];
    const { output } = await lamplight(args, { gateway });
    expect(output).toContain(expected);
    expect(output).not.toContain('source add');
  });

  test('settings of an Entra tenant without the name of their section are refused: they would count for nothing', async () => {
    const settings = join(folder, 'teams.yaml');
    writeFileSync(settings, 'tenantId: contoso.example\nclientId: c\n');
    for (const args of [
      ['system', 'add', 'entra-2', '--technology', 'MSTEAMS', '--settings', settings],
      ['system', 'set', 'entra', '--settings', settings],
    ]) {
      const { code, errors } = await lamplight(args, { gateway });
      expect([code, errors]).toEqual([EXIT_CODES.usage, expect.stringContaining('expected them below teams')]);
    }
    expect(gateway.of(routes.systems.put)).toEqual([]);
  });

  test('set keeps what is not named, against the state that was read', async () => {
    await lamplight(['system', 'set', 'head-office', '--area', '40'], { gateway });
    await lamplight(['system', 'set', 'head-office', '--no-number-plan', '--revision', '2'], { gateway });
    expect(gateway.of(routes.systems.put)).toMatchObject([
      { ifMatch: '"4"', body: { numberPlan: { ...PLAN, areaCode: '40' }, settings: { host: 'pbx' } } },
      { ifMatch: '"2"', body: { numberPlan: null, displayName: 'Head office' } },
    ]);
  });

  test('a plan without its country is refused here', async () => {
    const args = ['system', 'add', 'branch', '--technology', 'PBX', '--area', '30'];
    expect((await lamplight(args, { gateway })).errors).toContain('needs --country and --extensions');
  });

  test('the plan is shown as a number', async () => {
    expect((await lamplight(['system', 'show', 'head-office'], { gateway })).output).toContain('+49 30 1234-xxx');
  });
});

describe('secrets', () => {
  test('come by standard input or a file, without the line end, and are never shown', async () => {
    gateway.on(routes.systems.putCredential, () => undefined);
    const args = ['system', 'secret', 'set', 'entra', 'clientSecret'];
    const piped = await lamplight([...args, '--expires', '180d'], { gateway, input: 's3cret\n' });
    expect(piped.output + piped.errors).not.toContain('s3cret');
    const file = join(folder, 'secret');
    writeFileSync(file, 'other\r\n');
    await lamplight([...args, '--file', file], { gateway });
    expect(gateway.of(routes.systems.putCredential)).toMatchObject([
      { body: { secret: 's3cret', expiresAt: '2027-07-04T08:00:00.000Z' } },
      { body: { secret: 'other', expiresAt: null } },
    ]);
  });

  test('are not typed, and are not empty', async () => {
    const args = ['system', 'secret', 'set', 'entra', 'clientSecret'];
    expect((await lamplight(args, { gateway })).errors).toContain('pipe it in');
    expect((await lamplight(args, { gateway, input: '\n' })).errors).toContain('is empty');
  });
});

describe('keys', () => {
  beforeEach(() => {
    gateway.on(routes.keys.create, ({ body }) => ({ ...key({ id: 'k-1', roles: body?.roles ?? [] }), key: 'll_new' }));
  });

  test('a new one is all of standard output', async () => {
    const args = ['key', 'new', '--role', 'watcher', '--role', 'explain', '--name', 'Reception', '--expires', '90d'];
    const { output, errors } = await lamplight(args, { gateway });
    expect(output).toBe('ll_new\n');
    expect(errors).toContain('key k-1 (watcher, explain) is shown this once');
    expect(gateway.of(routes.keys.create)[0]?.body).toMatchObject({
      roles: ['watcher', 'explain'],
      displayName: 'Reception',
      expiresAt: '2027-04-05T08:00:00.000Z',
      systemIds: [],
      personId: null,
    });
  });

  test('or goes into a file that only its owner reads', async () => {
    const file = join(folder, 'a.key');
    const { output } = await lamplight(['key', 'new', '--role', 'watcher', '--out', file], { gateway });
    expect([output, readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['', 'll_new\n', 0o600]);
  });

  test('may belong to a person, or to the installation', async () => {
    gateway
      .on(routes.people.find, () => ({ items: [{ ...person(), bindings: [], how: 'upn' }] }))
      .on(routes.keys.createOfInstallation, () => ({ ...key(), key: 'll_all' }));
    await lamplight(['key', 'new', '--role', 'watcher', '--person', 'anna'], { gateway });
    expect(gateway.of(routes.keys.create)[0]?.body).toMatchObject({ personId: 'p-anna' });
    expect((await lamplight(['key', 'new', '--role', 'operator', '--installation'], { gateway })).output).toBe(
      'll_all\n',
    );
  });

  test('those that are over are seen; one is revoked when it is confirmed', async () => {
    gateway
      .on(routes.keys.list, () => ({ items: [key({ expiresAt: '2027-01-01T00:00:00Z' })] }))
      .on(routes.keys.revoke, () => undefined);
    expect((await lamplight(['key', 'list'], { gateway })).output).toContain('2027-01-01 00:00Z (over)');
    expect((await lamplight(['key', 'revoke', 'reception'], { gateway })).code).toBe(EXIT_CODES.no);
    expect((await lamplight(['key', 'revoke', 'reception', '--yes'], { gateway })).output).toContain('is revoked');
    expect(gateway.of(routes.keys.revoke)).toHaveLength(1);
  });

  test('a role that is none is refused here', async () => {
    const ran = await lamplight(['key', 'new', '--role', 'admin'], { gateway });
    expect([ran.code, ran.errors]).toEqual([EXIT_CODES.usage, expect.stringContaining('operator, administrator')]);
  });
});

test('sources: the only system with lines is meant, and what ails one is seen', async () => {
  const health = { state: 'down', reason: 'pbx_unreachable', message: 'the PBX is silent', remedy: 'wake it' };
  const source = { displayName: '', keyId: null, connected: true, subjects: 1200, role: 'active' as const };
  gateway
    .on(routes.sources.register, ({ body }) => ({ id: 's-1', systemId: body?.systemId ?? '', keyId: 'k', key: 'll_s' }))
    .on(routes.sources.list, () => ({ items: [{ id: 's-1', systemId: 'head-office', health, ...source }] }));
  expect((await lamplight(['source', 'add', 's-1'], { gateway })).output).toBe('ll_s\n');
  expect(gateway.of(routes.sources.register)[0]?.body).toMatchObject({ systemId: 'head-office' });
  expect((await lamplight(['source', 'list'], { gateway })).output).toMatch(
    /active +yes +1,200 +down: the PBX is silent/,
  );
});

test('of several systems with lines one has to be named', async () => {
  gateway.on(routes.systems.list, () => ({ items: [system(), system({ id: 'branch' })] }));
  const { code, errors } = await lamplight(['source', 'add', 's-1'], { gateway });
  expect([code, errors]).toEqual([EXIT_CODES.no, expect.stringContaining('(head-office, branch): name one, --system')]);
});

describe('tenants', () => {
  const acme = {
    id: 'acme',
    displayName: 'Acme',
    revision: 2,
    createdAt: '2026-01-05T08:00:00Z',
    updatedAt: '2026-01-05T08:00:00Z',
  };

  test("a tenant's key sees its own", async () => {
    gateway.on(routes.tenants.get, () => acme).on(routes.tenants.list, refusal('role_missing', 'not for you'));
    expect((await lamplight(['tenant', 'list'], { gateway })).output).toMatch(/\nacme +Acme +2026-01-05 08:00Z\n$/);
  });

  test('create, rename and remove', async () => {
    gateway
      .on(routes.tenants.create, () => acme)
      .on(routes.tenants.update, () => acme)
      .on(routes.tenants.get, () => acme, '"2"')
      .on(routes.tenants.remove, () => undefined);
    expect((await lamplight(['tenant', 'create', 'acme', 'Acme'], { gateway })).output).toContain('is served now');
    await lamplight(['tenant', 'rename', 'acme', 'Acme Ltd'], { gateway });
    expect((await lamplight(['tenant', 'remove', 'acme'], { gateway })).code).toBe(EXIT_CODES.no);
    expect((await lamplight(['tenant', 'remove', 'acme'], { gateway, answers: ['yes'] })).code).toBe(0);
    expect(gateway.of(routes.tenants.update)[0]?.body).toEqual({ displayName: 'Acme Ltd' });
    expect(gateway.of(routes.tenants.remove)).toMatchObject([{ ifMatch: '"2"' }]);
  });
});
