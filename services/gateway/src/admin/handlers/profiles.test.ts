/** Profiles over the API, at a tenant that is served from the same store. */
import { type AdminClient, routes } from '@lamplight/admin-api';
import { type TenantId, tenantId } from '@lamplight/domain';
import { createEgress, seededRandom, silentTelemetry } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { lineClaim, teamsClaim } from '../../../../../test/fakes/line-claims.ts';
import { ReportingSource } from '../../../../../test/fakes/reporting-source.ts';
import { serveTenant } from '../../registry/serve-tenant.ts';
import type { ServedParts } from '../../registry/tenant-registry.ts';
import type { ServedTenant } from '../../served-tenant.ts';
import { type RunningAdmin, reasonOf, runAdmin } from '../testing/running-admin.ts';

const ACME = tenantId('acme');
const acme = { tenantId: 'acme' };
const sales = { ...acme, profileId: 'sales' };
const text = (id: string, more = '', base = 'lamplight'): string =>
  `id: ${id}\ntitle: Of ${id}\nextends: ${base}\n${more}`;
const BROKEN = `${text('sales')}rules:\n  - id: x\n    kind: nonsense\n  - id: y\n    kind: nonsense\n`;

let admin: RunningAdmin;
let client: AdminClient;
let parts: ServedParts;

beforeEach(async () => {
  const served = new Map<TenantId, ServedTenant>();
  admin = await runAdmin({ served });
  client = admin.client(await admin.key({ roles: ['operator', 'administrator'] }));
  await client.call(routes.tenants.create, { body: { id: 'acme' } });
  await client.call(routes.systems.put, { params: { ...acme, systemId: 'pbx' }, body: { technology: 'PBX' } });
  await client.call(routes.systems.put, { params: { ...acme, systemId: 'entra' }, body: { technology: 'MSTEAMS' } });
  await client.call(routes.groups.put, { params: { ...acme, groupId: 'floor' }, body: { displayName: 'Floor' } });
  parts = await serveTenant(ACME, {
    store: admin.store,
    environment: {},
    teams: { hostOf: () => ({}) },
    settings: {},
    clock: admin.clock,
    random: seededRandom(3),
    logger: admin.logger,
    telemetry: silentTelemetry,
    egress: createEgress(),
  });
  served.set(ACME, parts.served);
});

afterEach(async () => {
  parts.directory.close();
  parts.served.stop();
  await admin.close();
});

const put = (content: string, note = '', id = 'sales') =>
  client.call(routes.profiles.put, { params: { ...acme, profileId: id }, body: { content, note } });
const list = async () => (await client.call(routes.profiles.list, { params: acme })).value;
const inForce = () => parts.directory.profiles.profiles.get('sales');

async function person(displayName: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { value } = await client.call(routes.people.create, { params: acme, body: { displayName, ...more } });
  for (const [systemId, address] of [
    ['pbx', `line of ${displayName}`],
    ['entra', `account of ${displayName}`],
  ] as const) {
    if (systemId === 'pbx') {
      await client.call(routes.lines.put, { params: { ...acme, systemId, address }, body: {} });
    }
    await client.call(routes.bindings.put, { params: { ...acme, personId: value.id, systemId, address }, body: {} });
  }
  await parts.directory.inForce();
  return value.id;
}

/** Raw, since a client makes one error of it all. */
async function problemOf(content: string) {
  const key = await admin.key({ roles: ['administrator'] });
  const answer = await admin.fetch('/v1/tenants/acme/profiles/sales', {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content }),
  });
  const problem = z.object({ reason: z.string(), errors: z.array(z.looseObject({})).optional() });
  return { status: answer.status, ...problem.parse(await answer.json()) };
}

