import { expect, test } from 'vitest';
import { maskNumber } from './mask-number.ts';

test('of a telephone number only the last four digits are shown; extensions stay', () => {
  expect(maskNumber('sip:+493012345678@pbx')).toBe('sip:+…5678@pbx');
  expect(maskNumber('567')).toBe('567');
  expect(maskNumber('123456')).toBe('123456');
});
