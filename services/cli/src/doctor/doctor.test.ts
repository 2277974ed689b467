import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '@lamplight/admin-api';
import { beforeEach, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../exit-codes.ts';
import { widthOf } from '../output/text-width.ts';
import { type FakeGateway, refusal } from '../testing/fake-gateway.ts';
import { gatewayFor, type LamplightOptions, lamplight, NOW } from '../testing/lamplight.ts';
import { key, matchReport, person, system } from '../testing/records.ts';
import type { Check } from './check.ts';
import { checkClock } from './gateway-checks.ts';

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.parse(NOW) + days * DAY).toISOString();
const HOLDS = { ok: true, entries: 12, head: 'a', sequence: null, problem: null };
const SOURCE = {
  id: 's-1',
  systemId: 'head-office',
  displayName: '',
  keyId: null,
  role: 'active' as const,
  connected: true,
  health: null,
  subjects: 3,
};

let gateway: FakeGateway;

/** A gateway where all is well. */
beforeEach(() => {
  gateway = gatewayFor({ tenantId: null, roles: ['operator', 'administrator'] })
    .on(routes.installation.status, () => ({
      version: '0.1.0',
      now: NOW,
      installationId: 'i',
      engine: 'sqlite' as const,
      durable: true,
      upSeconds: 1,
      tenants: [],
    }))
    .on(routes.installation.check, () => ({ engine: 'sqlite', schemaVersion: '3', size: 2_000_000, problems: [] }))
    .on(routes.keys.listOfInstallation, () => ({ items: [key({ id: 'admin', expiresAt: inDays(200) })] }))
    .on(routes.audit.verifyOfInstallation, () => HOLDS)
    .on(routes.tenants.list, () => ({
      items: [{ id: 'acme', displayName: '', revision: 1, createdAt: NOW, updatedAt: NOW }],
      next: null,
    }))
    .on(routes.systems.list, () => ({ items: [system()] }))
    .on(routes.directories.get, () => ({ directory: null }))
    .on(routes.sources.list, () => ({ items: [SOURCE] }))
    .on(routes.audit.verify, () => HOLDS)
    .on(routes.keys.list, () => ({ items: [key()] }))
    .on(routes.profiles.list, () => ({ items: [], findings: [] }))
    .on(routes.matching.report, () => matchReport())
    .on(routes.people.list, () => ({ items: [], next: null }));
});

interface Found {
  readonly code: number;
  readonly bad: readonly (readonly [state: string, name: string, message: string, remedy: string])[];
}

async function doctor(options: LamplightOptions = {}): Promise<Found> {
  const { code, output } = await lamplight(['doctor', '--json'], { gateway, ...options });
  const { checks }: { readonly checks: readonly Check[] } = JSON.parse(output);
  return {
    code,
    bad: checks
      .filter(({ state, name }) => state !== 'ok' && name !== 'backup')
      .map(({ state, name, message, remedy }) => [state, name, message, remedy]),
  };
}

const saying = (text: string) => expect.stringContaining(text);

