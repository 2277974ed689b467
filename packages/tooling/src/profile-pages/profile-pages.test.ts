import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { lamplightProfile } from '@lamplight/resolver';
import { expect, it } from 'vitest';
import { table, wrapped } from './markdown.ts';
import { pageFiles } from './page-files.ts';
import { profilePage } from './profile-page.ts';

it.each([...pageFiles()].map(([path, text]) => ({ page: basename(path), path, text })))(
  '$page is what its profile says: else run npm run gen',
  ({ path, text }) => {
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

it('a page changes with its profile', () => {
  const [first] = lamplightProfile.rules;
  const changed = { ...lamplightProfile, rules: lamplightProfile.rules.filter((rule) => rule !== first) };
  expect(profilePage(changed)).not.toBe(profilePage(lamplightProfile));
});

it('tables are padded, and bars in cells do not end them', () => {
  expect(table(['a', 'b'], [['x|y', 'longer']])).toBe('| a    | b      |\n| ---- | ------ |\n| x\\|y | longer |');
});

it('lines are no longer than 120 characters, and the later ones are indented', () => {
  const text = Array.from({ length: 60 }, () => 'word').join(' ');
  const lines = wrapped(text, '  ').split('\n');
  expect(lines.map((line) => line.length <= 120)).toEqual([true, true, true]);
  expect(lines.slice(1).every((line) => line.startsWith('  word'))).toBe(true);
});
