import { createHash } from 'node:crypto';
import { ManualClock, seededRandom } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { SwitchBoard } from '../switches/switch-board.ts';
import { REDIRECT_URI, SCOPE, signInFixture } from '../testing/sign-in-fixture.ts';
import { ADA, BELA } from '../testing/simulated-tenant.ts';
import { AccessTokens } from './access-tokens.ts';
import { SigningKey, SigningKeys } from './signing-key.ts';

const codeOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body).error_codes?.[0];

describe('authorization_code', () => {
  test('gives a delegated access token, an id token, a refresh token and client_info', async () => {
    const { code, redeem, appId, tenantId } = signInFixture();
    const { status, body } = await redeem(code({ nonce: 'a nonce' }), { client_info: '1' });
    expect(status).toBe(200);
    const answer = JSON.parse(body);
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      scope: 'https://graph.microsoft.com/Presence.Read.All openid profile',
      refresh_token: expect.any(String),
    });
    expect(jsonwebtoken.decode(answer.access_token)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: appId,
      idtyp: 'user',
      oid: ADA,
      scp: 'Presence.Read.All openid profile',
      tid: tenantId,
      upn: 'ada@contoso.example',
      unique_name: 'ada@contoso.example',
      ver: '1.0',
    });
    expect(jsonwebtoken.decode(answer.access_token)).not.toHaveProperty('roles');
    expect(jsonwebtoken.decode(answer.id_token)).toMatchObject({
      aud: appId,
      iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      name: 'Ada Albers',
      nonce: 'a nonce',
      oid: ADA,
      preferred_username: 'ada@contoso.example',
      tid: tenantId,
      ver: '2.0',
    });
    expect(JSON.parse(Buffer.from(answer.client_info, 'base64url').toString())).toEqual({ uid: ADA, utid: tenantId });
  });

  test('scopes come back as they were asked for; without offline_access there is no refresh token', async () => {
    const { code, redeem } = signInFixture();
    const answer = JSON.parse((await redeem(code({ scopes: ['Presence.Read.All'] }))).body);
    expect(answer.scope).toBe('Presence.Read.All');
    expect(answer).not.toHaveProperty('refresh_token');
    expect(answer).not.toHaveProperty('id_token');
    expect(answer).not.toHaveProperty('client_info');
    const byDefault = JSON.parse((await redeem(code({ scopes: ['https://graph.microsoft.com/.default'] }))).body);
    expect(byDefault.scope).toBe('https://graph.microsoft.com/Presence.Read.All https://graph.microsoft.com/.default');
  });

  test('PKCE: the verifier must fit, and may not be left out nor added', async () => {
    const { code, redeem } = signInFixture();
    const verifier = 'v'.repeat(43);
    const value = createHash('sha256').update(verifier).digest('base64url');
    const challenged = () => code({ challenge: { value, method: 'S256' } });
    expect((await redeem(challenged(), { code_verifier: verifier })).status).toBe(200);
    expect(codeOf(await redeem(challenged()))).toBe(501481);
    expect(codeOf(await redeem(challenged(), { code_verifier: value }))).toBe(501481);
    expect(codeOf(await redeem(code(), { code_verifier: verifier }))).toBe(501481);
    const plain = code({ challenge: { value: verifier, method: 'plain' } });
    expect((await redeem(plain, { code_verifier: verifier })).status).toBe(200);
  });

  test('another redirect URI, another app, nonsense, no secret; the code stays good for its own', async () => {
    const { code, redeem, control } = signInFixture();
    const given = code();
    expect(codeOf(await redeem(given, { redirect_uri: 'http://localhost/callback' }))).toBe(500112);
    const other = control.apps.add({ displayName: 'Other', secrets: [{ value: 'other' }] });
    expect(codeOf(await redeem(given, { client_id: other.appId, client_secret: 'other' }))).toBe(70000);
    expect(codeOf(await redeem('nonsense'))).toBe(70000);
    expect(codeOf(await redeem(given, { client_secret: '' }))).toBe(7000218);
    expect(codeOf(await redeem(given, { redirect_uri: '' }))).toBe(900144);
    expect((await redeem(given)).status).toBe(200);
    expect(codeOf(await redeem(given))).toBe(54005);
  });
});