describe('doctor', () => {
  test('says that all is well, and reminds of backups', async () => {
    expect(await doctor()).toEqual({ code: 0, bad: [] });
    const { output } = await lamplight(['doctor'], { gateway });
    expect(output).toMatch(/^ok +gateway +https:\/\/127\.0\.0\.1:8443\/ answers, version 0\.1\.0\n/);
    expect(output).toContain('run "lamplight backup" every day');
    expect(output).toMatch(/All is well\.\n$/);
  });

  test('a gateway that is not there is the only problem', async () => {
    gateway.on(routes.keys.caller, refusal('unreachable', 'the gateway refuses connections: check the port'));
    const certificate = refusal('unreachable', 'the gateway refuses connections: check the port');
    const found = await doctor({ certificate: async () => certificate() });
    expect(found).toEqual({ code: EXIT_CODES.no, bad: [['problem', 'gateway', saying('check the port'), '']] });
  });

  test('a profile that cannot be read, and a choice that names nothing', async () => {
    gateway.on(routes.profiles.list, () => ({
      items: [
        {
          id: 'clinic',
          title: '',
          origin: 'own' as const,
          version: 3,
          inForce: 2,
          extends: null,
          usedBy: { tenant: false, groups: [], profiles: [], people: 4 },
          findings: [],
        },
      ],
      findings: [{ place: 'settings.profiles.profile', message: 'profile gone is not there' }],
    }));
    expect((await doctor()).bad).toEqual([
      [
        'problem',
        'profiles of acme',
        saying('version 3 of clinic cannot be read: version 2 is in force'),
        saying('put'),
      ],
      ['warning', 'profiles of acme', saying('profile gone is not there'), saying('profile list')],
    ]);
  });

  test('without a key there is nothing to look at', async () => {
    const ran = await lamplight(['doctor'], { gateway, environment: { LAMPLIGHT_KEY: '' } });
    expect(ran).toMatchObject({ code: EXIT_CODES.refused, output: '', errors: saying('key_missing') });
  });

  test('a key that is refused is a problem, not something that was skipped', async () => {
    gateway.on(routes.keys.caller, refusal('key_unknown', 'the key is not known'));
    expect((await doctor()).bad).toEqual([['problem', 'gateway', 'the key is not known', '']]);
  });

  test.each([
    [3, 'problem'],
    [20, 'warning'],
    [-1, 'problem'],
  ] as const)('a certificate that ends in %i days is a %s', async (days, state) => {
    const { code, bad } = await doctor({ certificate: async () => ({ expiresAt: Date.parse(inDays(days)) }) });
    expect(bad).toEqual([[state, 'certificate', saying('the certificate end'), 'renew it at the gateway']]);
    expect(code).toBe(state === 'problem' ? EXIT_CODES.no : 0);
  });

  test('no TLS is a warning', async () => {
    expect((await doctor({ certificate: async () => null })).bad).toEqual([
      ['warning', 'certificate', saying('without TLS'), saying('https://')],
    ]);
  });

  test('the own key ends soon', async () => {
    gateway.on(routes.keys.listOfInstallation, () => ({ items: [key({ id: 'admin', expiresAt: inDays(2) })] }));
    expect((await doctor()).bad).toEqual([['problem', 'key', saying('ends in 2 days'), saying('lamplight key new')]]);
  });

  test("a tenant's key is told by its id in the tenant", async () => {
    const caller = { keyId: 'acme/mine', tenantId: 'acme', roles: ['administrator'], systemIds: [], personId: null };
    gateway
      .on(routes.keys.caller, () => ({ ...caller, version: '0.1.0', now: NOW }))
      .on(routes.keys.list, () => ({ items: [key({ id: 'mine', displayName: '', expiresAt: inDays(20) })] }));
    expect((await doctor()).bad).toContainEqual([
      'warning',
      'key',
      saying('key mine of tenant acme'),
      saying('key new'),
    ]);
  });

  test('a key file that others may read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'll_x', { mode: 0o600 });
    const environment = { LAMPLIGHT_KEY: '', LAMPLIGHT_KEY_FILE: file };
    expect((await doctor({ environment })).bad).toEqual([]);
    chmodSync(file, 0o644);
    expect((await doctor({ environment })).bad).toEqual([['warning', 'key file', saying(file), `chmod 600 ${file}`]]);
    rmSync(folder, { recursive: true });
  });

  test('another version is a warning', async () => {
    gateway.on(routes.keys.caller, () => ({
      keyId: 'admin',
      tenantId: null,
      roles: ['operator'],
      systemIds: [],
      personId: null,
      version: '9.0.0',
      now: NOW,
    }));
    expect((await doctor()).bad).toEqual([['warning', 'version', saying('9.0.0'), saying('9.0.0')]]);
  });

  test('what is wrong with the store and the audit', async () => {
    gateway
      .on(routes.installation.check, () => ({
        engine: 'sqlite',
        schemaVersion: '3',
        size: null,
        problems: ['page 7 is torn'],
      }))
      .on(routes.audit.verify, () => ({ ...HOLDS, ok: false, sequence: 4, problem: 'its hash differs' }));
    expect(await doctor()).toEqual({
      code: EXIT_CODES.no,
      bad: [
        ['problem', 'store', 'page 7 is torn', saying('restore the last good backup')],
        ['problem', 'audit of acme', saying('entry 4: its hash differs'), saying('streamed out')],
      ],
    });
  });

  test('systems that nobody reports for, that are not heard, that are not well', async () => {
    gateway
      .on(routes.systems.list, () => ({
        items: [system(), system({ id: 'b' }), system({ id: 'c' }), system({ id: 'd' })],
      }))
      .on(routes.sources.list, () => ({
        items: [
          SOURCE,
          { ...SOURCE, id: 's-b', systemId: 'b', role: 'lost' as const, connected: false },
          {
            ...SOURCE,
            id: 's-c',
            systemId: 'c',
            health: { state: 'down', reason: 'x', message: 'the PBX is silent', remedy: 'wake it' },
          },
        ],
      }));
    expect((await doctor()).bad).toEqual([
      ['problem', 'systems of acme', 'b is not heard: none of s-b is connected', saying('connector')],
      ['problem', 'systems of acme', 'source s-c of c is down: the PBX is silent', 'wake it'],
      ['warning', 'systems of acme', 'no source reports for d', saying('source add')],
    ]);
  });

  test('what a well system has to say: a certificate that ends within 30 days', async () => {
    const message = 'the certificate teams.crt ends on 2026-12-11, in 19 days';
    gateway.on(routes.sources.list, () => ({
      items: [{ ...SOURCE, health: { state: 'ok', reason: 'credential_ends', message, remedy: '1. make a new one' } }],
    }));
    expect((await doctor()).bad).toEqual([
      ['warning', 'systems of acme', `source ${SOURCE.id} of ${SOURCE.systemId}: ${message}`, '1. make a new one'],
    ]);
  });

  test('people, matching, keys and secrets', async () => {
    const problem = {
      kind: 'missing' as const,
      subject: 'x',
      personId: null,
      systemId: null,
      address: null,
      message: '',
      remedy: '',
    };
    gateway
      .on(routes.systems.list, () => ({
        items: [
          system(),
          system({
            id: 'entra',
            technology: 'msteams',
            credentials: [{ name: 'clientSecret', fingerprint: 'ab', expiresAt: inDays(5) }],
          }),
        ],
      }))
      .on(routes.sources.list, () => ({ items: [SOURCE, { ...SOURCE, systemId: 'entra' }] }))
      .on(routes.keys.list, () => ({ items: [key({ expiresAt: inDays(20) }), key({ expiresAt: inDays(90) })] }))
      .on(routes.matching.report, () =>
        matchReport({
          problems: [problem, problem],
          counts: { added: 0, removed: 0, unchanged: 0, proposals: 0, problems: 2 },
        }),
      )
      .on(routes.people.list, ({ query }) => ({
        items: query.without === 'line' ? [person(), person()] : [person()],
        next: null,
      }));
    expect((await doctor()).bad).toEqual([
      [
        'problem',
        'secrets of acme',
        saying('secret clientSecret of entra ends in 5 days'),
        saying('system secret set entra clientSecret'),
      ],
      ['warning', 'keys of acme', saying('key reception (Reception) ends in 20 days'), saying('key revoke reception')],
      ['warning', 'matching of acme', '2 problems (2 missing)', saying('match report')],
      ['warning', 'people of acme', '2 people without a line', saying('--without line')],
      ['warning', 'people of acme', '1 person without Teams', saying('--without teams')],
    ]);
  });

  test('what the key may not see is skipped, with the reason', async () => {
    gateway.on(routes.installation.check, refusal('role_missing', 'the key has not the role operator'));
    expect(await doctor()).toEqual({ code: 0, bad: [['skipped', 'store', 'not looked at', saying('role operator')]] });
  });

  test("a tenant's key sees its tenant, and nothing of the installation", async () => {
    gateway.on(routes.keys.caller, () => ({
      keyId: 'k',
      tenantId: 'acme',
      roles: ['administrator'],
      systemIds: [],
      personId: null,
      version: '0.1.0',
      now: NOW,
    }));
    expect(await doctor()).toEqual({ code: 0, bad: [] });
    expect(gateway.of(routes.installation.check)).toEqual([]);
  });
});

test('a gateway without a tenant says how to begin', async () => {
  gateway.on(routes.tenants.list, () => ({ items: [], next: null }));
  expect((await doctor()).bad).toEqual([['warning', 'tenants', 'there is none', saying('tenant create')]]);
});

test('on a terminal nothing is wider than it, and what goes on stands below where it began', async () => {
  gateway.on(routes.systems.list, () => ({ items: [system({ id: 'b' })] }));
  const { output } = await lamplight(['doctor'], { gateway, columns: 80 });
  expect(Math.max(...output.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  expect(output).toMatch(/\n {20,}→ register one/);
});

describe('checkClock', () => {
  test.each([
    [1_000, 100, 'ok'],
    [-3_000, 100, 'warning'],
    [3_000, 2_000, 'ok'],
    [60_000, 100, 'problem'],
  ] as const)('ahead by %i ms, give or take %i, is %s', (skew, uncertainty, state) => {
    expect(checkClock(skew, uncertainty).state).toBe(state);
  });

  test('says in which direction', () => {
    expect(checkClock(-60_000, 0).message).toContain('behind');
    expect(checkClock(60_000, 0).message).toContain('ahead of');
  });
});
