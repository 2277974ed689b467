/**
 * A backup is gzip of lines of JSON, the same for every engine:
 * 1. the header: {@link BackupHeader};
 * 2. for each table `{"table": name, "columns": [names]}` and then a line for each row: an array of its values;
 * 3. the end: `{"rows": {table: count}, "checksum": hex}`.
 * The checksum is an HMAC-SHA-256 over every byte before the end's line and over the counts, under a key that comes from
 * the installation's secret. The header carries that secret sealed, so the store's key both opens and proves a backup.
 */
import { createHmac, type Hmac, type KeyObject } from 'node:crypto';
import { isId } from '@lamplight/domain';
import { z } from 'zod';
import type { SqlValue } from '../engine/engine.ts';

export const FORMAT = 'lamplight-backup-1';

export const headerShape = z.strictObject({
  format: z.literal(FORMAT),
  /** Name of the last migration. */
  schemaVersion: z.string().min(1),
  installationId: z.string().refine(isId),
  sealedSecret: z.string().min(1),
  /** Wall time in ms. */
  madeAt: z.int(),
});

export type BackupHeader = z.infer<typeof headerShape>;

export const tableShape = z.strictObject({ table: z.string().min(1), columns: z.array(z.string().min(1)).min(1) });

export type BackupTable = z.infer<typeof tableShape>;

export const endShape = z.strictObject({
  rows: z.record(z.string(), z.int().nonnegative()),
  checksum: z.string(),
});

export type BackupEnd = z.infer<typeof endShape>;

export function startChecksum(key: KeyObject): Hmac {
  return createHmac('sha256', key);
}

export function endChecksum(checksum: Hmac, rows: BackupEnd['rows']): string {
  return checksum.update(JSON.stringify(rows)).digest('hex');
}

/** Whether a line's value is a row of so many columns. */
export function isRow(value: unknown, columns: number): value is readonly SqlValue[] {
  return (
    Array.isArray(value) &&
    value.length === columns &&
    value.every((item) => item === null || typeof item === 'string' || typeof item === 'number')
  );
}
