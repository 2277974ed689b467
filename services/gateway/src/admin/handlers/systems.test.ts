import { ADMIN_ROLES, type AdminClient, routes } from '@lamplight/admin-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningAdmin, reasonOf, runAdmin } from '../testing/running-admin.ts';

let admin: RunningAdmin;
let client: AdminClient;

beforeAll(async () => {
  admin = await runAdmin();
  client = admin.client(await admin.key({ roles: ['operator', 'administrator'] }));
});

afterAll(() => admin.close());

const of = { tenantId: 'acme' };
const pbx = { tenantId: 'acme', systemId: 'pbx' };

test('a tenant is taken in, renamed, and removed with its audit kept', async () => {
  const tenant = { tenantId: 'short' };
  expect((await client.call(routes.tenants.create, { body: { id: 'short' } })).value.displayName).toBe('');
  expect(await reasonOf(client.call(routes.tenants.create, { body: { id: 'short' } }))).toBe('request_conflict');
  const renamed = await client.call(routes.tenants.update, { params: tenant, body: { displayName: 'Short AG' } });
  expect(renamed.etag).toBe(`"${renamed.value.revision}"`);
  await client.call(routes.tenants.remove, { params: tenant, ifMatch: renamed.etag ?? '' });
  expect(await reasonOf(client.call(routes.tenants.get, { params: tenant }))).toBe('tenant_unknown');
  const { value } = await client.call(routes.audit.list, { params: tenant });
  expect(value.entries.length).toBeGreaterThan(0);
});

