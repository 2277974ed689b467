import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { LamplightError } from '../errors/lamplight-error.ts';
import { readCertificate } from './read-certificate.ts';
import { makeSelfSignedCertificate } from './self-signed-certificate.ts';

const clock = new ManualClock(Date.UTC(2026, 0, 5));
const folder = mkdtempSync(join(tmpdir(), 'lamplight-certificate-'));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

let certPem = '';
let certFile = '';
let keyFile = '';

beforeAll(async () => {
  const pair = await makeSelfSignedCertificate({
    commonName: 'lamplight.test',
    altNames: ['localhost'],
    validDays: 10,
    clock,
  });
  certPem = pair.certPem;
  certFile = file('good.crt', pair.certPem);
  keyFile = file('good.key', pair.keyPem);
});

afterAll(() => rmSync(folder, { recursive: true }));

function refusal(files: { certFile: string; keyFile: string }, at: ManualClock = clock): LamplightError {
  try {
    readCertificate(files, at);
  } catch (failure) {
    return LamplightError.from(failure);
  }
  throw new Error('was not refused');
}

describe('readCertificate', () => {
  test('gives both PEMs and when the certificate expires', () => {
    const read = readCertificate({ certFile, keyFile }, clock);
    expect(read.certPem).toBe(certPem);
    expect(read.keyPem).toContain('PRIVATE KEY');
    expect(read.expiresAt).toBe(Date.UTC(2026, 0, 15));
    expect(Object.isFrozen(read)).toBe(true);
  });

  test('names a missing file', () => {
    const missing = join(folder, 'none.crt');
    const error = refusal({ certFile: missing, keyFile });
    expect(error.reason).toBe('certificate_unreadable');
    expect(error.details).toEqual({ file: missing });
    expect(error.message).toBe(`there is no certificate file ${missing}: set certFile to an existing file.`);
  });

  test('names a folder given for a file', () => {
    expect(refusal({ certFile, keyFile: folder }).message).toBe(
      `the private key file ${folder} cannot be read (EISDIR): give a file.`,
    );
  });

  test('says how to convert what is not PEM', () => {
    const der = file('der.crt', Buffer.from(certPem.replace(/-----.*-----|\n/g, ''), 'base64').toString('latin1'));
    expect(refusal({ certFile: der, keyFile }).message).toBe(
      `the certificate file ${der} is not PEM: it has no line "-----BEGIN …-----": convert it, for example with ` +
        '`openssl x509 -inform DER` (DER) or `openssl pkcs12 -nodes` (PFX).',
    );
  });

  test('finds certificate and key given the wrong way round', () => {
    const error = refusal({ certFile: keyFile, keyFile: certFile });
    expect(error.message).toBe(
      `the certificate file ${keyFile} holds no readable certificate: check that it begins with ` +
        '"-----BEGIN CERTIFICATE-----" and is whole; the key goes into keyFile.',
    );
  });

  test('finds a certificate given as the key', () => {
    expect(refusal({ certFile, keyFile: certFile }).message).toBe(
      `the private key file ${certFile} holds no readable private key: check that it begins with ` +
        '"-----BEGIN PRIVATE KEY-----" and is whole; the certificate goes into certFile.',
    );
  });

  test('finds a key that does not belong to the certificate', () => {
    const other = file('other.key', exportKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey));
    expect(refusal({ certFile, keyFile: other }).message).toBe(
      `the private key in ${other} does not belong to the certificate in ${certFile}: give the key that the ` +
        'certificate was requested with; the certificate of the server itself must come first in its file.',
    );
  });

  test('finds an encrypted key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const encrypted = file(
      'encrypted.key',
      privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    );
    expect(refusal({ certFile, keyFile: encrypted }).message).toBe(
      `the private key in ${encrypted} is encrypted with a passphrase: write it without one with ` +
        '`openssl pkey`, and let only the user of this process read the file.',
    );
  });

  test('finds an expired certificate', () => {
    expect(refusal({ certFile, keyFile }, new ManualClock(Date.UTC(2026, 0, 15))).message).toBe(
      `the certificate in ${certFile} expired at 2026-01-15T00:00:00.000Z: renew it.`,
    );
  });

  test('finds a certificate that is not valid yet', () => {
    expect(refusal({ certFile, keyFile }, new ManualClock(Date.UTC(2026, 0, 4))).message).toBe(
      `the certificate in ${certFile} is valid only from 2026-01-04T23:00:00.000Z: check the clock of this machine, ` +
        'or use a certificate that is valid already.',
    );
  });
});

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
