import { LamplightError } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE, readLines } from './lines.ts';

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    yield Buffer.from(chunk);
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

describe('readLines', () => {
  test('takes LF and CR LF, counts empty lines and leaves them out, needs no last end', async () => {
    expect(await all(readLines(chunksOf('a\r\n\r\n  \nb\nc')))).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
      { number: 5, text: 'c' },
    ]);
  });

  test('lines do not depend on how the bytes were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 12 })),
        fc.array(fc.nat(40)),
        async (texts, cuts) => {
          const bytes = Buffer.from(texts.join('\n'));
          const parts: Uint8Array[] = [];
          let at = 0;
          for (const cut of cuts) {
            parts.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          parts.push(bytes.subarray(Math.min(at, bytes.length)));
          const whole = await all(readLines(chunksOf(bytes)));
          expect(await all(readLines(chunksOf(...parts)))).toEqual(whole);
        },
      ),
    );
  });

  test('a line without end and bytes that are no UTF-8 are refused by line', async () => {
    const endless = all(readLines(chunksOf('a\n', 'x'.repeat(MAX_LINE), 'x')));
    await expect(endless).rejects.toThrow(LamplightError);
    await expect(endless).rejects.toThrow(/^line 2 /);
    await expect(all(readLines(chunksOf('a\n', new Uint8Array([0xff]))))).rejects.toThrow(/not UTF-8/);
    await expect(all(readLines(chunksOf('a\n', new Uint8Array([0xc3]))))).rejects.toThrow(/not UTF-8/);
  });
});
