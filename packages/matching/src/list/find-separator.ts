import type { ListSeparator } from './user-matching-list.ts';

const SEPARATORS: readonly ListSeparator[] = [',', ';', '\t'];
/** Characters looked at. */
const SAMPLE = 65_536;

export interface FoundSeparator {
  readonly separator: ListSeparator;
  /** Whether the first line says so, as Excel's `sep=;` does, and is no entry. */
  readonly declared: boolean;
}

/** The declared one; else the one that makes two columns of most lines, and the comma when none does better. */
export function findSeparator(text: string): FoundSeparator {
  const declared = /^"?sep=([,;\t])"?[ \t]*(?:\n|$)/i.exec(text)?.[1];
  const named = SEPARATORS.find((separator) => separator === declared);
  if (named !== undefined) {
    return { separator: named, declared: true };
  }
  const counts = linesWithOne(text.slice(0, SAMPLE));
  const separator = SEPARATORS.reduce((best, other) =>
    (counts.get(other) ?? 0) > (counts.get(best) ?? 0) ? other : best,
  );
  return { separator, declared: false };
}

/** How many lines hold a separator exactly once outside quotes, not counting those at the end of the line. */
function linesWithOne(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const inLine = new Map<string, number>();
  let last = '\n';
  let quoted = false;
  for (const character of `${text}\n`) {
    if (character === '\n' && !quoted) {
      for (const [separator, count] of inLine) {
        lines.set(separator, (lines.get(separator) ?? 0) + (count === 1 ? 1 : 0));
      }
      inLine.clear();
    } else if (!quoted && isSeparator(last) && !isSeparator(character)) {
      inLine.set(last, (inLine.get(last) ?? 0) + 1);
    }
    quoted = character === '"' ? !quoted : quoted;
    last = quoted ? '"' : character;
  }
  return lines;
}

function isSeparator(character: string): boolean {
  return character === ',' || character === ';' || character === '\t';
}
