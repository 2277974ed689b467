import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { REDIRECT_URI, signInFixture } from '../testing/sign-in-fixture.ts';
import { ADA } from '../testing/simulated-tenant.ts';

function controlled() {
  const at = signInFixture();
  const call = async (method: string, path: string, body?: unknown) => {
    const url = `https://localhost/control/v1/${path}`;
    const text = body === undefined ? '' : JSON.stringify(body);
    const response = await at.simulator.handle({ method, url, headers: {}, body: text });
    return { status: response.status, body: response.body === '' ? undefined : JSON.parse(response.body) };
  };
  return { ...at, call };
}

describe('control API for signing in', () => {
  test('an account: what is left out stays, and the password is not shown', async () => {
    const { call } = controlled();
    const path = 'people/ada@contoso.example/account';
    await call('PATCH', path, { password: 'secret', administrator: true });
    expect((await call('PATCH', path, { verification: 'multi-factor' })).body).toEqual({
      hasPassword: true,
      passwordExpired: 'no',
      locked: false,
      administrator: true,
      verification: 'multi-factor',
      blockedBy: null,
      signInLastsMs: null,
    });
    expect(JSON.stringify((await call('GET', path)).body)).not.toContain('secret');
    expect((await call('PATCH', path, { password: null })).body.hasPassword).toBe(false);
  });

  test('a sign-in, and its end', async () => {
    const { call, appId, redeem, refresh, tenantId } = controlled();
    const { status, body } = await call('POST', 'sign-ins', { appId, user: ADA, redirectUri: REDIRECT_URI });
    expect([status, body.userId, body.tenantId]).toEqual([201, ADA, tenantId]);
    const { refresh_token } = JSON.parse((await redeem(body.code)).body);
    expect((await refresh(refresh_token)).status).toBe(200);
    expect((await call('DELETE', `people/${ADA}/sign-ins`)).status).toBe(204);
    expect(JSON.parse((await refresh(refresh_token)).body).error_codes).toEqual([50173]);
  });

  test('an app is changed, gets a federated credential, and shows its consents', async () => {
    const { call, appId, tenantId } = controlled();
    const changes = { redirectUris: ['https://other.example/'], requiredScopes: ['User.Read'], enabled: false };
    expect((await call('PATCH', `apps/${appId}`, changes)).body).toMatchObject({
      displayName: 'Lamplight',
      ...changes,
    });
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    const credential = { issuer: 'https://issuer.example', subject: 'one' };
    const { body: added } = await call('POST', `apps/${appId}/federated-credentials`, { ...credential, key });
    await call('PUT', `apps/${appId}/consent`, { roles: [], scopes: ['Presence.Read.All'] });
    await call('PUT', `apps/${appId}/consent/${ADA}`, { scopes: ['User.Read'] });
    expect((await call('GET', `apps/${appId}`)).body).toMatchObject({
      federatedCredentials: [{ keyId: added.keyId, ...credential, audience: 'api://AzureADTokenExchange' }],
      consents: [{ tenantId, roles: [], scopes: ['Presence.Read.All'], scopesOf: { [ADA]: ['User.Read'] } }],
    });
    expect((await call('DELETE', `apps/${appId}/keys/${added.keyId}`)).status).toBe(204);
  });

  test('who may consent, and the key that signs', async () => {
    const { call } = controlled();
    expect((await call('PUT', 'tenants/contoso.example/consent-policy', { policy: 'request' })).status).toBe(204);
    expect((await call('POST', 'signing-keys', {})).body).toEqual({ keyId: expect.any(String) });
  });

  test.each([
    ['PATCH', 'people/nobody/account', {}, 404, 'there is no person nobody'],
    ['PATCH', `people/${ADA}/account`, { verification: 'dance' }, 400, 'verification is "dance"'],
    ['POST', 'sign-ins', { user: ADA, redirectUri: REDIRECT_URI }, 400, 'appId is missing'],
    ['POST', 'sign-ins', { appId: 'x', user: ADA, redirectUri: REDIRECT_URI }, 409, 'AADSTS700016'],
    ['PATCH', 'apps/none', {}, 404, 'there is no app none'],
    ['PUT', 'tenants/nowhere/consent-policy', { policy: 'everybody' }, 404, 'there is no tenant nowhere'],
    ['POST', 'signing-keys', { keepOldForMs: -1 }, 400, 'keepOldForMs is -1'],
  ])('%s %s %j: %s, %s', async (method, path, body, status, message) => {
    const answer = await controlled().call(method, path, body);
    expect(answer.body.message).toContain(message);
    expect(answer.status).toBe(status);
  });

  test('a redirect URI must be a URL', async () => {
    const { call, appId } = controlled();
    const { body } = await call('PATCH', `apps/${appId}`, { redirectUris: ['callback'] });
    expect(body.message).toContain('redirectUris[0]');
    expect(body.message).toContain('expected an absolute URL without a fragment');
  });
});
