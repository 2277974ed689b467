import { type AdminClient, routes } from '@lamplight/admin-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAdmin, reasonOf, runAdmin } from '../testing/running-admin.ts';
import { OWN, type TwoTenants, twoTenants } from '../testing/two-tenants.ts';

let admin: RunningAdmin;
let tenants: TwoTenants;
let client: AdminClient;

beforeAll(async () => {
  admin = await runAdmin();
  tenants = await twoTenants(admin.store);
  client = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
});

afterAll(() => admin.close());

const of = { tenantId: OWN };
const anna = () => ({ tenantId: OWN, personId: tenants.own['personId'] ?? '' });

describe('people', () => {
  test('are taken in, changed, listed page by page, and read with their bindings', async () => {
    const made = await client.call(routes.people.create, {
      params: of,
      body: { displayName: 'Börge', addresses: [{ kind: 'upn', value: 'boerge@acme.example' }] },
    });
    expect(made.value).toMatchObject({ origin: 'administrator', telephony: 'pbx', leftAt: null, pause: null });
    const params = { tenantId: OWN, personId: made.value.id };
    const changed = await client.call(routes.people.update, { params, body: { department: 'Sales' } });
    expect(changed.value).toMatchObject({ displayName: 'Börge', department: 'Sales', addresses: made.value.addresses });
    const first = await client.call(routes.people.list, { params: of, query: { limit: 1 } });
    expect(first.value.items.map(({ displayName }) => displayName)).toEqual(['Anna of acme']);
    const next = await client.call(routes.people.list, {
      params: of,
      query: { limit: 1, after: first.value.next ?? '' },
    });
    expect(next.value).toMatchObject({ items: [{ displayName: 'Börge' }], next: null });
    const read = await client.call(routes.people.get, { params: anna() });
    expect(read.value.bindings).toMatchObject([{ address: '567-acme', role: 'owner', primary: true }]);
  });

  test('are found by any address, with how', async () => {
    const { value } = await client.call(routes.people.find, { params: of, query: { address: 'ANNA@acme.example' } });
    expect(value.items).toMatchObject([{ id: anna().personId, how: 'mail' }]);
    const none = await client.call(routes.people.find, { params: of, query: { address: 'anna@globex.example' } });
    expect(none.value.items).toEqual([]);
  });

  test('are found by their own number as it is dialled at any site', async () => {
    const numberPlan = { countryCode: '49', areaCode: '30', sitePrefix: '1234', extensionLength: 3 };
    const system = { tenantId: OWN, systemId: 'berlin' };
    await client.call(routes.systems.put, { params: system, body: { technology: 'PBX', numberPlan } });
    const { value: clara } = await client.call(routes.people.create, {
      params: of,
      body: { displayName: 'Clara', addresses: [{ kind: 'phone', value: '+49 30 1234-568' }] },
    });
    for (const address of ['+49 30 1234-568', '0301234568', '568']) {
      const { value } = await client.call(routes.people.find, { params: of, query: { address } });
      expect(value.items, address).toMatchObject([{ id: clara.id, how: 'phone' }]);
    }
    await client.call(routes.people.erase, { params: { tenantId: OWN, personId: clara.id } });
    await client.call(routes.systems.remove, { params: system });
  });

  test('leave, and come back', async () => {
    const left = await client.call(routes.people.leave, { params: anna() });
    expect(left.value.leftAt).toBe('2026-01-05T08:00:00.000Z');
    const { value } = await client.call(routes.people.list, { params: of, query: { state: 'left' } });
    expect(value.items.map(({ id }) => id)).toEqual([anna().personId]);
    expect((await client.call(routes.people.comeBack, { params: anna() })).value.leftAt).toBeNull();
  });

  test('are exported with their groups, lines, keys and audit, and erased from all of them', async () => {
    const made = await client.call(routes.people.create, {
      params: of,
      body: { displayName: 'Wanda Gone', groupIds: [tenants.own['groupId'] ?? ''] },
    });
    const params = { tenantId: OWN, personId: made.value.id };
    const line = { ...params, systemId: tenants.own['systemId'] ?? '', address: '801' };
    await client.call(routes.bindings.put, { params: line, body: {} });
    const { value } = await client.call(routes.people.export, { params });
    expect(value.person.displayName).toBe('Wanda Gone');
    expect([value.groups.length, value.lines.length]).toEqual([1, 1]);
    expect(value.audit).toMatchObject([
      { entity: 'person', action: 'create' },
      { entity: 'binding', action: 'create' },
    ]);
    expect(JSON.stringify(value.audit)).toContain('Wanda Gone');
    const stale = client.call(routes.people.erase, { params, ifMatch: '"1"' });
    expect(await reasonOf(stale)).toBe('revision_conflict');
    await client.call(routes.people.erase, { params });
    expect(await reasonOf(client.call(routes.people.get, { params }))).toBe('person_unknown');
    const { value: audit } = await client.call(routes.audit.list, { params: of, query: { limit: 1_000 } });
    expect(JSON.stringify(audit)).not.toContain('Wanda Gone');
    expect((await client.call(routes.audit.verify, { params: of })).value.ok).toBe(true);
  });
});

