import { describe, expect, it } from 'vitest';
import { readNotifyContent } from './notify-content.ts';
import { HeaderFields } from './sip/header-fields.ts';

function read(body: string, type = 'application/dialog-info+xml', encoding?: string) {
  const headers = new HeaderFields([['Content-Type', type]]);
  if (encoding !== undefined) {
    headers.append('Content-Encoding', encoding);
  }
  return readNotifyContent(
    { kind: 'request', method: 'NOTIFY', uri: 'sip:x', headers, body: Buffer.from(body) },
    1_000,
  );
}

const DOCUMENT = '<dialog-info version="1" state="full" entity="e"/>';

describe('the body of a NOTIFY', () => {
  it('is read, or absent', () => {
    expect(read(DOCUMENT, 'Application/Dialog-Info+XML ; charset=utf-8')).toMatchObject({
      kind: 'document',
      info: { version: 1 },
    });
    expect(read('')).toEqual({ kind: 'none' });
  });

  it.each([
    ['another type', 415, () => read(DOCUMENT, 'application/pidf+xml')],
    ['compressed', 415, () => read(DOCUMENT, undefined, 'gzip')],
    ['too large', 513, () => read(DOCUMENT + ' '.repeat(1_000))],
    ['not readable', 400, () => read('<dialog-info')],
  ] as const)('%s: refused with %i', (_, status, readIt) => {
    expect(readIt()).toMatchObject({ kind: 'unreadable', status });
  });
});