describe('put', () => {
  test('puts a version in force, with its warnings, under an ETag', async () => {
    const answer = await put(text('sales', 'times:\n  odd: { weekdays: [monday], from: "08:00", to: "09:00" }\n'));
    expect(answer.value).toMatchObject({ id: 'sales', title: 'Of sales', origin: 'own', version: 1 });
    expect(answer.value.findings).toMatchObject([{ severity: 'warning', line: 5 }]);
    await parts.directory.inForce();
    expect(inForce()?.title).toBe('Of sales');
    const got = await client.call(routes.profiles.get, { params: sales });
    expect([got.etag, got.value]).toEqual([answer.etag, answer.value]);
    const stale = client.call(routes.profiles.put, {
      params: sales,
      body: { content: text('sales', 'writes: off\n') },
      ifMatch: '"1"',
    });
    expect(await reasonOf(stale)).toBe('revision_conflict');
  });

  test('refuses what is bad with every finding and its place; the one before stays in force', async () => {
    await put(text('sales', 'writes: off\n'));
    const problem = await problemOf(BROKEN);
    expect(problem).toMatchObject({ status: 400, reason: 'profile_invalid' });
    expect(problem.errors?.map(({ pointer, line }) => [pointer, line])).toEqual([
      ['/body/content', 6],
      ['/body/content', 8],
    ]);
    await expect(put(BROKEN)).rejects.toThrow(/\/body\/content:6:\d+: /);
    await parts.directory.inForce();
    expect(inForce()?.writes).toBe('off');
    expect((await client.call(routes.profiles.get, { params: sales })).value.version).toBe(1);
  });

  test('refuses another id than that of the path, and ids that are shipped', async () => {
    expect(await reasonOf(put(text('support')))).toBe('profile_invalid');
    expect(await reasonOf(put(text('micollab'), '', 'micollab'))).toBe('profile_shipped');
    expect(await reasonOf(client.call(routes.profiles.remove, { params: { ...acme, profileId: 'micollab' } }))).toBe(
      'profile_shipped',
    );
  });

  test('refuses what would make another one unreadable that extends it, and a circle', async () => {
    await put(text('sales', 'times:\n  day: { weekdays: [monday], from: "08:00", to: "09:00" }\n'));
    const rule = 'rules:\n  - id: call-to-teams\n    when: { during: [day] }\n';
    await put(text('support', rule, 'sales'), '', 'support');
    await expect(put(text('sales'))).rejects.toThrow(/"support" extends it/);
    await expect(put(text('sales', '', 'support'))).rejects.toThrow(/circle/);
  });

  test('names groups, systems and labels of the tenant, and warns of those that it does not have', async () => {
    const rule = (group: string) => `rules:\n  - id: call-to-teams\n    when: { groups: [${group}] }\n`;
    expect((await put(text('sales', rule('floor')))).value.findings).toEqual([]);
    const odd = await client.call(routes.profiles.check, {
      params: acme,
      body: { content: text('sales', rule('cellar')) },
    });
    expect(odd.value.findings.map(({ message }) => message).join()).toContain('cellar');
  });

  test('makes no version of what is there already', async () => {
    const first = await put(text('sales'));
    expect((await put(text('sales'), 'again')).value).toEqual(first.value);
  });
});

test('a history tells when, by whom and why, and is the way back', async () => {
  await put(text('sales'), 'as it was');
  admin.clock.advance(60_000);
  await put(text('sales', 'writes: off\n'), 'beside the old one');
  const { items } = (await client.call(routes.profiles.history, { params: sales })).value;
  expect(items.map(({ version, note }) => [version, note])).toEqual([
    [2, 'beside the old one'],
    [1, 'as it was'],
  ]);
  expect(items[0]?.author).toMatch(/^k-/);
  expect(Date.parse(items[0]?.at ?? '') - Date.parse(items[1]?.at ?? '')).toBe(60_000);
  const restored = await client.call(routes.profiles.restore, { params: sales, body: { version: 1, note: 'back' } });
  expect(restored.value).toMatchObject({ version: 3, note: 'back', content: text('sales') });
  await parts.directory.inForce();
  expect(inForce()?.writes).toBe('on');
  const second = await client.call(routes.profiles.get, { params: sales, query: { version: 2 } });
  expect(second.value.content).toContain('writes: off');
  const lost = client.call(routes.profiles.restore, { params: sales, body: { version: 9 } });
  await expect(lost).rejects.toMatchObject({
    reason: 'profile_unknown',
    message: 'profile "sales" has no version 9: expected one from 1 to 3',
  });
});

test('the shipped ones are YAML too, and read again are the same', async () => {
  const { value } = await client.call(routes.profiles.get, { params: { ...acme, profileId: 'micollab' } });
  expect(value).toMatchObject({ origin: 'shipped', version: null, author: '', at: null });
  const checked = await client.call(routes.profiles.check, { params: acme, body: { content: value.content } });
  expect(checked.value.profile?.id).toBe('micollab');
  const named = { ...acme, profileId: 'nowhere' };
  expect(await reasonOf(client.call(routes.profiles.get, { params: named }))).toBe('profile_unknown');
});

