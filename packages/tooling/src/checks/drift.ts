/** The paths that are in only one of two trees or whose content differs, sorted. */
export function drift(committed: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...committed.keys(), ...fresh.keys()])]
    .filter((path) => committed.get(path) !== fresh.get(path))
    .sort();
}
