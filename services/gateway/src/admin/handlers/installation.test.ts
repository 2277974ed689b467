import { routes } from '@lamplight/admin-api';
import { afterEach, expect, test } from 'vitest';
import { type RunningAdmin, reasonOf, runAdmin } from '../testing/running-admin.ts';
import { OWN, twoTenants } from '../testing/two-tenants.ts';

const running: RunningAdmin[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) {
    await each.close();
  }
});

async function started(): Promise<RunningAdmin> {
  const admin = await runAdmin();
  running.push(admin);
  return admin;
}

test('status and check say how the installation is', async () => {
  const admin = await started();
  const client = admin.client(await admin.key({ roles: ['operator'] }));
  admin.clock.advance(90_000);
  const { value } = await client.call(routes.installation.status, {});
  expect(value).toMatchObject({ version: '1.2.3', upSeconds: 90, engine: 'sqlite', durable: false });
  expect((await client.call(routes.installation.check, {})).value.problems).toEqual([]);
});

test('a backup of one gateway is restored into another, whose keys are then those of the first', async () => {
  const first = await started();
  await twoTenants(first.store);
  const key = await first.key({ roles: ['operator'] });
  const second = await started();
  const stranger = second.client(await second.key({ roles: ['operator'] }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of first.client(key).stream(routes.installation.backup, {})) {
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  expect(await reasonOf(stranger.send(routes.installation.restore, { bytes }))).toBe('store_not_empty');
  const { value } = await stranger.send(routes.installation.restore, { query: { replace: true }, bytes });
  expect(value.installationId).toBe(first.store.installationId);
  expect(await reasonOf(stranger.call(routes.tenants.list, {}))).toBe('key_unknown');
  const people = await second.client(key).call(routes.people.list, { params: { tenantId: OWN } });
  expect(people.value.items.map(({ displayName }) => displayName)).toEqual(['Anna of acme']);
});

test('a file is shown as differences first, then applied, and the plan must still hold', async () => {
  const admin = await started();
  const client = admin.client(await admin.key({ roles: ['operator'] }));
  const bytes = Buffer.from('tenants:\n  - id: acme\n    people:\n      - { id: anna, displayName: Anna }\n');
  const shown = await client.send(routes.installation.apply, { query: { dryRun: true }, bytes });
  expect(shown.value).toMatchObject({ applied: false, counts: { create: 2 } });
  expect((await client.call(routes.tenants.list, {})).value.items).toEqual([]);
  const stale = client.send(routes.installation.apply, { query: { ifPlan: 'another' }, bytes });
  expect(await reasonOf(stale)).toBe('revision_conflict');
  const { value } = await client.send(routes.installation.apply, { query: { ifPlan: shown.value.plan }, bytes });
  expect(value.applied).toBe(true);
  expect((await client.call(routes.people.list, { params: { tenantId: 'acme' } })).value.items).toHaveLength(1);
  const broken = client.send(routes.installation.apply, { bytes: Buffer.from('tenants: [') });
  expect(await reasonOf(broken)).toBe('config_invalid');
});
