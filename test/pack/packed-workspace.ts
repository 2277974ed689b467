import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The root folder of the workspace. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** As in the root's setup script. */
const PNPM = 'pnpm@12.21.0';
const GROUPS = ['packages', 'adapters', 'services'];

const manifestShape = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  bin: z.record(z.string(), z.string()).default({}),
});

/** A package that is handed to others. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** Names of its commands. */
  readonly commands: readonly string[];
}

/** Every package of the workspace that is not private. */
export function shippedPackages(): readonly ShippedPackage[] {
  return GROUPS.flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: manifestShape.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))),
    }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({
      name: manifest.name,
      version: manifest.version,
      folder,
      commands: Object.keys(manifest.bin),
    }));
}

/** Emits JavaScript for the whole workspace, from nothing: what is left of a deleted file may not be shipped. */
export async function build(packages: readonly ShippedPackage[]): Promise<void> {
  for (const { folder } of packages) {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
  }
  await run(join(ROOT, 'node_modules/.bin/tsc'), ['-b', 'tsconfig.build.json'], ROOT);
}

/**
 * Packs the packages as they would be published and installs the archives in an empty folder, where nothing of the
 * workspace is within reach. Returns that folder.
 */
export async function packAndInstall(packages: readonly ShippedPackage[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lamplight-pack-'));
  const archives = join(folder, 'archives');
  mkdirSync(archives);
  const dependencies: Record<string, string> = {};
  for (const shipped of packages) {
    const archive = join(archives, `${shipped.name.replace(/^@/, '').replace('/', '-')}.tgz`);
    await run('npx', ['-y', PNPM, 'pack', '--out', archive], shipped.folder);
    dependencies[shipped.name] = `file:${archive}`;
  }
  // Each is a dependency of the folder itself, so that what they want of each other is met by these archives.
  const consumer = { name: 'consumer', version: '1.0.0', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(consumer));
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  return folder;
}

/** Runs a program to its end; rejects with all it printed when it fails. Standard error counts as output. */
export async function run(program: string, args: readonly string[], folder: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  return `${stdout}${stderr}`;
}
