import { routes } from '@lamplight/admin-api';
import { systemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Actor } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DirectorySyncStatus } from '../../directory-sync/sync-status.ts';
import { type RunningAdmin, runAdmin } from '../testing/running-admin.ts';
import { OWN, twoTenants } from '../testing/two-tenants.ts';

const OK = { state: 'ok', reason: '', message: '', remedy: '', details: {} } as const;
const STATUS: DirectorySyncStatus = {
  health: OK,
  people: 12,
  reading: { since: 0, whole: true, done: 5, total: null },
  leftOut: { guest: 2 },
  lastSuccess: 1_000,
  lastWhole: null,
  next: null,
  held: { leavers: 60, of: 100, since: 2_000 },
  withoutNumbers: null,
};

let admin: RunningAdmin;
let asked: string[];
let path: { readonly tenantId: string; readonly systemId: string };

/** Only the first system of the tenant has a directory. */
beforeEach(async () => {
  asked = [];
  const sync = {
    status: () => STATUS,
    ask: async (whole: boolean) => {
      asked.push(whole ? 'whole' : 'changes');
    },
    confirmLeavers: async ({ kind }: Actor, shown: number) => {
      asked.push(`${shown} confirmed by a ${kind}`);
    },
  };
  admin = await runAdmin({
    directoriesOf: () => ({
      statusOf: (id) => (id === path.systemId ? STATUS : null),
      expect: (id) => {
        if (id !== path.systemId) {
          throw new LamplightError('request_not_possible', 'none');
        }
        return sync;
      },
    }),
  });
  const { own } = await twoTenants(admin.store);
  path = { tenantId: OWN, systemId: own['systemId'] ?? '' };
});
afterEach(() => admin.close());

describe('the directory of a system', () => {
  test('is shown with its times as the API writes them', async () => {
    const client = admin.client(await admin.key({ roles: ['auditor'], tenant: OWN }));
    const { value } = await client.call(routes.directories.get, { params: path });
    expect(value.directory).toEqual({
      health: { state: 'ok', reason: '', message: '', remedy: '' },
      people: 12,
      reading: { since: '1970-01-01T00:00:00.000Z', whole: true, done: 5, total: null },
      leftOut: { guest: 2 },
      lastReadAt: '1970-01-01T00:00:01.000Z',
      lastWholeReadAt: null,
      nextReadAt: null,
      heldLeavers: { leavers: 60, of: 100, since: '1970-01-01T00:00:02.000Z' },
      withoutNumbers: null,
    });
  });

  test('is read when asked, and leavers leave when an administrator says so', async () => {
    const client = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
    await client.call(routes.directories.read, { params: path });
    await client.call(routes.directories.read, { params: path, query: { whole: true } });
    await client.call(routes.directories.confirmLeavers, { params: path, body: { leavers: 60 } });
    expect(asked).toEqual(['changes', 'whole', '60 confirmed by a key']);
  });

  test('is null where people are listed by hand, and cannot be read there; an unknown system is one', async () => {
    const client = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
    const unknown = { ...path, systemId: systemId('nowhere') };
    await expect(client.call(routes.directories.get, { params: unknown })).rejects.toMatchObject({
      reason: 'system_unknown',
    });
    const params = path;
    path = { ...path, systemId: 'another' };
    expect((await client.call(routes.directories.get, { params })).value.directory).toBeNull();
    await expect(client.call(routes.directories.read, { params })).rejects.toMatchObject({
      reason: 'request_not_possible',
    });
  });
});
