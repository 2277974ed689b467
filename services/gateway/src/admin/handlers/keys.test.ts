import { type AdminClient, routes } from '@lamplight/admin-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAdmin, reasonOf, runAdmin } from '../testing/running-admin.ts';
import { OWN, type TwoTenants, twoTenants } from '../testing/two-tenants.ts';

let admin: RunningAdmin;
let tenants: TwoTenants;
let operator: AdminClient;
let administrator: AdminClient;

beforeAll(async () => {
  admin = await runAdmin();
  tenants = await twoTenants(admin.store);
  operator = admin.client(await admin.key({ roles: ['operator'] }));
  administrator = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
});

afterAll(() => admin.close());

const params = { tenantId: OWN };

describe('keys', () => {
  test('are in force at once, are shown once, and are out of force at once', async () => {
    const { value } = await administrator.call(routes.keys.create, { params, body: { roles: ['auditor'] } });
    const made = admin.client(value.key);
    expect((await made.call(routes.keys.caller, {})).value).toMatchObject({ tenantId: OWN, roles: ['auditor'] });
    const listed = await administrator.call(routes.keys.list, { params });
    expect(JSON.stringify(listed)).toContain(value.id);
    expect(JSON.stringify(listed)).not.toContain(value.key);
    expect(JSON.stringify(listed)).not.toContain('sha256:');
    await administrator.call(routes.keys.revoke, { params: { tenantId: OWN, keyId: value.id } });
    expect(await reasonOf(made.call(routes.keys.caller, {}))).toBe('key_unknown');
  });

  test('never give more than their maker has, and only an operator takes one from an operator', async () => {
    const wish = { params, body: { roles: ['operator' as const] } };
    expect(await reasonOf(administrator.call(routes.keys.create, wish))).toBe('role_missing');
    const { value } = await operator.call(routes.keys.create, wish);
    const revoking = { params: { tenantId: OWN, keyId: value.id } };
    expect(await reasonOf(administrator.call(routes.keys.revoke, revoking))).toBe('role_missing');
    await operator.call(routes.keys.revoke, revoking);
  });

  test('name only what the tenant has, and a time to come', async () => {
    const make = (body: object) =>
      reasonOf(administrator.call(routes.keys.create, { params, body: { roles: ['source'], ...body } }));
    expect(await make({ systemIds: [tenants.other['systemId']] })).toBe('system_unknown');
    expect(await make({ personId: tenants.other['personId'] })).toBe('person_unknown');
    expect(await make({ expiresAt: '2026-01-05T07:59:59Z' })).toBe('request_invalid');
    expect(await make({ id: 'acme-key' })).toBe('request_conflict');
  });

  test('of the installation have roles of the admin API, and nothing of a tenant', async () => {
    const make = (body: object) =>
      operator.call(routes.keys.createOfInstallation, { body: { roles: ['auditor'], ...body } });
    expect(await reasonOf(make({ roles: ['watcher'] }))).toBe('request_invalid');
    expect(await reasonOf(make({ personId: tenants.own['personId'] }))).toBe('request_invalid');
    const { value } = await make({ id: 'watchful' });
    const auditor = admin.client(value.key);
    expect((await auditor.call(routes.tenants.list, {})).value.items.map(({ id }) => id)).toEqual(['acme', 'globex']);
    const { value: listed } = await operator.call(routes.keys.listOfInstallation, {});
    expect(listed.items.map(({ id }) => id)).toContain('watchful');
    expect(listed.items.map(({ id }) => id)).not.toContain('acme-key');
    await operator.call(routes.keys.revokeOfInstallation, { params: { keyId: 'watchful' } });
    const ofTenant = operator.call(routes.keys.revokeOfInstallation, { params: { keyId: 'acme-key' } });
    expect(await reasonOf(ofTenant)).toBe('record_unknown');
  });

  test('that are guessed at are slowed down, and those that are right are not', async () => {
    const guess = admin.client('ll_guess');
    const reasons: unknown[] = [];
    for (let count = 0; count < 22; count += 1) {
      reasons.push(await reasonOf(guess.call(routes.keys.caller, {})));
    }
    expect(reasons.at(0)).toBe('key_unknown');
    expect(reasons.at(-1)).toBe('too_many_attempts');
    expect((await administrator.call(routes.keys.caller, {})).value.tenantId).toBe(OWN);
    const response = await admin.fetch('/v1/caller', { headers: { authorization: 'Bearer ll_guess' } });
    expect([response.status, Number(response.headers.get('retry-after'))]).toEqual([429, 3]);
    await response.text();
    admin.clock.advance(3_000);
    expect(await reasonOf(guess.call(routes.keys.caller, {}))).toBe('key_unknown');
  });
});
