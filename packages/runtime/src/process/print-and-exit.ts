import { writeSync } from 'node:fs';

/** Writes the answer of a command to standard output and ends the process: it was all that was asked for. */
export function printAndExit(text: string): never {
  writeSync(1, `${text}\n`);
  process.exit(0);
}
