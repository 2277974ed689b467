import { constants, createPublicKey, privateDecrypt, X509Certificate } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_APP, DEFAULT_TENANT } from '../simulator-config.ts';
import { decrypted } from '../testing/decrypt-content.ts';
import { ADA } from '../testing/simulated-tenant.ts';
import { CERTIFICATE, subscribingTenant } from '../testing/subscribing-tenant.ts';
import { CHANGE_TRACKING_APP } from './validation-tokens.ts';

const itemSchema = z.object({
  encryptedContent: z.record(z.string(), z.string()),
});

async function onePost(
  switches: Parameters<ReturnType<typeof subscribingTenant>['simulator']['control']['changeSwitches']>[0],
) {
  const tenant = subscribingTenant();
  tenant.simulator.control.changeSwitches(switches);
  await tenant.subscribed();
  tenant.simulator.control.act(ADA, { do: 'set status message', content: 'At the desk' });
  tenant.simulator.control.act(ADA, { do: 'join a call' });
  await tenant.settle();
  const post = tenant.posts[0];
  return { ...tenant, post, items: post?.value ?? [], token: post?.validationTokens?.[0] ?? '' };
}

describe('encrypted content', () => {
  test('has a key of its own for each item, sealed with OAEP and SHA-1, and the thumbprint in hexadecimal', async () => {
    const { items } = await onePost({});
    expect(items).toHaveLength(2);
    const keys = items.map((item) => {
      const { dataKey = '' } = itemSchema.parse(item).encryptedContent;
      const padding = { key: CERTIFICATE.keyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
      return privateDecrypt(padding, Buffer.from(dataKey, 'base64')).toString('hex');
    });
    expect(new Set(keys.map((key) => key.length))).toEqual(new Set([64]));
    expect(new Set(keys).size).toBe(2);
    const thumbprint = new X509Certificate(CERTIFICATE.certPem).fingerprint.replaceAll(':', '');
    expect(itemSchema.parse(items[0]).encryptedContent).toMatchObject({
      encryptionCertificateId: 'certificate 1',
      encryptionCertificateThumbprint: thumbprint,
    });
  });

  test('has the pair alone, or by the switch the whole presence with sequenceNumber', async () => {
    const pair = await onePost({});
    expect(Object.keys(decrypted(pair.items[1], CERTIFICATE.keyPem)).toSorted()).toEqual(
      ['@odata.id', '@odata.type', 'activity', 'availability', 'id'].toSorted(),
    );
    const whole = await onePost({ notificationContent: 'wholePresence' });
    expect(decrypted(whole.items[1], CERTIFICATE.keyPem)).toMatchObject({
      id: ADA,
      activity: 'InACall',
      statusMessage: { message: { content: 'At the desk' } },
      sequenceNumber: expect.stringMatching(/^A\d{16}$/),
    });
  });
});

describe('validation tokens', () => {
  const keysOf = async (simulator: ReturnType<typeof subscribingTenant>['simulator']) => {
    const url = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
    const { body } = await simulator.handle({ method: 'GET', url, headers: {}, body: '' });
    const { keys } = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }).parse(JSON.parse(body));
    return new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
  };
  const claimsOf = (token: string) => z.record(z.string(), z.unknown()).parse(jsonwebtoken.decode(token));

  test.each([
    ['2.0', `https://login.microsoftonline.com/${DEFAULT_TENANT.id}/v2.0`, 'azp'],
    ['1.0', `https://sts.windows.net/${DEFAULT_TENANT.id}/`, 'appid'],
  ] as const)(
    'version %s: issuer, audience, publisher, a day, signed by a published key',
    async (version, iss, publisher) => {
      const { simulator, clock, token } = await onePost({ validationTokenVersion: version });
      const kid = jsonwebtoken.decode(token, { complete: true })?.header.kid ?? '';
      const key = (await keysOf(simulator)).get(kid);
      expect(key).toBeDefined();
      const claims = z
        .record(z.string(), z.unknown())
        .parse(key && jsonwebtoken.verify(token, key, { clockTimestamp: clock.now() / 1000 }));
      expect(claims).toMatchObject({ iss, aud: DEFAULT_APP.appId, tid: DEFAULT_TENANT.id, ver: version });
      expect(claims[publisher]).toBe(CHANGE_TRACKING_APP);
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(86_400);
    },
  );

  test('wrong in one thing each, by the switch', async () => {
    const { token: good } = await onePost({});
    const bad = async (kind: 'wrongAudience' | 'wrongPublisher' | 'expired' | 'wrongKey') =>
      claimsOf((await onePost({ validationTokens: kind })).token);
    expect((await bad('wrongAudience'))['aud']).not.toBe(DEFAULT_APP.appId);
    expect((await bad('wrongPublisher'))['azp']).not.toBe(CHANGE_TRACKING_APP);
    expect(Number((await bad('expired'))['exp'])).toBeLessThan(Number(claimsOf(good)['iat']));
    const forged = await onePost({ validationTokens: 'wrongKey' });
    const kid = jsonwebtoken.decode(forged.token, { complete: true })?.header.kid ?? '';
    expect((await keysOf(forged.simulator)).has(kid)).toBe(false);
    expect((await onePost({ validationTokens: 'missing' })).post?.validationTokens).toBeNull();
  });
});
