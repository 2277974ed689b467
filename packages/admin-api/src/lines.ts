import { LamplightError } from '@lamplight/runtime';
import type { z } from 'zod';

/** The longest line of an import or of the audit that is read, in UTF-16 units. */
export const MAX_LINE = 1_048_576;

export interface NumberedLine {
  /** Counts from 1; empty lines count too. */
  readonly number: number;
  readonly text: string;
}

/**
 * Cuts UTF-8 into lines (LF or CR LF) and leaves out empty ones: the gateway sends those so that a quiet stream is known
 * to live. The last line needs no end.
 * @throws LamplightError `request_invalid` for bytes that are not UTF-8, `request_too_large` for a line above MAX_LINE
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  for await (const chunk of bytes) {
    const parts = decoded(decoder, chunk, number + 1).split('\n');
    parts[0] = rest + (parts[0] ?? '');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      number += 1;
      const text = checked(part, number).replace(/\r$/, '');
      if (text.trim() !== '') {
        yield { number, text };
      }
    }
    checked(rest, number + 1);
  }
  const last = rest + decoded(decoder, undefined, number + 1);
  if (last.trim() !== '') {
    yield { number: number + 1, text: checked(last, number + 1) };
  }
}

/**
 * Records of a stream of lines of JSON (NDJSON), each checked.
 * @throws LamplightError `answer_unreadable` for a line that is something else
 */
export async function* readRecords<Schema extends z.ZodType>(
  bytes: AsyncIterable<Uint8Array>,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  for await (const { number, text } of readLines(bytes)) {
    const record = schema.safeParse(jsonOf(text));
    if (!record.success) {
      throw new LamplightError('answer_unreadable', `line ${number} of the answer is not what was expected`, {
        cause: record.error,
      });
    }
    yield record.data;
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | undefined, line: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (failure) {
    throw new LamplightError(
      'request_invalid',
      `line ${line} or one soon after it is not UTF-8: save the file as UTF-8`,
      {
        cause: failure,
      },
    );
  }
}

function checked(text: string, line: number): string {
  if (text.length > MAX_LINE) {
    throw new LamplightError(
      'request_too_large',
      `line ${line} is longer than ${MAX_LINE} characters: expected one record`,
    );
  }
  return text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
