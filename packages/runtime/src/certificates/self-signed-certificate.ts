import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { Clock } from '../clock/clock.ts';

const DAY_MS = 86_400_000;
/** How long before now a certificate is already valid, so that a peer whose clock is a little late accepts it. */
const VALID_BEFORE_NOW_MS = 3_600_000;

const KEY_ALGORITHMS = {
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
} as const;

export interface SelfSignedCertificateOptions {
  /** Subject and issuer common name, for example `lamplight.local`. */
  readonly commonName: string;
  /** Host names and IP addresses the certificate is good for (subjectAltName, RFC 5280 section 4.2.1.6). */
  readonly altNames: readonly string[];
  /** How long the certificate is valid from now, in days. */
  readonly validDays: number;
  readonly clock: Clock;
  /**
   * `ec` (P-256, the default) for TLS; `rsa` (2048 bits) also signs in at Microsoft Entra, which takes no EC keys, and
   * may encrypt keys (RFC 5280 section 4.2.1.3), as the content of notifications needs.
   */
  readonly keyType?: keyof typeof KEY_ALGORITHMS;
}

/** A certificate and its private key, both PEM; the key is unencrypted PKCS #8. */
export interface CertificatePair {
  readonly certPem: string;
  readonly keyPem: string;
}

/**
 * Makes a certificate that signs itself, for development, tests and the simulator. Whoever is to trust it gets
 * `certPem` as a CA. For client and server authentication.
 */
export async function makeSelfSignedCertificate(options: SelfSignedCertificateOptions): Promise<CertificatePair> {
  const x509 = await loadX509();
  const algorithm = KEY_ALGORITHMS[options.keyType ?? 'ec'];
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = options.clock.now();
  const { digitalSignature, keyCertSign, keyEncipherment } = x509.KeyUsageFlags;
  const usages = digitalSignature | keyCertSign | (options.keyType === 'rsa' ? keyEncipherment : 0);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [options.commonName] }],
      notBefore: new Date(now - VALID_BEFORE_NOW_MS),
      notAfter: new Date(now + options.validDays * DAY_MS),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(usages, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.SubjectAlternativeNameExtension(
          options.altNames.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  const keyBytes = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return Object.freeze({
    certPem: `${certificate.toString('pem')}\n`,
    keyPem: `${x509.PemConverter.encode(keyBytes, 'PRIVATE KEY')}\n`,
  });
}

/** Loaded on first use: a gateway with certificates of its own never pays for it. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
