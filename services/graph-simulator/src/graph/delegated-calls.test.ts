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

  test('see of their own status message when it was published and when it expires, of others not', async () => {
    const { clock, graph } = subscribingTenant();
    const publishedDateTime = `${new Date(clock.now()).toISOString().slice(0, -1)}0000Z`;
    const expiryDateTime = { dateTime: '2099-08-27T17:00:00.0000000', timeZone: 'UTC' };
    const message = { content: 'At the desk', contentType: 'text' };
    await graph('POST', 'me/presence/setStatusMessage', { statusMessage: { message, expiryDateTime } }, AS_BELA);
    await clock.advanceAsync(60_000);
    for (const path of ['me/presence', `users/${BELA}/presence`]) {
      expect((await graph('GET', path, undefined, AS_BELA)).body).toMatchObject({
        statusMessage: { message, publishedDateTime, expiryDateTime },
      });
    }
    const asAda = { userId: ADA, scopes: ['Presence.Read.All'] } as const;
    for (const caller of [asAda, { userId: null }]) {
      expect((await graph('GET', `users/${BELA}/presence`, undefined, caller)).body).toMatchObject({
        statusMessage: { message },
      });
      const { body } = await graph('GET', `users/${BELA}/presence`, undefined, caller);
      expect(JSON.stringify(body)).not.toContain('DateTime');
    }
    await graph('POST', 'me/presence/setStatusMessage', { statusMessage: { message } }, AS_BELA);
    const { body } = await graph('GET', 'me/presence', undefined, AS_BELA);
    expect(JSON.stringify(body)).not.toContain('expiryDateTime');
  });
});
