/** Writes a text to standard output: what the person who started this program asked for. */
export function print(text: string): void {
  process.stdout.write(text);
}
