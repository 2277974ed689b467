import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LamplightError, makeSelfSignedCertificate, systemClock } from '@lamplight/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCertificateAuthorities, readKey } from './read-credentials.ts';

const address = { host: 'gateway.example.com', port: 443 };
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-credentials-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function failureOf(work: () => unknown): LamplightError {
  try {
    work();
  } catch (failure) {
    return LamplightError.from(failure);
  }
  throw new Error('it was read');
}

describe('the key', () => {
  test('stands in the configuration, or in the first line of a file', () => {
    expect(readKey({ address, key: 'll_abc' })).toBe('ll_abc');
    expect(readKey({ address, keyFile: written('good.key', 'll_def\nof the head office\n') })).toBe('ll_def');
  });

  test('that cannot be read is a configuration error that names the file and the remedy', () => {
    const missing = join(folder, 'missing.key');
    const failure = failureOf(() => readKey({ address, keyFile: missing }));
    expect(failure.reason).toBe('config_unreadable');
    expect(failure.message).toBe(
      `gateway.keyFile: the key file ${missing} does not exist: create it, or name one that exists`,
    );
  });

  test.each(['', 'two words', '\u0000'])('is not %j, and the content is not told', (text) => {
    const failure = failureOf(() => readKey({ address, keyFile: written('bad.key', `${text}\nsecret`) }));
    expect(failure.reason).toBe('config_invalid');
    expect(failure.message).toContain('bad.key');
    expect(failure.message).not.toContain('secret');
  });
});

describe('certificate authorities', () => {
  test('are read from a file with any number of them', async () => {
    const { certPem } = await makeSelfSignedCertificate({
      commonName: 'a',
      altNames: ['a'],
      validDays: 1,
      clock: systemClock(),
    });
    const file = written('ca.pem', `# two\n${certPem}\n${certPem}`);
    expect(readCertificateAuthorities({ address, caFile: file })).toEqual([certPem.trim(), certPem.trim()]);
    expect(readCertificateAuthorities({ address })).toEqual([]);
  });

  test.each([
    ['no PEM', 'hello', 'holds no readable certificate'],
    ['broken PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'holds no readable certificate'],
  ])('of %s are refused with the remedy', (name, text, message) => {
    const failure = failureOf(() => readCertificateAuthorities({ address, caFile: written(name, text) }));
    expect(failure.reason).toBe('certificate_unreadable');
    expect(failure.message).toContain(message);
  });

  test('that are a folder are named', () => {
    expect(failureOf(() => readCertificateAuthorities({ address, caFile: folder })).message).toBe(
      `gateway.caFile: the certificate file ${folder} is a folder: name a file`,
    );
  });
});
