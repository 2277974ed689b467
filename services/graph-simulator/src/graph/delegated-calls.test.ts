import { describe, expect, test } from 'vitest';
import { ADA, BELA } from '../testing/simulated-tenant.ts';
import { subscribingTenant } from '../testing/subscribing-tenant.ts';

const CALL = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };
const AS_BELA = { userId: BELA, scopes: ['Presence.Read', 'Presence.ReadWrite'] } as const;

describe('delegated callers', () => {
  test('read and write their own presence below /me, with the smaller permissions', async () => {
    const { simulator, graph } = subscribingTenant();
    expect((await graph('POST', 'me/presence/setPresence', CALL, AS_BELA)).status).toBe(200);
    expect((await graph('GET', 'me/presence', undefined, AS_BELA)).body).toMatchObject({
      id: BELA,
      activity: 'InACall',
    });
    expect((await graph('GET', `users/${BELA}/presence`, undefined, AS_BELA)).status).toBe(200);
    expect((await graph('POST', 'ME/Presence/clearPresence', { sessionId: 'app' }, AS_BELA)).status).toBe(200);
    expect(simulator.control.writes.map(({ userId }) => userId)).toEqual([BELA, BELA]);
  });

  test('read others with Presence.Read.All only', async () => {
    const { graph } = subscribingTenant();
    const ids = { ids: [ADA] };
    expect((await graph('GET', `users/${ADA}/presence`, undefined, AS_BELA)).status).toBe(403);
    expect((await graph('POST', 'communications/getPresencesByUserId', ids, AS_BELA)).status).toBe(403);
    const readsAll = { scopes: ['Presence.Read.All'] } as const;
    expect((await graph('GET', `users/${ADA}/presence`, undefined, readsAll)).status).toBe(200);
    expect((await graph('POST', 'communications/getPresencesByUserId', ids, readsAll)).status).toBe(200);
  });

  test('write nobody else, and nobody without the permission', async () => {
    const { graph } = subscribingTenant();
    expect(await graph('POST', `users/${ADA}/presence/setPresence`, CALL, AS_BELA)).toMatchObject({
      status: 401,
      body: { error: { message: 'Cannot set the presence of another user' } },
    });
    const reader = { scopes: ['Presence.Read.All'] } as const;
    expect((await graph('POST', 'me/presence/setPresence', CALL, reader)).status).toBe(403);
  });

  test('an app on its own has no /me', async () => {
    const { graph } = subscribingTenant();
    for (const path of ['me/presence', 'me/messages']) {
      expect(await graph('GET', path, undefined, { userId: null })).toMatchObject({
        status: 400,
        body: { error: { message: '/me request is only valid with delegated authentication flow.' } },
      });
    }
    expect((await graph('GET', 'me/messages')).status).toBe(501);
  });

  test('a fault about a person meets what they do below /me', async () => {
    const { simulator, graph } = subscribingTenant();
    simulator.control.addFault({ routes: ['getPresence'], userId: BELA, answer: { kind: 'status', status: 503 } });
    expect((await graph('GET', `users/${ADA}/presence`)).status).toBe(200);
    expect((await graph('GET', 'me/presence')).status).toBe(503);
  });
});
