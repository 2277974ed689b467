import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import 'reflect-metadata';
import { KeyUsageFlags, KeyUsagesExtension, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';

describe('makeSelfSignedCertificate', () => {
  test.each([
    ['ec', 'ec', false],
    ['rsa', 'rsa', true],
  ] as const)(
    'serves TLS with a key of type %s to whoever trusts it',
    async (keyType, asymmetricKeyType, enciphers) => {
      const pair = await makeSelfSignedCertificate({
        commonName: 'lamplight.test',
        altNames: ['localhost', '127.0.0.1', '::1'],
        validDays: 1,
        clock: systemClock(),
        keyType,
      });
      const server = createServer({ cert: pair.certPem, key: pair.keyPem }, (socket) => socket.end('hello'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;

      const socket = connect({ host: '127.0.0.1', port, ca: pair.certPem });
      await once(socket, 'secureConnect');
      expect(socket.authorized).toBe(true);
      socket.destroy();
      server.close();
      await once(server, 'close');

      const certificate = new X509Certificate(pair.certPem);
      expect(certificate.publicKey.asymmetricKeyType).toBe(asymmetricKeyType);
      expect(certificate.checkHost('localhost')).toBe('localhost');
      expect(certificate.checkIP('::1')).toBe('::1');
      expect(certificate.checkHost('other.test')).toBeUndefined();
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      const usages = new PeculiarCertificate(pair.certPem).getExtension(KeyUsagesExtension)?.usages ?? 0;
      expect((usages & KeyUsageFlags.keyEncipherment) !== 0).toBe(enciphers);
    },
  );

  test('is valid for the given days of the given clock, and one hour before', async () => {
    const clock = new ManualClock(Date.UTC(2030, 0, 31));
    const pair = await makeSelfSignedCertificate({
      commonName: 'lamplight.test',
      altNames: ['localhost'],
      validDays: 30,
      clock,
    });
    const certificate = new X509Certificate(pair.certPem);
    expect(certificate.validFromDate.toISOString()).toBe('2030-01-30T23:00:00.000Z');
    expect(certificate.validToDate.toISOString()).toBe('2030-03-02T00:00:00.000Z');
    expect(certificate.subject).toBe('CN=lamplight.test');
    expect(certificate.issuer).toBe('CN=lamplight.test');
  });
});
