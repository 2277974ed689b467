import { expect, test } from 'vitest';
import { parseIsoDuration } from './iso-duration.ts';

test.each([
  ['PT5M', 300_000],
  ['PT4H', 14_400_000],
  ['P1D', 86_400_000],
  ['P1DT2H3M4.5S', 93_784_500],
  ['P', undefined],
  ['PT', undefined],
  ['P1DT', undefined],
  ['5M', undefined],
  ['P1M', undefined],
  ['PT-5M', undefined],
])('%s is %s ms', (text, expected) => {
  expect(parseIsoDuration(text)).toBe(expected);
});
