/** Records of a file that is imported: CSV, lines of JSON or an array of JSON, each with where it stands. */
import { LamplightError } from '@lamplight/runtime';
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';

export const FORMATS = ['csv', 'ndjson', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Where a record stands: `line 7`, `item 3`. */
export interface Placed {
  readonly place: string;
  readonly value: unknown;
}

export interface Problem {
  readonly place: string;
  readonly message: string;
}

export interface ReadRecords {
  readonly records: readonly Placed[];
  readonly problems: readonly Problem[];
  /** Such as utf-8; what was found in the file. */
  readonly encoding: string;
}

/** A row of CSV by the names of its head, in lower case; cells without spaces around them. */
export type Row = ReadonlyMap<string, string>;

/** By the file's ending. @throws LamplightError `request_invalid` for another one */
export function formatOf(file: string): Format {
  const ending = /\.(csv|ndjson|jsonl|json)$/i.exec(file)?.[1]?.toLowerCase();
  switch (ending) {
    case 'csv':
    case 'json':
      return ending;
    case 'ndjson':
    case 'jsonl':
      return 'ndjson';
    default:
      throw new LamplightError(
        'request_invalid',
        `${file} does not end in .csv, .ndjson or .json: say what it is with --format`,
      );
  }
}

/**
 * Reads the records of a file; never throws for what stands in it.
 * @param columns names that the head of CSV may have
 * @param fromRow makes a record of a row of CSV
 */
export function readRecords(
  bytes: Uint8Array,
  format: Format,
  columns: readonly string[],
  fromRow: (row: Row) => unknown,
): ReadRecords {
  const { text, encoding } = decodeText(bytes);
  const read =
    format === 'csv' ? readCsv(text, columns, fromRow) : format === 'json' ? readArray(text) : readLines(text);
  return { ...read, encoding };
}

type Read = Pick<ReadRecords, 'records' | 'problems'>;

function readCsv(text: string, columns: readonly string[], fromRow: (row: Row) => unknown): Read {
  let rows: readonly { readonly record: readonly string[]; readonly line: number }[];
  try {
    rows = csvRows(text);
  } catch (failure) {
    if (!(failure instanceof CsvError)) {
      throw failure;
    }
    const line = typeof failure['lines'] === 'number' ? failure['lines'] : 1;
    return { records: [], problems: [{ place: `line ${line}`, message: failure.message }] };
  }
  const [head, ...others] = rows;
  if (head === undefined) {
    return { records: [], problems: [{ place: 'line 1', message: 'there is no head: expected names of columns' }] };
  }
  const names = head.record.map((name) => name.trim().toLowerCase());
  const problems = headProblems(names, columns, `line ${head.line}`);
  const records: Placed[] = [];
  for (const { record, line } of others) {
    if (record.length !== names.length) {
      const message = `has ${record.length} cells: expected ${names.length}, as the head has`;
      problems.push({ place: `line ${line}`, message });
    } else {
      const row = new Map(names.map((name, index) => [name, (record[index] ?? '').trim()]));
      records.push({ place: `line ${line}`, value: fromRow(row) });
    }
  }
  return { records, problems };
}

function csvRows(text: string): { readonly record: readonly string[]; readonly line: number }[] {
  const rows: { record: readonly string[]; line: number }[] = [];
  parse(text, {
    bom: true,
    delimiter: separatorOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (record: readonly string[], { lines }) => {
      // Counted at the end of the record: those that a quoted cell spans stand before it.
      const spanned = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
      if (record.some((cell) => cell.trim() !== '')) {
        rows.push({ record, line: lines - spanned });
      }
      return null;
    },
  });
  return rows;
}

/** As Excel writes: a comma, or a semicolon where the comma is for decimals, or a tab. The head tells. */
function separatorOf(text: string): string {
  const head = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: head.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

function headProblems(names: readonly string[], columns: readonly string[], place: string): Problem[] {
  const known = new Set(columns.map((column) => column.toLowerCase()));
  const expected = columns.join(', ');
  return names.flatMap((name, index) => {
    if (!known.has(name)) {
      return [{ place, message: `column ${JSON.stringify(name)} is not known: expected some of ${expected}` }];
    }
    return names.indexOf(name) === index
      ? []
      : [{ place, message: `column ${JSON.stringify(name)} is given twice: keep one of them` }];
  });
}

function readLines(text: string): Read {
  const records: Placed[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') {
      const place = `line ${index + 1}`;
      try {
        records.push({ place, value: JSON.parse(line) });
      } catch (failure) {
        problems.push({ place, message: `is not JSON: ${failure instanceof Error ? failure.message : failure}` });
      }
    }
  }
  return { records, problems };
}

function readArray(text: string): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    const message = `is not JSON: ${failure instanceof Error ? failure.message : failure}`;
    return { records: [], problems: [{ place: 'the file', message }] };
  }
  return Array.isArray(value)
    ? { records: value.map((item: unknown, index) => ({ place: `item ${index + 1}`, value: item })), problems: [] }
    : { records: [], problems: [{ place: 'the file', message: 'is no array of JSON: expected [ … ]' }] };
}
