import { createDecipheriv, createHmac, privateDecrypt } from 'node:crypto';
import { z } from 'zod';

const itemSchema = z.object({
  encryptedContent: z.object({ data: z.base64(), dataSignature: z.base64(), dataKey: z.base64() }),
});

/** Opens the content of a rich notification step by step, as a receiver does. @throws when the signature is wrong */
export function decrypted(item: unknown, keyPem: string): Record<string, unknown> {
  const { data, dataSignature, dataKey } = itemSchema.parse(item).encryptedContent;
  const key = privateDecrypt(keyPem, Buffer.from(dataKey, 'base64'));
  const bytes = Buffer.from(data, 'base64');
  if (createHmac('sha256', key).update(bytes).digest('base64') !== dataSignature) {
    throw new Error('dataSignature is not that of the data');
  }
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  const text = Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
