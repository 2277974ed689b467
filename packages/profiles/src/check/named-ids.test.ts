import { expect, it } from 'vitest';
import { extendedBy, idOf } from './named-ids.ts';

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

it.each([
  ['id: a\nextends: micollab\n', 'a'],
  ['{id: a, extends: micollab}', 'a'],
  ["id: 'ours' # of the office\nrules: [", 'ours'],
  ['person:\n  id: a\n', null],
  ['id: 7\n', null],
])('%j is %s', (text, id) => {
  expect(idOf(text)).toBe(id);
});
