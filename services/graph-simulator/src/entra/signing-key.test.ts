import { createPublicKey } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { signInFixture } from '../testing/sign-in-fixture.ts';
import { ADA, simulatedTenant } from '../testing/simulated-tenant.ts';

function published() {
  const tenant = simulatedTenant();
  const { simulator } = tenant;
  const get = async (path: string) => {
    const answer = await simulator.handle({ method: 'GET', url: `https://localhost:9/${path}`, headers: {}, body: '' });
    return JSON.parse(answer.body);
  };
  const keys = async (): Promise<readonly { readonly kid: string }[]> => (await get('common/discovery/v2.0/keys')).keys;
  return { ...tenant, control: simulator.control, get, keys };
}

test('a new key signs at once, and the old one stays published for as long as was said', async () => {
  const { control, clock, keys, appId } = published();
  const [old] = await keys();
  const { keyId } = control.signIns.rotateSigningKey({ keepOldForMs: 1000 });
  expect((await keys()).map(({ kid }) => kid)).toEqual([keyId, old?.kid]);
  const signed = jsonwebtoken.decode(control.apps.tokenFor(appId), { complete: true });
  expect(signed?.header.kid).toBe(keyId);
  clock.advance(1000);
  expect((await keys()).map(({ kid }) => kid)).toEqual([keyId]);
});

test('without keeping, the old key is gone; Graph takes its tokens all the same', async () => {
  const { control, graph, keys, appId } = published();
  const headers = { authorization: `Bearer ${control.apps.tokenFor(appId)}` };
  const { keyId } = control.signIns.rotateSigningKey({ keepOldForMs: 0 });
  expect((await keys()).map(({ kid }) => kid)).toEqual([keyId]);
  expect((await graph('GET', `users/${ADA}/presence`, undefined, headers)).status).toBe(200);
});

test('the published key checks an id token', async () => {
  const at = signInFixture();
  at.control.signIns.rotateSigningKey();
  const { id_token } = JSON.parse((await at.redeem(at.code())).body);
  const url = `https://login.microsoftonline.com/${at.tenantId}/discovery/v2.0/keys`;
  const { body } = await at.simulator.handle({ method: 'GET', url, headers: {}, body: '' });
  const [key] = JSON.parse(body).keys;
  const clockTimestamp = at.clock.now() / 1000;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  expect(jsonwebtoken.verify(id_token, publicKey, { clockTimestamp, audience: at.appId })).toMatchObject({ oid: ADA });
});

test('the configuration of version 1.0 and those for many tenants name issuers as Entra does', async () => {
  const { get, tenantId } = published();
  expect(await get(`${tenantId}/.well-known/openid-configuration`)).toMatchObject({
    issuer: `https://sts.windows.net/${tenantId}/`,
    jwks_uri: 'https://localhost:9/common/discovery/keys',
  });
  expect(await get('common/.well-known/openid-configuration')).toMatchObject({
    issuer: 'https://sts.windows.net/{tenantid}/',
  });
  expect(await get('common/v2.0/.well-known/openid-configuration')).toMatchObject({
    issuer: 'https://localhost:9/{tenantid}/v2.0',
    jwks_uri: 'https://localhost:9/common/discovery/v2.0/keys',
  });
  expect(await get('common/discovery/keys')).toEqual(await get('common/discovery/v2.0/keys'));
});
