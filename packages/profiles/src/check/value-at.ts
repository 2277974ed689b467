import type { Path } from './report.ts';

/** What stands there in a document as it was written; undefined: nothing. */
export function valueAt(document: unknown, path: Path): unknown {
  let current = document;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null) {
      return undefined;
    }
    current = Object.getOwnPropertyDescriptor(current, segment)?.value;
  }
  return current;
}