describe('the list', () => {
  test('says who uses what', async () => {
    await put(text('sales'));
    await put(text('support', '', 'sales'), '', 'support');
    await person('Anna', { groupIds: ['floor'] });
    await person('Bert', { profileId: 'support' });
    await person('Carla');
    const groups = [{ group: 'floor', profile: 'sales' }];
    await client.call(routes.settings.put, {
      params: { ...acme, section: 'profiles' },
      body: { profile: 'micollab', groups },
    });
    await parts.directory.inForce();
    const { items, findings } = await list();
    const used = Object.fromEntries(items.map(({ id, usedBy }) => [id, usedBy]));
    expect(used['sales']).toEqual({ tenant: false, groups: ['floor'], profiles: ['support'], people: 1 });
    expect(used['support']).toEqual({ tenant: false, groups: [], profiles: [], people: 1 });
    expect(used['micollab']).toEqual({ tenant: true, groups: [], profiles: [], people: 1 });
    expect(used['lamplight']).toEqual({ tenant: false, groups: [], profiles: ['sales'], people: 0 });
    expect(findings).toEqual([]);
    expect(items.find(({ id }) => id === 'sales')).toMatchObject({ origin: 'own', version: 1, inForce: 1 });
  });

  test('says what came past the API: versions that cannot be read, and names that are not there', async () => {
    await put(text('sales'));
    await client.call(routes.settings.put, {
      params: { ...acme, section: 'profiles' },
      body: { groups: [{ group: 'floor', profile: 'sales' }] },
    });
    await admin.store.change({ kind: 'gateway', id: 'by hand' }, async (change) => {
      const tenant = change.tenant(ACME);
      await tenant.profiles.put('sales', BROKEN, { author: '', note: '' }, null);
      await tenant.groups.remove('floor', null);
    });
    await person('Dirk');
    const { items, findings } = await list();
    const one = items.find(({ id }) => id === 'sales');
    expect(one).toMatchObject({ version: 2, inForce: 1 });
    expect(one?.findings.map(({ severity, line }) => [severity, line])).toContainEqual(['error', 6]);
    expect(findings).toEqual([
      { place: 'settings profiles: groups.0.group', message: expect.stringContaining('is "floor"') },
    ]);
    expect(inForce()?.title).toBe('Of sales');
  });
});

test('one that is used is not removed, and says by whom', async () => {
  await put(text('sales'));
  await put(text('support', '', 'sales'), '', 'support');
  const id = await person('Anna', { profileId: 'sales' });
  const section = { ...acme, section: 'profiles' as const };
  const groups = [{ group: 'floor', profile: 'sales' }];
  await client.call(routes.settings.put, { params: section, body: { profile: 'sales', groups } });
  const remove = () => client.call(routes.profiles.remove, { params: sales });
  await expect(remove()).rejects.toMatchObject({ reason: 'profile_in_use' });
  await expect(remove()).rejects.toThrow(/the tenant.*the group "floor".*the profile "support".*1 person/);
  await client.call(routes.settings.put, { params: section, body: {} });
  await client.call(routes.profiles.remove, { params: { ...acme, profileId: 'support' } });
  await expect(remove()).rejects.toThrow(/used by 1 person \(profileId\)/);
  await client.call(routes.people.update, { params: { ...acme, personId: id }, body: { profileId: null } });
  await remove();
  expect(await reasonOf(client.call(routes.profiles.get, { params: sales }))).toBe('profile_unknown');
  await parts.directory.inForce();
  expect(inForce()).toBeUndefined();
});

test('one of an id that was shipped later is out of force, is named, and can be removed', async () => {
  await admin.store.change({ kind: 'gateway', id: 'before the upgrade' }, (change) =>
    change.tenant(ACME).profiles.put('micollab', text('micollab'), { author: '', note: '' }, null),
  );
  await person('Anna', { profileId: 'micollab' });
  expect(parts.directory.profiles.profiles.get('micollab')?.title).not.toBe('Of micollab');
  const own = (await list()).items.find(({ id, origin }) => id === 'micollab' && origin === 'own');
  expect(own?.findings.map(({ severity }) => severity)).toContain('error');
  await client.call(routes.profiles.remove, { params: { ...acme, profileId: 'micollab' } });
  expect((await list()).items.filter(({ id }) => id === 'micollab')).toMatchObject([{ origin: 'shipped' }]);
});

test('two profiles, or two versions, are compared', async () => {
  await put(text('sales'));
  await put(text('sales', 'writes: off\n'));
  const diff = async (before: string, after: string) =>
    (await client.call(routes.profiles.diff, { params: acme, query: { before, after } })).value.items;
  expect(await diff('sales@1', 'sales')).toEqual([{ path: 'writes', before: 'on', after: 'off' }]);
  expect(await diff('sales', 'sales@2')).toEqual([]);
  expect((await diff('lamplight', 'micollab')).length).toBeGreaterThan(3);
  expect(await reasonOf(diff('lamplight', 'sales@7'))).toBe('profile_unknown');
});

test('the format is there for editors', async () => {
  const { value } = await client.call(routes.profiles.schema, {});
  expect(value).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
});

