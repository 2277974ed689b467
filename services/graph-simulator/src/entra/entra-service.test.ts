import { X509Certificate } from 'node:crypto';
import { type CertificatePair, ManualClock, makeSelfSignedCertificate } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_APP, DEFAULT_TENANT } from '../simulator-config.ts';
import { ADA, type SimulatedTenant, simulatedTenant } from '../testing/simulated-tenant.ts';

const FORM = {
  grant_type: 'client_credentials',
  client_id: DEFAULT_APP.appId,
  client_secret: DEFAULT_APP.secret,
  scope: 'https://graph.microsoft.com/.default',
};
const { client_secret: _secret, ...WITHOUT_CREDENTIAL } = FORM;

async function refusal(answer: Promise<{ readonly status: number; readonly body: string }>) {
  const { status, body } = await answer;
  const parsed = JSON.parse(body);
  return { status, error: parsed.error, code: parsed.error_codes?.[0] };
}

describe('token endpoint', () => {
  test('gives a signed token of version 1.0 with the roles that were consented to', async () => {
    const { simulator, token, appId } = simulatedTenant();
    simulator.control.apps.consent(appId, { roles: ['Presence.Read.All'] });
    const { status, body } = await token(FORM);
    const answer = JSON.parse(body);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ token_type: 'Bearer', ext_expires_in: answer.expires_in });
    expect(answer.expires_in).toBeGreaterThanOrEqual(3600);
    expect(answer.expires_in).toBeLessThanOrEqual(5400);
    expect(jsonwebtoken.decode(answer.access_token)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      iss: `https://sts.windows.net/${DEFAULT_TENANT.id}/`,
      appid: appId,
      tid: DEFAULT_TENANT.id,
      roles: ['Presence.Read.All'],
      ver: '1.0',
    });
  });

  test('the published key checks the token', async () => {
    const { simulator, token } = simulatedTenant();
    const { access_token } = JSON.parse((await token(FORM)).body);
    const answer = await simulator.handle({
      method: 'GET',
      url: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
      headers: {},
      body: '',
    });
    const [key] = JSON.parse(answer.body).keys;
    const { createPublicKey } = await import('node:crypto');
    const publicKey = createPublicKey({ key, format: 'jwk' });
    const verified = jsonwebtoken.verify(access_token, publicKey, { complete: true, clockTimestamp: 1_767_600_000 });
    expect(verified.header.kid).toBe(key.kid);
  });

  test('an app without consented roles gets a token without roles, and Graph refuses it', async () => {
    const { simulator, token, graph, appId } = simulatedTenant();
    simulator.control.apps.consent(appId, { roles: [] });
    const { access_token } = JSON.parse((await token(FORM)).body);
    expect(jsonwebtoken.decode(access_token)).not.toHaveProperty('roles');
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await graph('GET', `users/${ADA}/presence`, undefined, headers)).status).toBe(403);
  });

  test('takes the domain of a tenant for its id', async () => {
    const { token } = simulatedTenant();
    expect((await token(FORM, DEFAULT_TENANT.domain)).status).toBe(200);
  });

  test.each([
    ['a wrong secret', { ...FORM, client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no credential', WITHOUT_CREDENTIAL, 401, 'invalid_client', 7000218],
    ['an unknown app', { ...FORM, client_id: 'no-such-app' }, 400, 'unauthorized_client', 700016],
    ['a scope without /.default', { ...FORM, scope: 'Presence.Read.All' }, 400, 'invalid_scope', 1002012],
    ['another resource', { ...FORM, scope: 'https://x.example/.default' }, 400, 'invalid_resource', 500011],
    ['another grant', { ...FORM, grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no scope', { ...FORM, scope: '' }, 400, 'invalid_request', 900144],
  ])('%s', async (_name, form, status, error, code) => {
    const { token } = simulatedTenant();
    expect(await refusal(token(form))).toEqual({ status, error, code });
  });

  test.each([
    ['common', 9001023],
    ['organizations', 9001023],
    ['no-such-tenant', 90002],
  ])('the authority %s', async (tenant, code) => {
    const { token } = simulatedTenant();
    expect(await refusal(token(FORM, tenant))).toEqual({ status: 400, error: 'invalid_request', code });
  });

  test('an expired secret, its id instead of its value, a removed one', async () => {
    const { simulator, clock, token, appId } = simulatedTenant();
    const secret = simulator.control.apps.addSecret(appId, { expiresAt: clock.now() + 1000 });
    const withSecret = (value: string) => refusal(token({ ...FORM, client_secret: value }));
    expect(await withSecret(secret.value)).toMatchObject({ status: 200 });
    expect(await withSecret(secret.keyId)).toMatchObject({ code: 7000215 });
    clock.advance(1000);
    expect(await withSecret(secret.value)).toMatchObject({ status: 401, code: 7000222 });
    simulator.control.apps.removeKey(appId, secret.keyId);
    expect(await withSecret(secret.value)).toMatchObject({ code: 7000215 });
  });

  test('a disabled app, and one whose consent was withdrawn', async () => {
    const { simulator, token, appId } = simulatedTenant();
    simulator.control.apps.consent(appId, { enabled: false });
    expect(await refusal(token(FORM))).toMatchObject({ error: 'unauthorized_client', code: 7000112 });
    simulator.control.apps.withdrawConsent(appId);
    expect(await refusal(token(FORM))).toMatchObject({ error: 'unauthorized_client', code: 700016 });
  });

  test('errors carry trace id, correlation id of the caller, timestamp and a link', async () => {
    const { simulator } = simulatedTenant();
    const { body } = await simulator.handle({
      method: 'POST',
      url: `https://login.microsoftonline.com/${DEFAULT_TENANT.id}/oauth2/v2.0/token?client-request-id=mine`,
      headers: {},
      body: new URLSearchParams({ ...FORM, client_secret: 'wrong' }).toString(),
    });
    const error = JSON.parse(body);
    expect(error).toMatchObject({
      timestamp: '2026-01-05 08:00:00Z',
      correlation_id: 'mine',
      error_uri: 'https://login.microsoftonline.com/error?code=7000215',
    });
    expect(error.error_description).toMatch(
      new RegExp(
        `^AADSTS7000215: .*\\r\\nTrace ID: ${error.trace_id}\\r\\nCorrelation ID: mine\\r\\nTimestamp: 2026-01-05 08:00:00Z$`,
      ),
    );
  });
});

describe('certificate assertion', () => {
  let certificate: CertificatePair;
  let another: CertificatePair;
  beforeAll(async () => {
    const make = () =>
      makeSelfSignedCertificate({
        commonName: 'app',
        altNames: ['app.example'],
        validDays: 30,
        clock: new ManualClock(),
        keyType: 'rsa',
      });
    [certificate, another] = await Promise.all([make(), make()]);
  });

  interface Assertion {
    readonly alg?: 'PS256' | 'RS256';
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly signer?: CertificatePair;
  }

  function assertion(tenant: SimulatedTenant, { alg = 'PS256', claims = {}, signer = certificate }: Assertion): string {
    const x509 = new X509Certificate(certificate.certPem);
    const bytes = (fingerprint: string): string =>
      Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url');
    const thumbprint = alg === 'PS256' ? { 'x5t#S256': bytes(x509.fingerprint256) } : { x5t: bytes(x509.fingerprint) };
    const now = Math.floor(tenant.clock.now() / 1000);
    const payload = {
      aud: `https://login.microsoftonline.com/${tenant.tenantId}/oauth2/v2.0/token`,
      iss: tenant.appId,
      sub: tenant.appId,
      nbf: now,
      exp: now + 600,
      ...claims,
    };
    return jsonwebtoken.sign(JSON.parse(JSON.stringify(payload)), signer.keyPem, {
      algorithm: alg,
      header: { alg, ...thumbprint },
    });
  }

  function signIn(tenant: SimulatedTenant, signed: string) {
    return tenant.token({
      ...WITHOUT_CREDENTIAL,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed,
    });
  }

  function tenantWithCertificate(): SimulatedTenant {
    const tenant = simulatedTenant();
    tenant.simulator.control.apps.addCertificate(tenant.appId, certificate.certPem);
    return tenant;
  }

  test.each(['PS256', 'RS256'] as const)('%s is verified', async (alg) => {
    const tenant = tenantWithCertificate();
    expect((await signIn(tenant, assertion(tenant, { alg }))).status).toBe(200);
    const forged = assertion(tenant, { alg, signer: another });
    expect(await refusal(signIn(tenant, forged))).toEqual({ status: 401, error: 'invalid_client', code: 700027 });
  });

  test.each([
    ['a foreign audience', { aud: 'https://login.microsoftonline.com/other/oauth2/v2.0/token' }, 700023],
    ['a foreign issuer', { iss: 'other' }, 700021],
    ['a foreign subject', { sub: 'other' }, 700021],
    ['an expired one', { exp: 1_767_600_000 - 301 }, 700024],
    ['one of the future', { nbf: 1_767_600_000 + 3600 }, 700024],
    ['one without exp', { exp: undefined }, 50027],
  ])('%s', async (_name, claims, code) => {
    const tenant = tenantWithCertificate();
    expect(await refusal(signIn(tenant, assertion(tenant, { claims })))).toMatchObject({ status: 401, code });
  });

  test('an unknown certificate, an expired one, and no JWT', async () => {
    const stranger = simulatedTenant();
    expect(await refusal(signIn(stranger, assertion(stranger, {})))).toMatchObject({ code: 700027 });
    const tenant = tenantWithCertificate();
    tenant.clock.advance(31 * 86_400_000);
    expect(await refusal(signIn(tenant, assertion(tenant, {})))).toMatchObject({ code: 700027 });
    expect(await refusal(signIn(tenant, 'nonsense'))).toMatchObject({ code: 50027 });
  });
});

describe('discovery', () => {
  test('names the endpoints at the host that was asked', async () => {
    const { simulator } = simulatedTenant();
    const { body } = await simulator.handle({
      method: 'GET',
      url: `https://localhost:9/${DEFAULT_TENANT.id}/v2.0/.well-known/openid-configuration`,
      headers: {},
      body: '',
    });
    expect(JSON.parse(body)).toMatchObject({
      issuer: `https://localhost:9/${DEFAULT_TENANT.id}/v2.0`,
      token_endpoint: `https://localhost:9/${DEFAULT_TENANT.id}/oauth2/v2.0/token`,
      jwks_uri: `https://localhost:9/${DEFAULT_TENANT.id}/discovery/v2.0/keys`,
    });
  });

  test('instance discovery knows one cloud: itself', async () => {
    const { simulator } = simulatedTenant();
    const authority = encodeURIComponent(`https://localhost:9/${DEFAULT_TENANT.id}/oauth2/v2.0/authorize`);
    const { body } = await simulator.handle({
      method: 'GET',
      url: `https://localhost:9/common/discovery/instance?api-version=1.1&authorization_endpoint=${authority}`,
      headers: {},
      body: '',
    });
    expect(JSON.parse(body)).toMatchObject({
      tenant_discovery_endpoint: `https://localhost:9/${DEFAULT_TENANT.id}/v2.0/.well-known/openid-configuration`,
      metadata: [{ preferred_network: 'localhost:9', preferred_cache: 'localhost:9', aliases: ['localhost:9'] }],
    });
  });

  test('an unknown tenant has no configuration', async () => {
    const { simulator } = simulatedTenant();
    const { status, body } = await simulator.handle({
      method: 'GET',
      url: 'https://localhost:9/nobody/v2.0/.well-known/openid-configuration',
      headers: {},
      body: '',
    });
    expect([status, JSON.parse(body).error]).toEqual([400, 'invalid_tenant']);
  });
});
