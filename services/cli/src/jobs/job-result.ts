import { z } from 'zod';
import { counted } from '../output/times.ts';

/** What jobs say of themselves; other kinds have other members, and are shown as they are. */
const told = z.object({
  message: z.string(),
  problemCount: z.int().optional(),
  problems: z.array(z.object({ line: z.int(), field: z.string(), message: z.string() })).default([]),
  /** What matching did after an import; with a message where it failed. */
  matching: z
    .union([
      z.object({ message: z.string() }),
      z.object({ added: z.int(), removed: z.int(), proposals: z.int(), problems: z.int() }),
    ])
    .optional(),
});

/** How many entries of a list in a result are shown; `--json` has them all. */
const SHOWN = 20;

/**
 * What came of a job, in lines for people.
 * @param placeOf where the record stands in the file that was imported, by its number from 1
 */
export function describeResult(
  result: unknown,
  placeOf: (line: number) => string = (line) => `record ${line}`,
): readonly string[] {
  const known = told.safeParse(result);
  if (!known.success) {
    return describeAny(result);
  }
  const { message, problems, problemCount = problems.length, matching } = known.data;
  const more = problemCount - Math.min(problems.length, SHOWN);
  return [
    message,
    ...problems.slice(0, SHOWN).map((each) => `${placeOf(each.line)}: ${`${each.field} ${each.message}`.trim()}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(matching === undefined ? [] : [inWordsOf(matching)]),
  ];
}

function inWordsOf(matching: NonNullable<z.output<typeof told>['matching']>): string {
  if ('message' in matching) {
    return matching.message;
  }
  const { added, removed, proposals, problems } = matching;
  const changes = `matching: ${counted(added, 'binding')} added, ${removed} removed`;
  return `${changes}; ${counted(proposals, 'proposal')}, ${counted(problems, 'problem')}`;
}

/** Whatever its kind: numbers and words by name, then lists. */
function describeAny(result: unknown): readonly string[] {
  if (typeof result !== 'object' || result === null) {
    return result === null || result === undefined ? [] : [String(result)];
  }
  const members = Object.entries(result);
  const plain = members.filter(([, value]) => value !== null && typeof value !== 'object');
  const others = members.filter(([, value]) => typeof value === 'object' && value !== null);
  return [
    ...(plain.length === 0 ? [] : [plain.map(([name, value]) => `${name}: ${value}`).join(', ')]),
    ...others.flatMap(([name, value]) => listed(name, value)),
  ];
}

function listed(name: string, value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) {
    return [];
  }
  const more = items.length > SHOWN ? [`  … and ${items.length - SHOWN} more: --json shows all`] : [];
  return [`${name}:`, ...items.slice(0, SHOWN).map((item) => `  ${inWords(item)}`), ...more];
}

function inWords(item: unknown): string {
  if (typeof item !== 'object' || item === null) {
    return String(item);
  }
  return Object.entries(item)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}
