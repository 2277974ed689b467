/** No file is longer. */
export const LONGEST = 500;
/** Nine of ten files are no longer. */
export const USUAL = 300;
/** A service's main.ts is shorter than this: all it does is hand over. */
export const MAIN = 60;
/** One file of so many may be longer. */
const LONG_IN = 10;

export interface FileSize {
  readonly path: string;
  readonly lines: number;
}

/** What breaks the line budget: a file that does everything is found before it is feared. */
export function tooLong(files: readonly FileSize[]): readonly string[] {
  const problems = files
    .filter((file) => file.lines > LONGEST)
    .map((file) => `${file.path} has ${file.lines} lines: split it, none may have more than ${LONGEST}`);
  for (const file of files) {
    if (/^services\/[^/]+\/src\/main\.ts$/.test(file.path) && file.lines >= MAIN) {
      problems.push(`${file.path} has ${file.lines} lines: a main.ts has fewer than ${MAIN}`);
    }
  }
  const long = files.filter((file) => file.lines > USUAL);
  if (long.length * LONG_IN > files.length) {
    const names = long.map((file) => `${file.path} (${file.lines})`).join(', ');
    problems.push(`${long.length} of ${files.length} files have more than ${USUAL} lines, one of ten may: ${names}`);
  }
  return problems;
}