describe('systems', () => {
  beforeAll(() => client.call(routes.tenants.create, { body: { id: 'acme' } }));

  const numberPlan = { countryCode: '49', areaCode: '30', sitePrefix: '1234', extensionLength: 3 };

  test('are put, with a number plan that reads the numbers of lines', async () => {
    const put = await client.call(routes.systems.put, { params: pbx, body: { technology: 'PBX', numberPlan } });
    expect(put.value.numberPlan).toMatchObject({ ...numberPlan, trunkPrefix: '0' });
    const line = await client.call(routes.lines.put, { params: { ...pbx, address: '567' }, body: {} });
    expect(line.value.number).toBe('+49301234567');
    const stale = client.call(routes.systems.put, { params: pbx, body: { technology: 'PBX' }, ifMatch: '"1"' });
    expect(await reasonOf(stale)).toBe('revision_conflict');
    const own = client.call(routes.systems.put, {
      params: { tenantId: 'acme', systemId: 'console' },
      body: { technology: 'PBX' },
    });
    expect(await reasonOf(own)).toBe('request_invalid');
    const gone = { tenantId: 'acme', systemId: 'gone' };
    const lost = client.call(routes.systems.put, { params: gone, body: { technology: 'PBX' }, ifMatch: '"1"' });
    expect(await reasonOf(lost)).toBe('revision_conflict');
  });

  test('keep secrets that are told apart and never shown', async () => {
    const credential = { ...pbx, name: 'clientSecret' };
    await client.call(routes.systems.putCredential, { params: credential, body: { secret: 'open-sesame' } });
    const shown = await client.call(routes.systems.get, { params: pbx });
    expect(shown.value.credentials).toMatchObject([
      { name: 'clientSecret', fingerprint: expect.stringMatching(/^\w{12}$/) },
    ]);
    await client.call(routes.systems.putCredential, { params: credential, body: { secret: 'other' } });
    const renewed = await client.call(routes.systems.get, { params: pbx });
    expect(renewed.etag).not.toBe(shown.etag);
    const everything = JSON.stringify([
      shown,
      (await client.call(routes.systems.list, { params: of })).value,
      (await client.call(routes.audit.list, { params: of, query: { limit: 1_000 } })).value,
    ]);
    expect(everything).not.toContain('open-sesame');
    const wrong = client.call(routes.systems.putCredential, { params: credential, body: { secret: '' } });
    await expect(wrong).rejects.toThrow(/\/body\/secret: is \[hidden\]/);
    await client.call(routes.systems.removeCredential, { params: credential });
    expect(await reasonOf(client.call(routes.systems.removeCredential, { params: credential }))).toBe('record_unknown');
  });

  test.each([
    [{ secret: 'canary' }, 'clientSecret'],
    [{ fallback: { secret: 'canary' } }, 'fallbackSecret'],
    [{ reader: { clientId: 'r', secret: 'canary' } }, 'readerSecret'],
    [{ reader: { clientId: 'r', fallback: { secret: 'canary' } } }, 'readerFallbackSecret'],
  ])('keep no secret among settings, which everybody sees: %j', async (teams, name) => {
    const body = { technology: 'MSTEAMS', settings: { teams: { tenantId: 't', clientId: 'c', ...teams } } };
    const put = client.call(routes.systems.put, { params: { tenantId: 'acme', systemId: 'leaky' }, body });
    await expect(put).rejects.toThrow(name);
    await expect(put).rejects.not.toThrow('canary');
    const lost = client.call(routes.systems.get, { params: { tenantId: 'acme', systemId: 'leaky' } });
    expect(await reasonOf(lost)).toBe('system_unknown');
  });

  describe("that name the machine of the gateway, or a host that is not the cloud's own", () => {
    const params = { tenantId: 'acme', systemId: 'guarded' };
    const bodyOf = (teams: Readonly<Record<string, unknown>>) => ({
      technology: 'MSTEAMS',
      settings: z.json().parse({ teams: { tenantId: 't', clientId: 'c', ...teams } }),
    });
    const files = { certFile: '/etc/ssl/cert.pem', keyFile: '/etc/ssl/key.pem' };
    let ofTenant: AdminClient;

    beforeAll(async () => {
      ofTenant = admin.client(await admin.key({ roles: [...ADMIN_ROLES], tenant: 'acme' }));
    });

    test.each([
      ['secretEnv', { secretEnv: 'PATH' }],
      ['certificate', { certificate: files }],
      ['federated', { federated: { tokenFile: '/etc/passwd' } }],
      ['fallback/secretEnv', { fallback: { secretEnv: 'PATH' } }],
      ['fallback/certificate', { fallback: { certificate: files } }],
      ['fallback/federated', { fallback: { federated: { tokenFile: '/etc/passwd' } } }],
      ['reader/secretEnv', { reader: { clientId: 'r', secretEnv: 'PATH' } }],
      ['reader/certificate', { reader: { clientId: 'r', certificate: files } }],
      ['reader/federated', { reader: { clientId: 'r', federated: { tokenFile: '/etc/passwd' } } }],
      ['reader/fallback/secretEnv', { reader: { clientId: 'r', fallback: { secretEnv: 'PATH' } } }],
      ['reader/fallback/certificate', { reader: { clientId: 'r', fallback: { certificate: files } } }],
      ['reader/fallback/federated', { reader: { fallback: { federated: { tokenFile: '/etc/passwd' } } } }],
      ['caFile', { caFile: '/etc/ssl/evil.pem' }],
      ['authority', { authority: 'https://login.evil.example' }],
      ['authority', { authority: 'https://login.microsoftonline.com', cloud: 'us-government' }],
      ['authority', { authority: 'https://login.microsoftonline.com', cloud: 'nowhere' }],
      ['graphBaseUrl', { graphBaseUrl: 'https://graph.microsoft.com@evil.example' }],
      ['graphBaseUrl', { registration: 'shared', graphBaseUrl: 'https://graph.microsoft.com:8443' }],
    ])('take %s only from a key of the installation, and then let it stay: %j', async (pointer, teams) => {
      const put = ofTenant.call(routes.systems.put, { params, body: bodyOf(teams) });
      await expect(put).rejects.toMatchObject({
        reason: 'role_missing',
        message: expect.stringMatching(`teams.${pointer.replaceAll('/', '.')}.*lamplight system secret set`),
      });
      await expect(put).rejects.not.toThrow(/evil|passwd|PATH|cert\.pem/);
      expect(await reasonOf(client.call(routes.systems.get, { params }))).toBe('system_unknown');

      await client.call(routes.systems.put, { params, body: bodyOf(teams) });
      await ofTenant.call(routes.systems.put, { params, body: bodyOf({ ...teams, readOnly: true }) });
      await ofTenant.call(routes.systems.put, { params, body: bodyOf({}) });
      const again = ofTenant.call(routes.systems.put, { params, body: bodyOf(teams) });
      expect(await reasonOf(again)).toBe('role_missing');
      await client.call(routes.systems.remove, { params });
    });

    test('leave each of them where it stood: another value, or another place, is a change', async () => {
      const first = { secretEnv: 'SECRET', authority: 'https://one.example' };
      await client.call(routes.systems.put, { params, body: bodyOf(first) });
      for (const teams of [
        { ...first, secretEnv: 'OTHER' },
        { ...first, authority: 'https://two.example' },
        { reader: { clientId: 'r', secretEnv: 'SECRET' } },
      ]) {
        const put = ofTenant.call(routes.systems.put, { params, body: bodyOf(teams) });
        expect(await reasonOf(put)).toBe('role_missing');
      }
      expect((await client.call(routes.systems.get, { params })).value.settings).toMatchObject({ teams: first });
      await client.call(routes.systems.remove, { params });
    });

    test("take the cloud's own hosts from anybody, as a file writes them", async () => {
      const teams = {
        cloud: 'us-government',
        authority: 'https://login.microsoftonline.us',
        graphBaseUrl: 'https://graph.microsoft.us',
      };
      await ofTenant.call(routes.systems.put, { params, body: bodyOf(teams) });
      await ofTenant.call(routes.systems.remove, { params });
    });
  });

  test('say where an administrator of an Entra tenant consents', async () => {
    const params = { tenantId: 'acme', systemId: 'entra' };
    const settings = { teams: { registration: 'shared', tenantId: 'contoso.example' } };
    await client.call(routes.systems.put, { params, body: { technology: 'MSTEAMS', settings } });
    const { value } = await client.call(routes.systems.consent, { params });
    expect(value.items).toMatchObject([{ clientId: 'shared-client', use: 'writer' }]);
    expect(value.items[0]?.link).toContain('contoso.example/adminconsent?client_id=shared-client');
    expect(await reasonOf(client.call(routes.systems.consent, { params: pbx }))).toBe('request_not_possible');
  });

  test('have sources, each with a key for that system alone, which goes with it', async () => {
    const params = { tenantId: 'acme', sourceId: 'connector-1' };
    const { value } = await client.call(routes.sources.register, { params, body: { systemId: 'pbx' } });
    const source = admin.client(value.key);
    expect((await source.call(routes.keys.caller, {})).value).toMatchObject({ roles: ['source'], systemIds: ['pbx'] });
    const { value: listed } = await client.call(routes.sources.list, { params: of });
    expect(listed.items).toMatchObject([{ id: 'connector-1', keyId: value.keyId, role: 'absent', connected: false }]);
    const again = client.call(routes.sources.register, { params, body: { systemId: 'pbx' } });
    expect(await reasonOf(again)).toBe('request_conflict');
    await client.call(routes.sources.remove, { params });
    expect(await reasonOf(source.call(routes.keys.caller, {}))).toBe('key_unknown');
  });

  test('go with their lines', async () => {
    await client.call(routes.systems.remove, { params: pbx });
    expect((await client.call(routes.lines.list, { params: of })).value.items).toEqual([]);
  });
});

test('a section of the settings has its defaults, is put whole, and refuses what it does not know', async () => {
  const params = { tenantId: 'acme', section: 'retention' } as const;
  const before = await client.call(routes.settings.get, { params });
  expect(before).toMatchObject({ value: { leavers: 30, jobs: 7 }, etag: '"0"' });
  const put = await client.call(routes.settings.put, { params, body: { leavers: 10 }, ifMatch: '"0"' });
  expect(put.value).toMatchObject({ leavers: 10, jobs: 7 });
  const stale = client.call(routes.settings.put, { params, body: {}, ifMatch: '"0"' });
  expect(await reasonOf(stale)).toBe('revision_conflict');
  const wrong = client.call(routes.settings.put, { params, body: { leavers: -1, keep: true } });
  await expect(wrong).rejects.toThrow(/\/body\/leavers: is -1: expected at least 0[\s\S]*\/body\/keep: is not known/);
});
