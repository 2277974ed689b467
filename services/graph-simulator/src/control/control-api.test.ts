import { describe, expect, test } from 'vitest';
import { ADA, simulatedTenant } from '../testing/simulated-tenant.ts';

function controlled() {
  const tenant = simulatedTenant({ clients: ['desktop'] });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await tenant.simulator.handle({
      method,
      url: `https://localhost/control/v1/${path}`,
      headers: {},
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: response.body === '' ? undefined : JSON.parse(response.body) };
  };
  return { ...tenant, call };
}

describe('control API', () => {
  test('lists itself', async () => {
    const { call } = controlled();
    const { status, body } = await call('GET', '');
    expect(status).toBe(200);
    expect(body).toContainEqual({
      method: 'POST',
      path: '/control/v1/people/*/actions',
      help: expect.stringContaining('join a call'),
    });
  });

  test('creates a person, lets them act, shows how they stand, removes them', async () => {
    const { call, shown } = controlled();
    const created = await call('POST', 'people', {
      userPrincipalName: 'cleo@contoso.example',
      displayName: 'Cleo Costa',
      clients: ['desktop', 'mobile'],
    });
    expect(created).toMatchObject({ status: 201, body: { givenName: 'Cleo', surname: 'Costa' } });
    await call('POST', 'people/cleo@contoso.example/actions', { do: 'join a call', client: 'mobile' });
    expect(await shown(created.body.id)).toBe('Busy/InACall');
    const session = { sessionId: 'foreign', availability: 'DoNotDisturb', activity: 'Presenting' };
    await call('POST', `people/${created.body.id}/actions`, { do: 'set application session', ...session });
    expect((await call('GET', `people/${created.body.id}`)).body).toMatchObject({
      shown: { availability: 'DoNotDisturb', activity: 'Presenting' },
      preferred: null,
      sessions: [
        { kind: 'client', id: 'desktop', shows: { availability: 'Available' } },
        { kind: 'client', id: 'mobile', shows: { activity: 'InACall' } },
        { kind: 'application', id: 'foreign', expiresInMs: 300_000 },
      ],
    });
    await call('POST', `people/${created.body.id}/actions`, { do: 'clear application session', sessionId: 'foreign' });
    expect(await shown(created.body.id)).toBe('Busy/InACall');
    expect(await call('DELETE', `people/${created.body.id}`)).toEqual({ status: 204, body: undefined });
    expect((await call('GET', `people/${created.body.id}`)).status).toBe(404);
  });

  test.each([
    ['POST', 'people', { displayName: 'X' }, 400, 'userPrincipalName is missing'],
    ['POST', 'people', { displayName: 'X', userPrincipalName: 'x@y.z', colour: 1 }, 400, 'colour is not known'],
    ['POST', 'people', { displayName: 'X', userPrincipalName: 'ada@contoso.example' }, 409, 'exists already'],
    ['POST', 'people', '{', 400, 'the body is not JSON'],
    ['POST', `people/${ADA}/actions`, { do: 'dance' }, 400, 'do is "dance": expected one of sign in, go offline'],
    ['POST', `people/${ADA}/actions`, { do: 'leave the call' }, 409, 'the client is not in a call'],
    ['POST', `people/${ADA}/actions`, { do: 'start presenting' }, 409, 'the client is in no call or meeting'],
    ['POST', `people/${ADA}/actions`, { do: 'join a call', client: 'web' }, 409, 'web is not signed in'],
    ['POST', `people/${ADA}/actions`, { do: 'clear application session', sessionId: 'x' }, 409, 'no such session'],
    ['POST', 'people/nobody/actions', { do: 'join a call' }, 404, 'there is no person nobody'],
    ['PATCH', 'switches', { casing: 'UPPER' }, 400, 'casing is "UPPER": expected one of pascal, lowerCamel'],
    ['PATCH', 'switches', { colour: 1 }, 400, 'colour is not known'],
    ['PATCH', 'throttle', { presence: { limit: 0 } }, 400, 'presence.limit is 0: expected at least 1'],
    [
      'POST',
      'faults',
      { routes: ['nowhere'], answer: { kind: 'html' } },
      400,
      'routes[0] is "nowhere": expected one of token',
    ],
    ['POST', 'faults', { routes: 'all', answer: { kind: 'explode' } }, 400, 'answer.kind is "explode"'],
    [
      'POST',
      'apps',
      { displayName: 'X', consents: [{ roles: ['Mail.Read'] }] },
      400,
      'consents[0].roles[0] is "Mail.Read"',
    ],
    ['POST', 'apps/none/secrets', {}, 404, 'there is no app with client id none'],
    ['POST', 'apps/none/certificates', { certificate: 'x' }, 404, 'there is no app'],
    ['DELETE', 'faults/7', undefined, 404, 'there is no fault 7'],
    ['GET', 'nothing', undefined, 404, 'GET /control/v1 lists what there is'],
    ['PUT', 'people', {}, 405, 'use GET, POST'],
  ])('%s %s %j: %s, %s', async (method, path, body, status, message) => {
    const { call } = controlled();
    const answer = await call(method, path, body);
    expect(answer.body.message).toContain(message);
    expect(answer.status).toBe(status);
  });

  test('creates apps, secrets and consents; a secret is shown once', async () => {
    const { call, token } = controlled();
    const { body: app } = await call('POST', 'apps', { displayName: 'Other', secrets: [{ value: 'first' }] });
    expect(JSON.stringify((await call('GET', `apps/${app.appId}`)).body)).not.toContain('first');
    const { body: secret } = await call('POST', `apps/${app.appId}/secrets`, {});
    const signIn = async () => {
      const scope = 'https://graph.microsoft.com/.default';
      const form = { grant_type: 'client_credentials', client_id: app.appId, client_secret: secret.value, scope };
      return JSON.parse((await token(form)).body).error ?? 'ok';
    };
    expect(await signIn()).toBe('ok');
    await call('PUT', `apps/${app.appId}/consent`, { enabled: false });
    expect(await signIn()).toBe('unauthorized_client');
    await call('PUT', `apps/${app.appId}/consent`, { roles: ['Presence.Read.All'] });
    expect(await signIn()).toBe('ok');
    await call('DELETE', `apps/${app.appId}/keys/${secret.keyId}`);
    expect(await signIn()).toBe('invalid_client');
  });

  test('changes switches, latency and limits at run time', async () => {
    const { call, simulator } = controlled();
    expect((await call('PATCH', 'switches', { casing: 'lowerCamel' })).body.casing).toBe('lowerCamel');
    const { body: rows } = await call('GET', 'switches');
    expect(rows).toContainEqual({
      name: 'casing',
      value: 'lowerCamel',
      byDefault: 'pascal',
      values: 'pascal, lowerCamel',
      fact: expect.stringContaining('lowerCamelCase'),
    });
    await call('PATCH', 'latency', { on: true, serviceP50Ms: 50 });
    await call('PATCH', 'throttle', { presence: { limit: 10_000 } });
    expect(simulator.control.latency).toMatchObject({ on: true, serviceP50Ms: 50, serviceP99Ms: 800 });
    expect(simulator.control.throttle.presence).toEqual({ limit: 10_000, windowMs: 30_000 });
  });

  test('plans faults, gives and forgets writes and counts', async () => {
    const { call, graph } = controlled();
    const { body: fault } = await call('POST', 'faults', {
      routes: ['setPresence'],
      answer: { kind: 'status', status: 503 },
    });
    expect((await call('GET', 'faults')).body).toMatchObject([{ id: fault.id, left: 1 }]);
    const body = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };
    await graph('POST', `users/${ADA}/presence/setPresence`, body);
    await graph('POST', `users/${ADA}/presence/setPresence`, body);
    expect((await call('GET', 'writes')).body).toMatchObject([{ status: 503 }, { status: 200, userId: ADA, body }]);
    expect((await call('GET', `writes?user=${ADA}&after=1`)).body).toHaveLength(1);
    expect((await call('GET', 'writes?app=another')).body).toEqual([]);
    expect((await call('GET', 'counts')).body).toContainEqual(
      expect.objectContaining({ route: 'setPresence', status: 503, count: 1 }),
    );
    await call('DELETE', 'writes');
    await call('DELETE', 'counts');
    expect([(await call('GET', 'writes')).body, (await call('GET', 'counts')).body]).toEqual([[], []]);
  });
});
