import { type AdminClient, routes } from '@lamplight/admin-api';
import { LamplightError, ManualClock, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { FakeGateway, streamOf } from '../testing/fake-gateway.ts';
import { overTime } from '../testing/lamplight.ts';
import { job, person } from '../testing/records.ts';
import { retryingClient } from './retrying-client.ts';

const ME = { tenantId: 'acme', personId: 'p-anna' };

function failing(times: number, reason: 'unreachable' | 'timeout' | 'tls_untrusted') {
  let left = times;
  return () => {
    if (left > 0) {
      left -= 1;
      throw new LamplightError(reason, 'away');
    }
  };
}

function made(gateway: FakeGateway) {
  const clock = new ManualClock();
  return { clock, client: retryingClient(gateway.client, { clock, random: seededRandom(3) }) };
}

describe('retryingClient', () => {
  test('a change is repeated with the same key, and another one has another', async () => {
    const fail = failing(2, 'unreachable');
    const gateway = new FakeGateway().on(routes.people.resume, () => {
      fail();
      return person();
    });
    const { clock, client } = made(gateway);
    await overTime(clock, client.call(routes.people.resume, { params: ME }));
    await overTime(clock, client.call(routes.people.resume, { params: ME }));
    const keys = gateway.requests.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(4);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  test('reading is repeated too, and gives up after four times', async () => {
    const fail = failing(9, 'timeout');
    const gateway = new FakeGateway().on(routes.groups.list, () => {
      fail();
      return { items: [] };
    });
    const { clock, client } = made(gateway);
    const asked = overTime(clock, client.call(routes.groups.list, { params: { tenantId: 'acme' } }));
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
    expect(gateway.requests.map(({ idempotencyKey }) => idempotencyKey)).toEqual(Array(4).fill(undefined));
  });

  test('what will not pass is not repeated', async () => {
    const fail = failing(1, 'tls_untrusted');
    const gateway = new FakeGateway().on(routes.groups.list, () => {
      fail();
      return { items: [] };
    });
    const { client } = made(gateway);
    await expect(client.call(routes.groups.list, { params: { tenantId: 'acme' } })).rejects.toThrow('away');
    expect(gateway.requests).toHaveLength(1);
  });

  test('bytes that are held are sent again, a stream is not, nor a change of the installation', async () => {
    const params = { tenantId: 'acme' };
    const plan = { applied: false, plan: 'p', counts: { create: 0, update: 0, remove: 0, same: 0 }, differences: [] };
    const tries = [
      [
        routes.people.import.id,
        2,
        (client: AdminClient) => client.send(routes.people.import, { params, bytes: Buffer.from('{}') }),
      ],
      [
        routes.people.import.id,
        1,
        (client: AdminClient) => client.send(routes.people.import, { params, bytes: streamOf('{}') }),
      ],
      [
        routes.installation.apply.id,
        1,
        (client: AdminClient) => client.send(routes.installation.apply, { bytes: Buffer.from('') }),
      ],
      [
        routes.keys.revokeOfInstallation.id,
        1,
        (client: AdminClient) => client.call(routes.keys.revokeOfInstallation, { params: { keyId: 'k' } }),
      ],
    ] as const;
    for (const [route, count, work] of tries) {
      const fail = failing(1, 'unreachable');
      const gateway = new FakeGateway()
        .on(routes.people.import, () => {
          fail();
          return job();
        })
        .on(routes.installation.apply, () => {
          fail();
          return plan;
        })
        .on(routes.keys.revokeOfInstallation, () => {
          fail();
          return undefined;
        });
      const { clock, client } = made(gateway);
      await overTime(
        clock,
        work(client).then(() => undefined),
      ).catch(() => undefined);
      expect(gateway.requests.map((request) => request.route)).toEqual(Array(count).fill(route));
    }
  });
});
