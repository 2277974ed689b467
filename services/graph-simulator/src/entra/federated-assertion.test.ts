import { generateKeyPairSync } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { type SignInFixture, signInFixture } from '../testing/sign-in-fixture.ts';

const ISSUER = 'https://token.issuer.example';
const SUBJECT = 'repo:contoso/presence:ref:refs/heads/main';
const AUDIENCE = 'api://AzureADTokenExchange';
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
const another = generateKeyPairSync('rsa', { modulusLength: 2048 });

function federated(): SignInFixture {
  const at = signInFixture();
  const key = ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  at.control.apps.addFederatedCredential(at.appId, { issuer: ISSUER, subject: SUBJECT, key });
  return at;
}

async function answered(at: SignInFixture, claims: object = {}, privateKey = ours.privateKey): Promise<unknown> {
  const now = Math.floor(at.clock.now() / 1000);
  const payload = { iss: ISSUER, sub: SUBJECT, aud: AUDIENCE, nbf: now, exp: now + 300, ...claims };
  const { status, body } = await at.token({
    grant_type: 'client_credentials',
    scope: 'https://graph.microsoft.com/.default',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: jsonwebtoken.sign(payload, privateKey, { algorithm: 'RS256' }),
  });
  return status === 200 ? 'accepted' : JSON.parse(body).error_codes[0];
}

test("another issuer's token stands for the app", async () => {
  expect(await answered(federated())).toBe('accepted');
});

test.each([
  ['issuer', { iss: 'https://other.example' }, 700211],
  ['subject, with regard to case', { sub: SUBJECT.toUpperCase() }, 700213],
  ['audience', { aud: 'api://other' }, 700212],
  ['time', { exp: 1_600_000_000 }, 700024],
])('another %s', async (_name, claims, code) => {
  expect(await answered(federated(), claims)).toBe(code);
});

test("a signature that is not the issuer's", async () => {
  expect(await answered(federated(), {}, another.privateKey)).toBe(5000811);
});

test('a JSON Web Key does as well; once removed, the credential is gone', async () => {
  const at = signInFixture();
  const jwk = another.publicKey.export({ format: 'jwk' });
  const key = { ...jwk, kty: 'RSA' };
  const keyId = at.control.apps.addFederatedCredential(at.appId, { issuer: ISSUER, subject: SUBJECT, key });
  expect(await answered(at, {}, another.privateKey)).toBe('accepted');
  at.control.apps.removeKey(at.appId, keyId);
  expect(await answered(at, {}, another.privateKey)).toBe(700211);
});

test.each([
  ['nonsense', 'nonsense', 'key is not a public key'],
  ['no RSA key', { kty: 'EC', crv: 'P-256', ...ecPoint() }, 'key is not an RSA key'],
])('%s is not taken', (_name, key, message) => {
  const at = signInFixture();
  const input = { issuer: ISSUER, subject: SUBJECT, key };
  expect(() => at.control.apps.addFederatedCredential(at.appId, input)).toThrow(message);
});

function ecPoint(): object {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
}
