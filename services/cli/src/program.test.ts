import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allRoutes, routes } from '@lamplight/admin-api';
import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from './exit-codes.ts';
import { type FakeGateway, refusal } from './testing/fake-gateway.ts';
import { gatewayFor, lamplight } from './testing/lamplight.ts';

const TENANT = { displayName: '', revision: 1, createdAt: '2026-01-05T08:00:00Z', updatedAt: '2026-01-05T08:00:00Z' };

describe('exit codes', () => {
  test.each([
    ['unreachable', EXIT_CODES.unavailable],
    ['tls_untrusted', EXIT_CODES.unavailable],
    ['role_missing', EXIT_CODES.refused],
    ['key_unknown', EXIT_CODES.refused],
    ['revision_conflict', EXIT_CODES.no],
    ['record_unknown', EXIT_CODES.no],
    ['request_invalid', EXIT_CODES.usage],
    ['unexpected', EXIT_CODES.fault],
  ] as const)('%s is %i, and is said with its reason', async (reason, code) => {
    const gateway = gatewayFor().on(routes.groups.list, refusal(reason, 'so it is'));
    const ran = lamplight(['group', 'list', '--tenant', 'acme'], { gateway });
    expect(await ran).toMatchObject({ code, output: '', errors: expect.stringContaining(`(${reason})\n`) });
    expect((await ran).errors).toMatch(/^lamplight: so it is/);
  });

  test.each([[['peple']], [['people', 'list', '--colour']], [['people', 'show']], [['line', 'list', '--limit', '0']]])(
    '%j is a wrong command line',
    async (args) => {
      const ran = await lamplight(args);
      expect(ran).toMatchObject({ code: EXIT_CODES.usage, output: '', target: undefined });
      expect(ran.errors).toContain('--help says more');
    },
  );

  test('a name that is nearly right is told', async () => {
    expect((await lamplight(['peple'])).errors).toContain('people');
  });

  test('an untrusted certificate names the option', async () => {
    const gateway = gatewayFor().on(routes.groups.list, refusal('tls_untrusted', 'signs itself.'));
    expect((await lamplight(['group', 'list'], { gateway })).errors).toContain('--ca FILE');
  });
});

describe('help', () => {
  test('says what there is without key or gateway', async () => {
    const { code, output, target } = await lamplight(['--help'], { environment: { LAMPLIGHT_KEY: '' } });
    expect([code, target]).toEqual([0, undefined]);
    for (const noun of ['tenant', 'system', 'people', 'line', 'bind', 'match', 'key', 'backup', 'restore', 'doctor']) {
      expect(output).toMatch(new RegExp(`^  ${noun} `, 'm'));
    }
    expect(output).not.toContain('__complete');
  });

  test('of a noun has examples', async () => {
    expect((await lamplight(['people', '--help'])).output).toContain('lamplight people import staff.csv --dry-run');
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect((await lamplight(['--version'])).output).toBe(`${version}\n`);
  });
});

describe('the tenant', () => {
  const groups = (gateway: FakeGateway) => gateway.on(routes.groups.list, () => ({ items: [] }));

  test("is the key's own", async () => {
    const gateway = groups(gatewayFor({ tenantId: 'own' }));
    await lamplight(['group', 'list'], { gateway });
    expect(gateway.of(routes.groups.list)[0]?.params).toEqual({ tenantId: 'own' });
  });

  test('is the only one', async () => {
    const gateway = groups(gatewayFor({ tenantId: null })).on(routes.tenants.list, () => ({
      items: [{ id: 'acme', ...TENANT }],
      next: null,
    }));
    await lamplight(['group', 'list'], { gateway });
    expect(gateway.of(routes.groups.list)[0]?.params).toEqual({ tenantId: 'acme' });
  });

  test('of several has to be named, by option or variable', async () => {
    const gateway = groups(gatewayFor({ tenantId: null })).on(routes.tenants.list, () => ({
      items: ['acme', 'globex'].map((id) => ({ id, ...TENANT })),
      next: null,
    }));
    const { code, errors } = await lamplight(['group', 'list'], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.no, expect.stringContaining('(acme, globex): name one, --tenant ID')]);
    await lamplight(['group', 'list'], { gateway, environment: { LAMPLIGHT_TENANT: 'globex' } });
    expect(gateway.of(routes.groups.list)[0]?.params).toEqual({ tenantId: 'globex' });
  });
});

test('every route of the admin API has its command', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const sources = globSync('**/*.ts', { cwd: folder })
    .filter((name) => !name.endsWith('.test.ts') && !name.startsWith('testing'))
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
    .join('\n');
  expect(allRoutes.filter(({ id }) => !new RegExp(`routes\\.${id.replace('.', '\\.')}\\b`).test(sources))).toEqual([]);
});
