import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { clockAt, NOW } from '../testing/lamplight.ts';
import { instant, repeated, wholeNumber } from './arguments.ts';

describe('instant', () => {
  const read = instant(clockAt(NOW));

  test.each([
    ['8h', '2027-01-05T16:00:00.000Z'],
    ['90d', '2027-04-05T08:00:00.000Z'],
    ['2027-01-31T18:00+01:00', '2027-01-31T17:00:00.000Z'],
    ['2027-01-31T18:00:30Z', '2027-01-31T18:00:30.000Z'],
    ['2027-01-31', new Date('2027-01-31T00:00').toISOString()],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each(['', 'tomorrow', '8', '2027-02-30', '2027-13-01', '2027-01-31T25:00', '31.1.2027', '0h'])(
    '%j is refused, with what is expected',
    (text) => {
      expect(() => read(text)).toThrow(InvalidArgumentError);
      expect(() => read(text)).toThrow(/8h or 90d/);
    },
  );
});

test('whole numbers have their bounds', () => {
  expect(wholeNumber(1, 12)('12')).toBe(12);
  for (const text of ['0', '13', '1.5', '-1', 'x', '1e1', '']) {
    expect(() => wholeNumber(1, 12)(text)).toThrow('from 1 to 12');
  }
});

test('an option that may be repeated gathers its values and knows them', () => {
  const { parseArg, argChoices } = repeated('--kind <kind>', 'only', ['a', 'b']);
  expect(parseArg?.('b', parseArg('a', undefined))).toEqual(['a', 'b']);
  expect(() => parseArg?.('c', undefined)).toThrow('one of a, b');
  expect(argChoices).toEqual(['a', 'b']);
});
