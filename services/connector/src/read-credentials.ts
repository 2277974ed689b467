import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ErrorReason, LamplightError } from '@lamplight/runtime';
import type { ConnectorConfig } from './config.ts';

type GatewayConfig = ConnectorConfig['gateway'];

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The bearer key of this source.
 * @throws LamplightError `config_unreadable` or `config_invalid` naming the file and the remedy; never the key
 */
export function readKey({ key, keyFile }: GatewayConfig): string {
  if (keyFile === undefined) {
    return key ?? '';
  }
  const text = read(keyFile, { reason: 'config_unreadable', field: 'gateway.keyFile', what: 'key' });
  const line = text.split(/\r?\n/, 1)[0]?.trim() ?? '';
  // The key travels in a header: whatever else is in the file is not one.
  if (!/^[\x21-\x7e]+$/.test(line)) {
    throw new LamplightError(
      'config_invalid',
      `gateway.keyFile: the first line of ${keyFile} is not a key: write there what the gateway printed for this source`,
      { details: { file: keyFile } },
    );
  }
  return line;
}

/**
 * The certificate authorities to trust besides those of Node, each PEM; none where no file is named.
 * @throws LamplightError `certificate_unreadable` naming the file and the remedy
 */
export function readCertificateAuthorities({ caFile }: GatewayConfig): readonly string[] {
  if (caFile === undefined) {
    return [];
  }
  const text = read(caFile, { reason: 'certificate_unreadable', field: 'gateway.caFile', what: 'certificate' });
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    throw new LamplightError(
      'certificate_unreadable',
      `gateway.caFile: ${caFile} holds no readable certificate: give PEM that begins with "-----BEGIN CERTIFICATE-----"`,
      { details: { file: caFile } },
    );
  }
  return certificates;
}

function read(file: string, about: { reason: ErrorReason; field: string; what: string }): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = READ_FAILURES[code] ?? { problem: `cannot be read (${code})`, remedy: 'give a file' };
    throw new LamplightError(
      about.reason,
      `${about.field}: the ${about.what} file ${file} ${why.problem}: ${why.remedy}`,
      { details: { file }, cause },
    );
  }
}

const READ_FAILURES: Readonly<Record<string, { readonly problem: string; readonly remedy: string }>> = {
  ENOENT: { problem: 'does not exist', remedy: 'create it, or name one that exists' },
  EISDIR: { problem: 'is a folder', remedy: 'name a file' },
  EACCES: { problem: 'may not be read by this process', remedy: 'let its user read it' },
};

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== '';
  } catch {
    return false;
  }
}
