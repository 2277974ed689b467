/**
 * Reads the body of an import: every line is checked before any is taken. What is kept of it until then are the bytes as
 * they came, which are read a second time when they are taken: entries as objects would weigh several times as much.
 */
import { readLines } from '@lamplight/admin-api';
import { describeExpectation, LamplightError } from '@lamplight/runtime';
import { invalid } from '../admin/validate.ts';
import type { ImportKind } from './import-kind.ts';
import { type ImportProblem, ImportProblems } from './import-problems.ts';

/** Entries of one import: what one change holds in memory at most. */
export const MAX_ENTRIES = 250_000;

export interface CheckedImport {
  readonly bytes: readonly Uint8Array[];
  readonly total: number;
  readonly problems: ImportProblems;
}

type Unknown<Entry> = Awaited<ReturnType<ImportKind<Entry>['unknownTo']>>;

/** @throws LamplightError `request_too_large`, `request_invalid` for bytes that are no lines of UTF-8 */
export async function checkEntries<Entry>(
  body: AsyncIterable<Uint8Array>,
  kind: ImportKind<Entry>,
  unknownIn: Unknown<Entry>,
): Promise<CheckedImport> {
  const bytes: Uint8Array[] = [];
  const problems = new ImportProblems();
  const lineOf = new Map<string, number>();
  let total = 0;
  for await (const { number, text } of readLines(keeping(body, bytes))) {
    total += 1;
    if (total > MAX_ENTRIES) {
      throw new LamplightError(
        'request_too_large',
        `the import has more than ${MAX_ENTRIES} ${kind.noun}: split it into several`,
      );
    }
    if (problems.full) {
      continue;
    }
    const entry = readEntry(text, kind);
    const found = 'problems' in entry ? entry.problems : problemsOf(entry.value, number, kind, unknownIn, lineOf);
    for (const problem of found) {
      problems.add({ line: number, ...problem });
    }
  }
  return { bytes, total, problems };
}

/** The entries of an import that was checked, again. */
export async function* entriesOf<Entry>(bytes: readonly Uint8Array[], kind: ImportKind<Entry>): AsyncGenerator<Entry> {
  for await (const { text } of readLines(each(bytes))) {
    yield kind.schema.parse(JSON.parse(text));
  }
}

async function* each(bytes: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Blank chunks are kept as one line end: nothing but entries gives way to others when they are read again. */
async function* keeping(body: AsyncIterable<Uint8Array>, bytes: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const blank = chunk.includes(LINE_FEED) && chunk.every((byte) => byte <= SPACE);
    bytes.push(blank ? Uint8Array.of(LINE_FEED) : chunk);
    yield chunk;
  }
}

type Found = Omit<ImportProblem, 'line'>;

function readEntry<Entry>(
  text: string,
  kind: ImportKind<Entry>,
): { readonly value: Entry } | { readonly problems: readonly Found[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problems: [{ field: '', message: `is ${shown(text)}: expected one object of JSON` }] };
  }
  const result = kind.schema.safeParse(value, { error: describeExpectation });
  if (!result.success) {
    const { details } = invalid('body', result.error.issues, value);
    return {
      problems: Object.entries(details).map(([pointer, message]) => ({
        field: pointer.split('/').slice(2).join('.'),
        message,
      })),
    };
  }
  // Half a surrogate pair can only come escaped: as bytes it is no UTF-8.
  return /\\ud[89a-f]/i.test(text) && !isWellFormed(value)
    ? { problems: [{ field: '', message: 'has half a character (\\ud…): expected whole ones' }] }
    : { value: result.data };
}

function problemsOf<Entry>(
  entry: Entry,
  line: number,
  kind: ImportKind<Entry>,
  unknownIn: Unknown<Entry>,
  lineOf: Map<string, number>,
): readonly Found[] {
  const anchors = kind.anchorsOf(entry);
  const twice = anchors.flatMap(({ field, key }): Found[] => {
    const before = lineOf.get(key) ?? line;
    lineOf.set(key, before);
    return before === line ? [] : [{ field, message: `is that of line ${before} already: remove one of the two` }];
  });
  const missing = anchors.length === 0 ? [{ field: '', message: kind.anchorExpected }] : [];
  return [...missing, ...twice, ...unknownIn(entry)];
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') {
    return value.isWellFormed();
  }
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
