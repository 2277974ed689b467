import type { Cli } from '../cli.ts';
import { writeNew } from '../input/write-file.ts';

/**
 * Gives a key that was just made, which is shown this once: standard output carries the key and nothing else, so that it
 * can go into a file or a variable as it is.
 */
export async function handOut(
  cli: Cli,
  made: { readonly key: string },
  what: string,
  file: string | undefined,
): Promise<void> {
  if (file !== undefined) {
    await writeNew(file, Buffer.from(`${made.key}\n`));
    cli.printer.note(`${what} is in ${file}, and nowhere else`);
    return;
  }
  await cli.printer.done(made, made.key);
  cli.printer.note(`${what} is shown this once: keep it where only its holder can read it`);
}
