import { expect, it } from 'vitest';
import { extendedBy } from './extended-by.ts';

it.each([
  ['id: a\nextends: micollab\n', 'micollab'],
  ['{id: a, extends: micollab}', 'micollab'],
  ['extends: "micollab" # as before\nrules: [', 'micollab'],
  ["extends:   'of-us'", 'of-us'],
  ['rules:\n  - extends: micollab\n', null],
  ['rules: [\n# extends: micollab\n', null],
  ['extends:\n', null],
  ['extends: 7\n', null],
  ['', null],
])('%j extends %s', (text, base) => {
  expect(extendedBy(text)).toBe(base);
});
