import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LamplightError, type Logger } from '@lamplight/runtime';
import { type KeyRing, keyRingOf } from './store-key.ts';

/** Where the keys are. */
export type KeySource =
  | { readonly kind: 'file'; readonly path: string }
  /** The name of a variable of the environment. */
  | { readonly kind: 'environment'; readonly variable: string }
  /** A program and its arguments, run without a shell; it writes the keys to its standard output. */
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]] };

export interface KeyRingSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

const COMMAND_TIMEOUT_MS = 10_000;
const LONGEST_OUTPUT = 64 * 1024;
const READABLE_BY_OTHERS = 0o077;

/**
 * Reads the keys: one on each line, the current one first and then previous ones, in base64 or hexadecimal. Empty lines
 * and lines that begin with # are passed over. In a variable, spaces or commas part keys too.
 * @throws LamplightError `store_key_missing`, which names the source and the remedy, never a key
 */
export async function readKeyRing(source: KeySource, surroundings: KeyRingSurroundings): Promise<KeyRing> {
  switch (source.kind) {
    case 'file':
      return keyRingOf(keysIn(await contentOf(source.path, surroundings.logger)), `the key file ${source.path}`);
    case 'environment': {
      const value = surroundings.environment[source.variable];
      if (value === undefined || value.trim() === '') {
        throw missing(`the environment variable ${source.variable} is empty: set it to the key of the store`);
      }
      return keyRingOf(keysIn(value), `the environment variable ${source.variable}`);
    }
    case 'command':
      return keyRingOf(keysIn(await outputOf(source.command)), `the output of the key command ${source.command[0]}`);
  }
}

function keysIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(/[\s,]+/))
    .filter((key) => key !== '');
}

async function contentOf(path: string, logger: Logger): Promise<string> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & READABLE_BY_OTHERS) !== 0) {
      const rights = (mode & 0o777).toString(8).padStart(4, '0');
      logger.warn({ path, rights, expected: '0600' }, 'the key file of the store can be read by others');
    }
    return await readFile(path, 'utf8');
  } catch (failure) {
    throw missing(`the key file ${path} cannot be read (${codeOf(failure)}): make it, readable by this process only`);
  }
}

/** What the command writes is a secret, and so may be what it complains with: neither is repeated. */
async function outputOf([program, ...rest]: readonly [string, ...string[]]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, rest, {
      timeout: COMMAND_TIMEOUT_MS,
      maxBuffer: LONGEST_OUTPUT,
      windowsHide: true,
    });
    return stdout;
  } catch (failure) {
    throw missing(`the key command ${program} failed (${codeOf(failure)}): run it by hand and correct it`);
  }
}

function codeOf(failure: unknown): string {
  if (failure instanceof Error && 'killed' in failure && failure.killed === true) {
    return `no end within ${COMMAND_TIMEOUT_MS / 1000} s`;
  }
  return failure instanceof Error && 'code' in failure ? `code ${String(failure.code)}` : 'unknown';
}

function missing(text: string): LamplightError {
  return new LamplightError('store_key_missing', text);
}
