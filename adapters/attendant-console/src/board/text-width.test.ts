import { describe, expect, test } from 'vitest';
import { fit, wrapped, wrappedWords } from './text-width.ts';

describe('fit', () => {
  test.each([
    ['Anna', 6, 'Anna  '],
    ['Anna', 4, 'Anna'],
    ['Anna Berger', 6, 'Anna …'],
    ['Änne', 3, 'Än…'],
    ['Anna', 1, 'A'],
  ])('%s in %d columns', (text, width, expected) => {
    expect(fit(text, width)).toBe(expected);
  });
});

describe('wrapped', () => {
  test('breaks where a terminal would, and loses nothing', () => {
    expect(wrapped('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
    expect(wrapped('abc', 3)).toEqual(['abc']);
  });

  test('an empty line is a line', () => {
    expect(wrapped('', 3)).toEqual(['']);
  });
});

test('breaks between words, and within one that is longer than a line', () => {
  expect(wrappedWords('a call at 101 decides', 9)).toEqual(['a call at', '101', 'decides']);
  expect(wrappedWords('an incomprehensibility here', 8)).toEqual(['an', 'incompre', 'hensibil', 'ity here']);
  expect(wrappedWords('', 8)).toEqual(['']);
});