describe("a person's own key", () => {
  const until = '2026-01-05T12:00:00.000Z';

  test('reads that person and nobody else', async () => {
    const own = admin.client(await admin.key({ roles: ['watcher'], tenant: OWN, person: anna().personId }));
    expect((await own.call(routes.people.get, { params: anna() })).value.id).toBe(anna().personId);
    expect((await own.call(routes.people.export, { params: anna() })).value.person.id).toBe(anna().personId);
    const other = await client.call(routes.people.create, { params: of, body: { displayName: 'Other' } });
    const params = { tenantId: OWN, personId: other.value.id };
    expect(await reasonOf(own.call(routes.people.get, { params }))).toBe('role_missing');
    expect(await reasonOf(own.call(routes.people.list, { params: of }))).toBe('role_missing');
    expect(await reasonOf(own.call(routes.people.update, { params: anna(), body: {} }))).toBe('role_missing');
  });

  test('pauses that person only where policy allows, and for no longer', async () => {
    const own = admin.client(await admin.key({ roles: ['watcher'], tenant: OWN, person: anna().personId }));
    const pause = (body: { until?: string }) => own.call(routes.people.pause, { params: anna(), body });
    expect(await reasonOf(pause({ until }))).toBe('pause_not_allowed');
    const privacy = { pause: { byPerson: true, maxHours: 6 } };
    await client.call(routes.settings.put, { params: { tenantId: OWN, section: 'privacy' }, body: privacy });
    expect((await pause({ until })).value.pause?.until).toBe(until);
    expect((await pause({})).value.pause?.until).toBe('2026-01-05T14:00:00.000Z');
    expect(await reasonOf(pause({ until: '2026-01-06T12:00:00Z' }))).toBe('pause_not_allowed');
    expect(await reasonOf(pause({ until: '2026-01-05T07:00:00Z' }))).toBe('request_invalid');
    expect((await own.call(routes.people.resume, { params: anna() })).value.pause).toBeNull();
    const forever = await client.call(routes.people.pause, { params: anna(), body: {} });
    expect(forever.value.pause?.until).toBeNull();
  });

  test('logs that person in at a line, and out', async () => {
    const own = admin.client(await admin.key({ roles: ['watcher'], tenant: OWN, person: anna().personId }));
    const systemId = tenants.own['systemId'] ?? '';
    const params = { ...anna(), systemId, address: '900' };
    expect(await reasonOf(own.call(routes.bindings.login, { params, body: { expiresAt: until } }))).toBe(
      'line_unknown',
    );
    await client.call(routes.lines.put, { params, body: {} });
    const login = await own.call(routes.bindings.login, { params, body: { expiresAt: until } });
    expect(login.value).toMatchObject({ role: 'logged-in', origin: 'login', expiresAt: until });
    const { value: bert } = await client.call(routes.people.create, { params: of, body: { displayName: 'Bert' } });
    const next = { ...params, personId: bert.id };
    await client.call(routes.bindings.login, { params: next, body: { expiresAt: until } });
    const there = await client.call(routes.lines.get, { params });
    expect(there.value.bindings, 'one at a desk').toMatchObject([{ personId: bert.id, role: 'logged-in' }]);
    await own.call(routes.bindings.login, { params, body: { expiresAt: until } });
    await own.call(routes.bindings.logout, { params });
    expect(await reasonOf(own.call(routes.bindings.logout, { params }))).toBe('record_unknown');
    const desk = { ...anna(), systemId, address: tenants.own['address'] ?? '' };
    expect(await reasonOf(own.call(routes.bindings.logout, { params: desk }))).toBe('request_not_possible');
    const again = own.call(routes.bindings.login, { params: desk, body: { expiresAt: until } });
    expect(await reasonOf(again)).toBe('request_conflict');
  });
});

test('what a proposal says is done once, as if by hand', async () => {
  const params = { tenantId: OWN, proposalId: tenants.own['proposalId'] ?? '' };
  const accepted = await client.call(routes.proposals.accept, { params });
  expect(accepted.value.state).toBe('accepted');
  expect((await client.call(routes.people.get, { params: anna() })).value.telephony).toBe('twinned');
  expect(await reasonOf(client.call(routes.proposals.dismiss, { params }))).toBe('request_not_possible');
});
