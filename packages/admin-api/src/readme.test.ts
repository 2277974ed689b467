import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADMIN_ROLES } from './route.ts';
import { allRoutes } from './routes/routes.ts';

test('the table of the README says who may call what, as the routes do', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = readme
    .split('\n')
    .filter((line) => /^\| `\w+\.\w+` +\|/.test(line))
    .map((line) => line.replaceAll(/ +/g, ' '));
  const expected = allRoutes.map((route) => {
    const roles = ADMIN_ROLES.map((role) => (route.scope === 'any' || route.roles.includes(role) ? 'x' : ' '));
    const own = route.scope === 'any' || route.self ? 'x' : ' ';
    return `| \`${route.id}\` | ${route.method} | \`${route.path}\` | ${[...roles, own].join(' | ')} |`.replaceAll(
      / +/g,
      ' ',
    );
  });
  expect(rows).toEqual(expected);
});
