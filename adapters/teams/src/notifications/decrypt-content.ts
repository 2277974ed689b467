/**
 * The content of a rich notification. Source: Graph, change notifications with resource data ("Decrypting resource data"):
 * a key of its own for each item, under RSA-OAEP with SHA-1; HMAC-SHA256 over the encrypted bytes; AES-256-CBC whose
 * initialization vector is the first half of the key.
 */
import { constants, createDecipheriv, createHmac, type KeyObject, privateDecrypt, timingSafeEqual } from 'node:crypto';
import type { EncryptedContent } from './notification-payload.ts';

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/** The text, or null for anything that is not as it should be: no reason is told apart, so that none can be probed. */
export function decryptContent(content: EncryptedContent, privateKey: KeyObject): string | null {
  try {
    const key = privateDecrypt(
      { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from(content.dataKey, 'base64'),
    );
    const data = Buffer.from(content.data, 'base64');
    const signature = Buffer.from(content.dataSignature, 'base64');
    const expected = createHmac('sha256', key).update(data).digest();
    if (key.length !== KEY_BYTES || signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      return null;
    }
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, BLOCK_BYTES));
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
