/** Prints what a check found, one problem a line, and sets the exit code: 0 for nothing, 1 for problems. */
export function report(check: string, problems: readonly string[]): void {
  for (const problem of problems) {
    process.stderr.write(`${problem}\n`);
  }
  process.stdout.write(problems.length === 0 ? `${check}: good\n` : `${check}: ${problems.length} found\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
