import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ALLOWED, REFUSED } from './lint-cases.ts';

/**
 * Every rule of the house is broken here on purpose, in a copy of the configuration, so that a rule which no longer
 * bites is found. Files lie where they would lie in the workspace, since most rules are bound to a place.
 */
const root = fileURLToPath(new URL('../../../..', import.meta.url));

const reportShape = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), message: z.string(), location: z.object({ path: z.string().nullish() }) }),
  ),
});

let workspace = '';
/** What Biome says, by file: "category: message". */
const found = new Map<string, string[]>();

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'lamplight-lint-'));
  for (const name of ['biome.json', '.gitignore', 'packages/tooling/biome']) {
    cpSync(join(root, name), join(workspace, name), { recursive: true });
  }
  for (const { path, content } of [...REFUSED, ...ALLOWED]) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), `${content}\n`);
  }
  const biome = join(root, 'node_modules/.bin/biome');
  const run = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: workspace,
    encoding: 'utf8',
  });
  for (const diagnostic of reportShape.parse(JSON.parse(run.stdout)).diagnostics) {
    const path = diagnostic.location.path ?? '';
    found.set(path, [...(found.get(path) ?? []), `${diagnostic.category}: ${diagnostic.message}`]);
  }
});

afterAll(() => rmSync(workspace, { recursive: true }));

describe('the lint refuses', () => {
  test.each(REFUSED)('$path: $content', ({ path, because }) => {
    expect(found.get(path)?.join('\n') ?? 'nothing').toContain(because);
  });
});

describe('the lint allows', () => {
  test.each(ALLOWED)('$path: $content', ({ path }) => {
    const ours = (found.get(path) ?? []).filter((line) => !IRRELEVANT.some((category) => line.startsWith(category)));
    expect(ours).toEqual([]);
  });
});

/** What an example file of one line cannot avoid: it uses nothing of what it imports, and has no package.json. */
const IRRELEVANT = [
  'lint/correctness/noUnusedImports',
  'lint/correctness/noUnusedVariables',
  'lint/correctness/noUndeclaredDependencies',
];
