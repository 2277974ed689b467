import { X509Certificate } from 'node:crypto';
import { ManualClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { CertificateRing } from './certificate-ring.ts';

const DAY = 86_400_000;

test('an RSA certificate of 2048 bits, replaced well before its end, whose key decrypts for a while after', async () => {
  const clock = new ManualClock();
  const ring = new CertificateRing(clock);
  const first = await ring.rotate();
  const certificate = new X509Certificate(Buffer.from(first.certificate, 'base64'));
  expect(certificate.publicKey.asymmetricKeyType).toBe('rsa');
  expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const endsInMs = Date.parse(certificate.validTo) - clock.now();
  expect(ring.rotateAt - clock.monotonic()).toBeLessThan(endsInMs - 20 * DAY);
  clock.advance(60 * DAY);
  const second = await ring.rotate();
  expect(ring.current?.id).toBe(second.id);
  expect(second.id).not.toBe(first.id);
  clock.advance(DAY);
  expect(ring.keyOf(first.id)?.asymmetricKeyType).toBe('rsa');
  clock.advance(DAY);
  expect(ring.keyOf(first.id)).toBeUndefined();
  expect(ring.keyOf(second.id)).toBeDefined();
});
