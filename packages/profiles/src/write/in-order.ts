/** The longest run of numbers, not necessarily side by side, that rises: what has kept its place in a reordered list. */
export function inOrder(numbers: readonly number[]): readonly number[] {
  let best: readonly number[] = [];
  /** For each number: the longest rising run that ends with it. */
  const runs: (readonly number[])[] = [];
  for (const [index, number] of numbers.entries()) {
    const shorter = runs
      .slice(0, index)
      .filter((run) => (run.at(-1) ?? Number.NEGATIVE_INFINITY) < number)
      .reduce<readonly number[]>((longest, run) => (run.length > longest.length ? run : longest), []);
    const run = [...shorter, number];
    runs.push(run);
    if (run.length > best.length) {
      best = run;
    }
  }
  return best;
}
