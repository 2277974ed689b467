import { readFileSync } from 'node:fs';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseDialogInfo } from './parse-dialog-info.ts';

const VectorsSchema = z.array(
  z.strictObject({
    name: z.string(),
    source: z.string(),
    xml: z.string(),
    expected: z.looseObject({ version: z.number() }).optional(),
    refused: z.string().optional(),
  }),
);
const file = new URL('../../../../test/vectors/sip/dialog-info.json', import.meta.url);
const vectors = VectorsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

function whyRefused(bytes: Uint8Array): string | undefined {
  try {
    parseDialogInfo(bytes);
  } catch (failure) {
    return failure instanceof LamplightError && failure.reason === 'dialog_info_refused'
      ? failure.details['why']
      : `not ours: ${failure}`;
  }
  return undefined;
}

/** Maps as objects and without what is undefined, as JSON has it. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner) => (inner instanceof Map ? Object.fromEntries(inner) : inner)));
}

describe('documents that are read', () => {
  it.each(vectors.filter(({ expected }) => expected !== undefined))('$name [$source]', ({ xml, expected }) => {
    const { entity: _, ...info } = parseDialogInfo(Buffer.from(xml));
    expect(plain(info)).toEqual(expected);
  });
});

describe('documents that are refused', () => {
  it.each(vectors.filter(({ refused }) => refused !== undefined))('$name: $refused [$source]', ({ xml, refused }) => {
    expect(whyRefused(Buffer.from(xml))).toBe(refused);
  });

  it('a megabyte, before it is looked at', () => {
    const xml = `<dialog-info version="1" state="full" entity="e">${' '.repeat(1_048_576)}</dialog-info>`;
    expect(whyRefused(Buffer.from(xml))).toBe('too-large');
  });

  it('bytes that are not UTF-8', () => {
    expect(whyRefused(Buffer.from([0x3c, 0xff, 0xfe]))).toBe('encoding');
  });
});
