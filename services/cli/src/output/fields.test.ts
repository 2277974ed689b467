import { expect, test } from 'vitest';
import { renderFields } from './fields.ts';

const FIELDS = [
  ['Rules', ['one two three four five six seven', 'eight']],
  ['None', []],
] as const;

test('on a terminal a long value breaks between words and stands in', () => {
  expect(renderFields(FIELDS, { columns: 34, colours: false })).toBe(
    'Rules  one two three four five\n         six seven\n       eight\n',
  );
});

test('in a pipe nothing breaks', () => {
  expect(renderFields(FIELDS, { columns: undefined, colours: false })).toBe(
    'Rules  one two three four five six seven\n       eight\n',
  );
});
