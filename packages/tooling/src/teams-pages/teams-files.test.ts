import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PERMISSIONS } from '@lamplight/teams-adapter/registration';
import { expect, test } from 'vitest';
import { ROOT } from '../workspace/workspace.ts';
import { teamsFiles, withTable } from './teams-files.ts';

test.each([...teamsFiles()])('%s has the tables of the code: else run npm run gen', (path, text) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
});

test('every permission stands in the page with its id', () => {
  const page = teamsFiles().get('docs/teams/permissions.md') ?? '';
  expect(PERMISSIONS.filter(({ id, name }) => !page.includes(id) || !page.includes(name))).toEqual([]);
});

test('a table replaces what stands between its markers, and nothing else', () => {
  const text = 'a\n<!-- begin x: npm run gen -->\nold\n<!-- end x -->\nb';
  expect(withTable(text, 'x', 'new')).toBe('a\n<!-- begin x: npm run gen -->\n\nnew\n\n<!-- end x -->\nb');
  expect(() => withTable(text, 'y', 'new')).toThrow(/no place for the table y/);
});
