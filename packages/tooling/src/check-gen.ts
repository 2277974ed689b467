import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drift } from './checks/drift.ts';
import { teamsFiles } from './teams-pages/teams-files.ts';
import { report } from './workspace/report.ts';
import { run } from './workspace/run.ts';
import { ROOT } from './workspace/workspace.ts';

/** Generates anew beside the committed files and compares: code with what proto/ says, documents with the tables in the code. */
const GENERATED = 'packages/wire/src/gen';

const fresh = mkdtempSync(join(tmpdir(), 'lamplight-gen-'));
try {
  const ran = run('buf', ['generate', '--output', fresh]);
  report(
    'check:gen',
    ran.code === 0
      ? [
          ...drift(readTree(join(ROOT, GENERATED)), readTree(join(fresh, GENERATED))).map(
            (path) => `${GENERATED}/${path}`,
          ),
          ...drift(readFiles(teamsFiles().keys()), teamsFiles()),
        ].map((path) => `${path}: run npm run gen`)
      : [`buf generate failed: ${ran.errors.trim()}`],
  );
} finally {
  rmSync(fresh, { recursive: true });
}

function readFiles(paths: Iterable<string>): ReadonlyMap<string, string> {
  return new Map([...paths].map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

function readTree(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')] as const;
    }),
  );
}
