/**
 * Resource data as rich notifications carry it. Source: Graph, "Set up change notifications that include resource data":
 * a key of its own for each item, sealed with RSA-OAEP (SHA-1); HMAC-SHA256 over the encrypted bytes; AES-256-CBC with
 * the first 16 bytes of the key as initialization vector, PKCS #7.
 */
import { constants, createCipheriv, createHmac, publicEncrypt } from 'node:crypto';
import type { Random } from '@lamplight/runtime';
import type { EncryptionCertificate } from './subscription.ts';

const KEY_BYTES = 32;
const VECTOR_BYTES = 16;

/** `encryptedContent` of a notification; `data`, `dataSignature` and `dataKey` are base64. */
export interface EncryptedContent {
  readonly data: string;
  readonly dataSignature: string;
  readonly dataKey: string;
  readonly encryptionCertificateId: string;
  readonly encryptionCertificateThumbprint: string;
}

/** @param random makes the key; from a seed, it is a secret to nobody. */
export function encryptContent(content: unknown, certificate: EncryptionCertificate, random: Random): EncryptedContent {
  const key = Buffer.from(random.bytes(KEY_BYTES));
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, VECTOR_BYTES));
  const data = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  const sealed = publicEncrypt(
    { key: certificate.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    key,
  );
  return {
    data: data.toString('base64'),
    dataSignature: createHmac('sha256', key).update(data).digest('base64'),
    dataKey: sealed.toString('base64'),
    encryptionCertificateId: certificate.id,
    encryptionCertificateThumbprint: certificate.thumbprint,
  };
}
