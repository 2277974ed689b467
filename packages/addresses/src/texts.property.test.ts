/** Names, keys and what is shown of outsiders: stable, and nothing of them hangs or throws on what anybody may send. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKey } from './address-key.ts';
import { foldName } from './fold-name.ts';
import { dialledKeys, lineKeys } from './line-keys.ts';
import { readNumber } from './read-number.ts';
import { looksLikeNumber, shortenExternal } from './shorten-external.ts';
import { sipUriKey } from './sip-uri.ts';

const RUNS = { numRuns: 3_000 };
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom('+49', '30', '1234567', ' ', '-', '(0)', '…', '@', 'sip:', 'anna', '.de', ';', ':', '<', '>'),
      {
        maxLength: 10,
      },
    )
    .map((pieces) => pieces.join('')),
);

test('folding is idempotent', () => {
  fc.assert(
    fc.property(text, (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name));
    }),
    RUNS,
  );
});

test('a key is its own key, with and without regard to case', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('upn', 'mail', 'phone', 'line'), fc.boolean(), (value, kind, caseSensitive) => {
      const key = addressKey(kind, value, { caseSensitive });
      // A proxy address within a proxy address loses one prefix at a time.
      if (!/^smtp:/i.test(key)) {
        expect(addressKey(kind, key, { caseSensitive })).toBe(key);
      }
    }),
    RUNS,
  );
});

describe('what is shown of an outsider', () => {
  test('is never longer, and shortening it again changes nothing', () => {
    fc.assert(
      fc.property(text, (address) => {
        const shown = shortenExternal(address, false);
        expect(shown.length).toBeLessThanOrEqual(address.length);
        expect([address, shortenExternal(shown, false)]).toEqual([address, shown]);
        expect(shortenExternal(address, true)).toBe(address);
      }),
      RUNS,
    );
  });

  test('never holds the last four digits of a number, nor more than half of the subscriber part', () => {
    const numbers = fc.tuple(
      fc.constantFrom('+49 30 ', '+49 (0)171/', '+1 212-', '+45', '030 ', '+39 02 ', ''),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 10 }),
      fc.constantFrom('', 'tel:', 'sip:', 'Call from '),
    );
    fc.assert(
      fc.property(numbers, ([area, subscriber, before]) => {
        const number = area.replaceAll(/\D/g, '') + subscriber.join('');
        const written = area + subscriber.join('');
        const address =
          before === 'sip:' ? `sip:${written.replaceAll(' ', '-')}@example.com;user=phone` : before + written;
        const shown = shortenExternal(address, false).replaceAll(/\D/g, '');
        expect(number.startsWith(shown)).toBe(true);
        expect(number.length - shown.length).toBeGreaterThanOrEqual(Math.max(4, Math.ceil(subscriber.length / 2)));
      }),
      RUNS,
    );
  });
});

test('a long hostile text costs as much as its length', () => {
  const texts = [
    '+',
    '1',
    '1 ',
    ' ',
    '(',
    'ext',
    'x1',
    '%',
    '%41',
    'a@',
    '@',
    ';',
    'sip:',
    ':',
    '…',
    'ä',
    '\u0301',
    '<',
  ];
  for (const piece of texts) {
    for (const start of ['', 'sip:', 'tel:', '+49', 'a@']) {
      const long = start + piece.repeat(200_000 / piece.length);
      // The bound of a test's time is the mark: quadratic work on this much would take hours.
      readNumber(long, null);
      sipUriKey(long);
      lineKeys(long, null);
      dialledKeys(long, null);
      addressKey('mail', long);
      addressKey('line', long);
      foldName(long);
      looksLikeNumber(long);
      expect(shortenExternal(long, false).length).toBeLessThanOrEqual(long.length);
    }
  }
});
