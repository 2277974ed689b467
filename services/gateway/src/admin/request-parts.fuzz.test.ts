import { LamplightError } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonOf, queryOf } from './request-parts.ts';

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
}

async function refusal(bytes: Uint8Array): Promise<LamplightError> {
  const failure = await jsonOf(chunks(bytes)).catch((caught: unknown) => caught);
  if (!(failure instanceof LamplightError)) {
    throw new Error(`expected a refusal of ${Buffer.from(bytes).toString()}`);
  }
  return failure;
}

describe('queryOf', () => {
  test('reads what URLSearchParams writes, and a repeated name as a list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ä b'), fc.string({ unit: 'grapheme' }))), (pairs) => {
        const expected: Record<string, string | string[]> = {};
        for (const [name, value] of pairs) {
          const before = expected[name];
          expected[name] = before === undefined ? value : [before, value].flat();
        }
        expect(queryOf(`/x?${new URLSearchParams(pairs)}`)).toEqual(expected);
      }),
    );
  });

  test('refuses or reads whatever comes, and fails on nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        try {
          queryOf(`/x?${text}`);
        } catch (failure) {
          expect(LamplightError.from(failure).reason).toBe('request_invalid');
        }
      }),
    );
  });
});

describe('jsonOf', () => {
  test('reads JSON however it is cut, and refuses every other byte sequence by place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ noUnicodeString: false }), async (text) => {
        if (!text.includes('__proto__')) {
          expect(await jsonOf(chunks(Buffer.from(text)))).toEqual(JSON.parse(text));
        }
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (bytes) => {
        const known = await jsonOf(chunks(bytes)).then(
          () => 'read',
          (failure: unknown) => LamplightError.from(failure).reason,
        );
        expect(['read', 'request_invalid']).toContain(known);
      }),
    );
  });

  test.each([
    ['{\n "a": 1,\n "b" 2\n}', 'line 3, column 6'],
    ['{"a":', 'ends too soon'],
    ['', 'it is empty'],
    ['{"a":{"__proto__":{}}}', '__proto__ is not known'],
  ])('%j is refused with the place', async (text, place) => {
    expect((await refusal(Buffer.from(text))).message).toContain(place);
  });

  test('what is nested too deep is refused before anything walks it', async () => {
    const nested = (levels: number) => Buffer.from(`${'{"a":['.repeat(levels / 2)}"}]"${']}'.repeat(levels / 2)}`);
    await expect(jsonOf(chunks(nested(64)))).resolves.toBeDefined();
    for (const levels of [66, 2_200, 100_000]) {
      expect((await refusal(nested(levels))).message).toContain('nested deeper than 64 levels');
    }
  });

  test('bytes that are not UTF-8 are refused', async () => {
    expect((await refusal(new Uint8Array([0x22, 0xff, 0x22]))).message).toContain('not UTF-8');
  });
});
