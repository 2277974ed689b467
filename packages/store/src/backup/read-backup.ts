import type { Hmac } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LamplightError } from '@lamplight/runtime';
import type { z } from 'zod';
import type { SqlValue } from '../engine/engine.ts';
import type { Installation } from '../seal/installation.ts';
import {
  type BackupHeader,
  type BackupTable,
  endChecksum,
  endShape,
  headerShape,
  isRow,
  startChecksum,
  tableShape,
} from './backup-format.ts';

/** Longer lines are not ours, and would fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;
const ROWS_AT_ONCE = 1_000;
const NEWLINE = 0x0a;

export interface BackupRows extends BackupTable {
  readonly rows: readonly (readonly SqlValue[])[];
  /** Of the last of these rows. */
  readonly line: number;
}

/**
 * Reads a backup from its beginning to its end, and says where it is wrong. What it has given is good only once it has
 * ended: the checksum stands last.
 */
export class BackupReader {
  readonly #lines: AsyncGenerator<Uint8Array>;
  #line = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#lines = linesOf(source, () => this.#line + 1);
  }

  /** The header, and its line as it stands. @throws LamplightError `backup_invalid` */
  async header(): Promise<{ readonly header: BackupHeader; readonly line: Uint8Array }> {
    const line = await this.#next();
    if (line === undefined) {
      throw invalid(1, 'it is empty: give a file that a backup made');
    }
    return { header: this.#parsed(headerShape, json(line, 1), 'is no header of a backup'), line };
  }

  /**
   * The rows after the header, some at a time, and the counts at the end.
   * @throws LamplightError `backup_invalid`
   */
  async *rows(header: Uint8Array, installation: Installation): AsyncGenerator<BackupRows, Record<string, number>> {
    const checksum = startChecksum(installation.backupKey);
    add(checksum, header);
    const counts: Record<string, number> = {};
    let table: BackupTable | undefined;
    let rows: (readonly SqlValue[])[] = [];
    for (;;) {
      const line = await this.#next();
      if (line === undefined) {
        throw invalid(this.#line + 1, 'the end is missing: it was cut');
      }
      const value = json(line, this.#line);
      if (table !== undefined && isRow(value, table.columns.length)) {
        rows.push(value);
        counts[table.table] = (counts[table.table] ?? 0) + 1;
        if (rows.length >= ROWS_AT_ONCE) {
          yield { ...table, rows, line: this.#line };
          rows = [];
        }
        add(checksum, line);
        continue;
      }
      if (table !== undefined && rows.length > 0) {
        yield { ...table, rows, line: this.#line - 1 };
        rows = [];
      }
      if (typeof value === 'object' && value !== null && 'checksum' in value) {
        const end = this.#parsed(endShape, value, 'is no end of a backup');
        await this.#assertEnd(end.rows, end.checksum, counts, checksum);
        return counts;
      }
      table = this.#parsed(tableShape, value, `is neither a table nor a row of ${table?.table ?? 'any'}`);
      counts[table.table] ??= 0;
      add(checksum, line);
    }
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  async #assertEnd(
    expected: Readonly<Record<string, number>>,
    claimed: string,
    counts: Readonly<Record<string, number>>,
    checksum: Hmac,
  ): Promise<void> {
    if (endChecksum(checksum, expected) !== claimed) {
      throw invalid(this.#line, 'the checksum does not fit: it was altered');
    }
    for (const table of new Set([...Object.keys(expected), ...Object.keys(counts)])) {
      if (expected[table] !== counts[table]) {
        throw invalid(this.#line, `${table} has ${counts[table] ?? 0} rows: expected ${expected[table] ?? 0}`);
      }
    }
    if ((await this.#next()) !== undefined) {
      throw invalid(this.#line, 'something stands after the end');
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    const next = await this.#lines.next();
    if (next.done === true) {
      return undefined;
    }
    this.#line += 1;
    return next.value;
  }

  #parsed<Shape extends z.ZodType>(shape: Shape, value: unknown, what: string): z.output<Shape> {
    const parsed = shape.safeParse(value);
    if (!parsed.success) {
      throw invalid(this.#line, `this ${what}: give a file that a backup made`);
    }
    return parsed.data;
  }
}

/** @param line counted from 1, of what was unpacked */
export function invalid(line: number, what: string): LamplightError {
  return new LamplightError('backup_invalid', `the backup cannot be used: line ${line}: ${what}`, {
    details: { line: String(line) },
  });
}

function add(checksum: Hmac, line: Uint8Array): void {
  checksum.update(line).update('\n');
}

function json(line: Uint8Array, number: number): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    throw invalid(number, 'it is not JSON: it was altered');
  }
}

/** Without their ends. The last one too must have an end. */
async function* linesOf(source: AsyncIterable<Uint8Array>, lineNumber: () => number): AsyncGenerator<Uint8Array> {
  const unpacked = pipeline(Readable.from(source), createGunzip(), () => undefined);
  let parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked) {
      let rest: Uint8Array = chunk;
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
        const line = Buffer.concat([...parts, rest.subarray(0, end)]);
        parts = [];
        length = 0;
        rest = rest.subarray(end + 1);
        yield line;
      }
      parts.push(rest);
      length += rest.length;
      if (length > LONGEST_LINE) {
        throw invalid(lineNumber(), 'it does not end: give a file that a backup made');
      }
    }
  } catch (failure) {
    throw isGzipFailure(failure) ? invalid(lineNumber(), `it cannot be unpacked (${failure.message})`) : failure;
  } finally {
    unpacked.destroy();
  }
  if (length > 0) {
    throw invalid(lineNumber(), 'it was cut');
  }
}

function isGzipFailure(failure: unknown): failure is Error {
  return failure instanceof Error && 'code' in failure && String(failure.code).startsWith('Z_');
}
