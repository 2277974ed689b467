import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, padded, printable, widthOf, wrapped } from './text-width.ts';

describe('widths', () => {
  test.each([
    ['Anna', 4],
    ['王小明', 6],
    ['한국', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['👩‍🚀', 2],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('a cut stands between characters and says so', () => {
    expect(cut('Anna Berg', 6)).toBe('Anna …');
    expect(cut('王小明', 4)).toBe('王…');
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(cut('Anna', 4)).toBe('Anna');
    expect(cut('Anna', 0)).toBe('');
  });

  test('whatever a name is, it takes the columns it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        const shown = printable(text);
        expect(widthOf(cut(shown, width))).toBeLessThanOrEqual(width);
        expect(widthOf(padded(cut(shown, width), width))).toBe(width);
      }),
    );
  });

  test('lines break between words', () => {
    expect(wrapped('see that 王小明 is known', 12)).toEqual(['see that', '王小明 is', 'known']);
    expect(wrapped('https://gateway.example.com is', 5)).toEqual(['https://gateway.example.com', 'is']);
  });

  test('nothing in a name moves the cursor or turns the line round', () => {
    expect(printable('a\u001b[2Jb\u202ec\n\u2028d')).toBe('a [2Jb c  d');
  });
});