describe('refresh_token', () => {
  test('each use gives another, and the one before stays good', async () => {
    const { refreshToken, refresh } = signInFixture();
    const first = await refreshToken();
    const second = JSON.parse((await refresh(first)).body).refresh_token;
    expect(second).not.toBe(first);
    expect((await refresh(first)).status).toBe(200);
    expect((await refresh(second)).status).toBe(200);
  });

  test('90 days count from when it was given', async () => {
    const { clock, refreshToken, refresh } = signInFixture();
    const first = await refreshToken();
    clock.advance(89 * 86_400_000);
    const second = JSON.parse((await refresh(first)).body).refresh_token;
    clock.advance(86_400_000);
    expect(codeOf(await refresh(first))).toBe(700082);
    expect((await refresh(second)).status).toBe(200);
  });

  test('a new sign-in after revocation counts; a new password revokes nothing', async () => {
    const { control, refreshToken, refresh } = signInFixture();
    const before = await refreshToken();
    control.signIns.changeAccount(ADA, { password: 'new' });
    expect((await refresh(before)).status).toBe(200);
    control.signIns.revoke(ADA);
    expect(codeOf(await refresh(before))).toBe(50173);
    expect((await refresh(await refreshToken())).status).toBe(200);
  });

  test('a sign-in with approval counts when it is demanded; renewal wants it anew', async () => {
    const { control, refreshToken, refresh } = signInFixture();
    control.signIns.changeAccount(ADA, { verification: 'multi-factor' });
    const approved = await refreshToken();
    expect((await refresh(approved)).status).toBe(200);
    control.signIns.changeAccount(ADA, { verification: 'renewal' });
    expect(codeOf(await refresh(approved))).toBe(50078);
    expect((await refresh(await refreshToken())).status).toBe(200);
  });

  test('consent withdrawn has suberror consent_required, and given again it goes on', async () => {
    const { control, appId, refreshToken, refresh } = signInFixture();
    const token = await refreshToken();
    control.signIns.consent(appId, ADA, []);
    expect(JSON.parse((await refresh(token)).body)).toMatchObject({
      error: 'invalid_grant',
      suberror: 'consent_required',
      error_codes: [65001],
    });
    expect(codeOf(await refresh(token, { scope: 'https://graph.microsoft.com/.default' }))).toBe(65001);
    control.apps.consent(appId, { scopes: ['Presence.Read.All'] });
    expect((await refresh(token)).status).toBe(200);
    expect(codeOf(await refresh(token, { scope: 'User.Read' }))).toBe(65001);
  });

  test('another app, another tenant, nonsense', async () => {
    const { control, refreshToken, refresh } = signInFixture();
    const token = await refreshToken();
    control.addTenant({ domain: 'fabrikam.example' });
    const other = control.apps.add({ displayName: 'Other', secrets: [{ value: 'other' }] });
    expect(codeOf(await refresh(token, { client_id: other.appId, client_secret: 'other' }))).toBe(70000);
    expect(codeOf(await refresh(token, {}, 'fabrikam.example'))).toBe(70000);
    expect(codeOf(await refresh('nonsense'))).toBe(70000);
    expect((await refresh(token, {}, 'common')).status).toBe(200);
  });
});

test('password and device code are refused', async () => {
  const { token, simulator, tenantId } = signInFixture();
  const password = { grant_type: 'password', username: 'ada@contoso.example', password: 'x', scope: SCOPE };
  expect(codeOf(await token(password))).toBe(70003);
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/devicecode`;
  expect(codeOf(await simulator.handle({ method: 'POST', url, headers: {}, body: '' }))).toBe(70002);
});

test('AccessTokens tells who signed in', () => {
  const { control, appId } = signInFixture();
  const clock = new ManualClock();
  const tokens = new AccessTokens(clock, seededRandom(1), new SigningKeys(clock, new SigningKey()), new SwitchBoard());
  const [tenant] = control.tenants;
  const [person] = control.people;
  if (tenant === undefined || person === undefined) {
    throw new Error('there is nobody');
  }
  const { token } = tokens.issueDelegated(control.apps.get(appId), tenant, person, ['Presence.Read', 'User.Read']);
  expect(tokens.check(token)).toMatchObject({
    kind: 'valid',
    caller: { appId, roles: [], delegated: { userId: ADA, scopes: ['Presence.Read', 'User.Read'] } },
  });
});

describe('a sign-in without a browser', () => {
  test.each([
    ['an unregistered redirect URI', { redirectUri: 'https://x.example/' }, 'AADSTS50011: '],
    ['an unknown app', { appId: '00000000-0000-4000-8000-000000000000' }, 'AADSTS700016: '],
    ['a permission for administrators', { user: BELA, scopes: ['User.Read.All'] }, 'AADSTS90094: '],
  ])('%s is not possible', (_name, changes, message) => {
    const { control, code } = signInFixture();
    control.signIns.changeAccount(ADA, { administrator: true });
    expect(() => code(changes)).toThrowError(
      expect.objectContaining({ reason: 'request_not_possible', message: expect.stringContaining(message) }),
    );
  });

  test('asks for what the registration requires unless it is told otherwise', async () => {
    const { control, appId, redeem } = signInFixture();
    const { code } = control.signIns.signIn({ appId, user: 'bela@contoso.example', redirectUri: REDIRECT_URI });
    expect(JSON.parse((await redeem(code)).body).scope).toContain('https://graph.microsoft.com/User.Read ');
  });
});
