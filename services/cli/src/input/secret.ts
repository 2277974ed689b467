import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';
import { readWhole } from './read-file.ts';

const MAX_SECRET_BYTES = 65_536;

/**
 * A secret from a file, or from standard input: never an argument, which every process of the machine could read. The
 * line end that an editor or `echo` leaves is no part of it.
 */
export async function readSecret(cli: Cli, file: string | undefined): Promise<string> {
  if (file === undefined && cli.terminal.inputIsTyped) {
    throw new LamplightError(
      'request_invalid',
      'a secret is not typed where others can see it: pipe it in, or name its file with --file FILE',
    );
  }
  const bytes = await readWhole(file ?? '-', cli.terminal, MAX_SECRET_BYTES);
  const secret = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (secret === '') {
    throw new LamplightError('request_invalid', 'the secret is empty: pipe it in, or name its file with --file FILE');
  }
  return secret;
}