describe('a trial', () => {
  const trial = (body: z.input<typeof routes.profiles.try.body>, by = client) =>
    by.call(routes.profiles.try, { params: acme, body });

  async function site() {
    await person('Anna');
    await person('Bert');
    const pbx = new ReportingSource(parts.served.core.reports, { system: 'pbx' }).hello();
    pbx.claims({ 'line of Anna': lineClaim('talking'), 'line of Bert': lineClaim('idle') }).complete();
    new ReportingSource(parts.served.core.reports, { system: 'entra', technology: 'MSTEAMS' })
      .hello()
      .claims({
        'account of Anna': teamsClaim('Available', 'Available'),
        'account of Bert': teamsClaim('Available', 'Available'),
      })
      .complete();
    await admin.clock.advanceAsync(0);
  }

  test('on people as they are now names those who differ, and changes nothing', async () => {
    await site();
    const { revision } = parts.served.core.presenceLog;
    const { value } = await trial({ content: text('sales', 'writes: off\n') });
    expect(value).toMatchObject({ people: 2, differing: 1 });
    const [anna] = value.rows;
    expect(anna).toMatchObject({ displayName: 'Anna', before: { tone: 'busy' }, after: { tone: 'busy', effects: [] } });
    expect(anna?.before.effects).toHaveLength(1);
    expect(anna?.rules.join()).toContain('call-to-teams');
    expect(parts.served.core.presenceLog.revision).toBe(revision);
    expect((await trial({ profile: 'lamplight' })).value).toMatchObject({ people: 2, differing: 0, rows: [] });
    const managed = { managedBy: 'entra', notice: expect.stringContaining('Microsoft Teams account') };
    const micollab = (await trial({ profile: 'micollab' })).value;
    expect(micollab).toMatchObject({
      differing: 2,
      rows: [{ before: { managedBy: null, notice: '' }, after: managed }, {}],
    });
    const tones = 'writes: off\nstatuses:\n  Available: { tone: in-use }\n';
    const both = (await trial({ content: text('sales', tones), against: 'lamplight', limit: 1 })).value;
    expect([both.differing, both.rows.length]).toEqual([2, 1]);
  });

  test('takes many in slices, and counts all of them', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `Person ${index}`);
    await admin.store.change({ kind: 'gateway', id: 'test' }, async (change) => {
      for (const displayName of names) {
        const { timeZone, takesPart, statuses } = { timeZone: null, takesPart: null, statuses: {} };
        await change.tenant(ACME).people.create({
          kind: 'person',
          displayName,
          department: '',
          telephony: 'pbx',
          entraObjectId: null,
          addresses: [],
          groupIds: [],
          profileId: null,
          timeZone,
          takesPart,
          statuses,
          origin: 'administrator',
        });
      }
    });
    await parts.directory.inForce();
    const answer = trial({ profile: 'micollab' });
    let done = false;
    void answer.then(() => {
      done = true;
    });
    while (!done) {
      await admin.clock.advanceAsync(0);
    }
    expect((await answer).value.people).toBe(names.length);
  });

  test('on a claims file needs nobody', async () => {
    const claims = 'people:\n  - id: zoe\n    claims:\n      - { system: pbx, technology: PBX, call: talking }\n';
    const given = { content: text('sales', 'writes: off\n'), against: 'lamplight', claims };
    expect((await trial(given)).value).toMatchObject({ people: 1 });
    expect(await reasonOf(trial({ ...given, claims: 'people: 7' }))).toBe('request_invalid');
    expect(await reasonOf(trial({ profile: 'micollab', claims }))).toBe('request_invalid');
    expect(await reasonOf(trial({ content: BROKEN }))).toBe('profile_invalid');
    expect(await reasonOf(trial({ profile: 'micollab', content: text('sales') }))).toBe('request_invalid');
  });

  test('tells nobody what their mask hides', async () => {
    await site();
    const auditor = admin.client(await admin.key({ roles: ['auditor'], tenant: 'acme' }));
    expect((await trial({ profile: 'micollab' }, auditor)).value.people).toBe(2);
    const masks = { auditor: ['availability', 'history'] };
    await client.call(routes.settings.put, { params: { ...acme, section: 'privacy' }, body: { masks } });
    await parts.directory.inForce();
    await expect(trial({ profile: 'micollab' }, auditor)).rejects.toThrow(/line is hidden/);
    await client.call(routes.settings.put, {
      params: { ...acme, section: 'privacy' },
      body: { preset: 'works-council' },
    });
    await parts.directory.inForce();
    expect(await reasonOf(trial({ profile: 'micollab' }))).toBe('field_masked');
  });
});
