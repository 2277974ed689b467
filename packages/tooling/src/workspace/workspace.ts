import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { run } from './run.ts';

/** The root folder of the workspace. */
export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

const GROUPS = ['packages', 'adapters', 'services', 'examples'];

const dependencies = z.record(z.string(), z.string()).default({});

const manifestShape = z.object({
  name: z.string(),
  private: z.boolean().default(false),
  bin: z.record(z.string(), z.string()).default({}),
  files: z.array(z.string()).default([]),
  dependencies,
  devDependencies: dependencies,
  peerDependencies: dependencies,
});

export type Manifest = z.output<typeof manifestShape>;

/** A package of this workspace. */
export interface WorkspacePackage {
  /** Its folder, relative to the root. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package but the root's. */
export function workspacePackages(): readonly WorkspacePackage[] {
  const folders = GROUPS.flatMap((group) => readdirSync(join(ROOT, group)).map((name) => posix.join(group, name)));
  return [...folders, 'test'].map((folder) => ({ folder, manifest: readManifest(folder) }));
}

/** The package.json in `folder`, which is relative to the root. */
export function readManifest(folder: string): Manifest {
  return manifestShape.parse(JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')));
}

/** Every file that is tracked or would be: what .gitignore names is left out. Relative to the root. */
export function sourceFiles(): readonly string[] {
  const { output } = run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate']);
  return output.split('\n').filter((path) => path !== '');
}

/** The text of a file; undefined when it is gone or holds no text. */
export function readText(path: string): string | undefined {
  try {
    const bytes = readFileSync(join(ROOT, path));
    return bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  }
}
