import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Ran {
  /** Exit code; 127 when the program could not be started. */
  readonly code: number;
  /** What it printed on standard output. */
  readonly output: string;
  /** What it printed on standard error. */
  readonly errors: string;
}

/** Runs a program to its end, with the workspace's tools on its path. In the root folder unless told otherwise. */
export function run(program: string, args: readonly string[], folder: string = root): Ran {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const ran = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: ran.status ?? 127, output: ran.stdout ?? '', errors: ran.error?.message ?? ran.stderr ?? '' };
}
