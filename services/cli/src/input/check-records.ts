import { LamplightError } from '@lamplight/runtime';
import type { z } from 'zod';
import { EXPLAINED, explained } from './explain.ts';
import type { Problem, ReadRecords } from './records.ts';

/** How many problems of a file are listed. */
const LISTED = 20;

export interface CheckedLines {
  readonly bytes: Buffer;
  /** Where each line came from, such as `staff.csv: line 7`. */
  readonly places: readonly string[];
}

/**
 * Lines of JSON of records that are all as the API demands, so that nothing is sent of a file with a mistake in it.
 * @throws LamplightError `config_invalid` with every problem and its place
 */
export function checkedLines(file: string, read: ReadRecords, schema: z.ZodType): CheckedLines {
  const problems: Problem[] = [...read.problems];
  const lines: string[] = [];
  for (const { place, value } of read.records) {
    const checked = schema.safeParse(value, EXPLAINED);
    if (checked.success) {
      lines.push(`${JSON.stringify(checked.data)}\n`);
    } else {
      problems.push(...explained(checked.error.issues).map((message) => ({ place, message })));
    }
  }
  if (problems.length > 0) {
    const listed = problems.slice(0, LISTED).map(({ place, message }) => `${file}: ${place}: ${message}`);
    const more = problems.length > LISTED ? [`and ${problems.length - LISTED} more`] : [];
    throw new LamplightError('config_invalid', ['nothing was sent:', ...listed, ...more].join('\n  '));
  }
  if (lines.length === 0) {
    throw new LamplightError('config_invalid', `${file} holds no record: nothing to import`);
  }
  return { bytes: Buffer.from(lines.join('')), places: read.records.map(({ place }) => `${file}: ${place}`) };
}
