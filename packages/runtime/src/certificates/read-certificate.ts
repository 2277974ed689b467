import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '../clock/clock.ts';
import { LamplightError } from '../errors/lamplight-error.ts';
import type { CertificatePair } from './self-signed-certificate.ts';

export interface CertificateFiles {
  /** PEM file with the certificate first and its intermediate certificates after it. */
  readonly certFile: string;
  /** PEM file with the unencrypted private key (PKCS #8, PKCS #1 or SEC 1). */
  readonly keyFile: string;
}

/** A certificate that was read and found good. */
export interface ReadCertificate extends CertificatePair {
  /** When it expires, in milliseconds since 1970: the last moment to have replaced it. */
  readonly expiresAt: number;
}

/**
 * Reads a certificate and its key, and proves that they can be used now.
 * @throws LamplightError `certificate_unreadable` naming the file, what is wrong with it and the remedy.
 */
export function readCertificate(files: CertificateFiles, clock: Clock): ReadCertificate {
  const certPem = readPem(files.certFile, 'certificate', 'certFile');
  const keyPem = readPem(files.keyFile, 'private key', 'keyFile');
  const certificate = parseCertificate(certPem, files.certFile);
  const key = parseKey(keyPem, files.keyFile);
  if (!certificate.checkPrivateKey(key)) {
    throw unreadable(
      files.keyFile,
      `the private key in ${files.keyFile} does not belong to the certificate in ${files.certFile}`,
      'give the key that the certificate was requested with; the certificate of the server itself must come first in its file',
    );
  }
  const now = clock.now();
  const expiresAt = certificate.validToDate.getTime();
  if (expiresAt <= now) {
    throw unreadable(
      files.certFile,
      `the certificate in ${files.certFile} expired at ${certificate.validToDate.toISOString()}`,
      'renew it',
    );
  }
  if (certificate.validFromDate.getTime() > now) {
    throw unreadable(
      files.certFile,
      `the certificate in ${files.certFile} is valid only from ${certificate.validFromDate.toISOString()}`,
      'check the clock of this machine, or use a certificate that is valid already',
    );
  }
  return Object.freeze({ certPem, keyPem, expiresAt });
}

function readPem(file: string, what: string, field: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
    if (code === 'ENOENT') {
      throw unreadable(file, `there is no ${what} file ${file}`, `set ${field} to an existing file`, failure);
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw unreadable(
        file,
        `this process may not read the ${what} file ${file}`,
        'let its user read the file',
        failure,
      );
    }
    throw unreadable(file, `the ${what} file ${file} cannot be read (${code ?? failure})`, 'give a file', failure);
  }
  if (!/^-----BEGIN [A-Z0-9 ]+-----/m.test(text)) {
    throw unreadable(
      file,
      `the ${what} file ${file} is not PEM: it has no line "-----BEGIN …-----"`,
      'convert it, for example with `openssl x509 -inform DER` (DER) or `openssl pkcs12 -nodes` (PFX)',
    );
  }
  return text;
}

function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (failure) {
    throw unreadable(
      file,
      `the certificate file ${file} holds no readable certificate`,
      'check that it begins with "-----BEGIN CERTIFICATE-----" and is whole; the key goes into keyFile',
      failure,
    );
  }
}

function parseKey(pem: string, file: string): KeyObject {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    throw unreadable(
      file,
      `the private key in ${file} is encrypted with a passphrase`,
      'write it without one with `openssl pkey`, and let only the user of this process read the file',
    );
  }
  try {
    return createPrivateKey(pem);
  } catch (failure) {
    throw unreadable(
      file,
      `the private key file ${file} holds no readable private key`,
      'check that it begins with "-----BEGIN PRIVATE KEY-----" and is whole; the certificate goes into certFile',
      failure,
    );
  }
}

function unreadable(file: string, problem: string, remedy: string, cause?: unknown): LamplightError {
  return new LamplightError('certificate_unreadable', `${problem}: ${remedy}.`, { details: { file }, cause });
}
