import { type AdminClient, routes } from '@lamplight/admin-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
