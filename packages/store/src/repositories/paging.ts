import { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';
import type { Page, PageQuery } from '../ports/shared.ts';

const MAX_LIMIT = 1_000;

/**
 * Where a page ended, as the caller carries it: the sort key of its last row. So the next page begins right after that
 * key, whatever rows have come or gone since.
 */
export function pageCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * @param parts of the sort key
 * @returns undefined: from the start
 * @throws LamplightError `request_invalid`
 */
export function readCursor(after: string | null, parts: number): readonly string[] | undefined {
  if (after === null) {
    return undefined;
  }
  const key = z.array(z.string()).length(parts).safeParse(parsed(after));
  if (!key.success || key.data.some((part) => part.includes('\u0000') || !part.isWellFormed())) {
    throw new LamplightError(
      'request_invalid',
      `after is ${JSON.stringify(after.slice(0, 140))}: expected the next of the page before, or none`,
    );
  }
  return key.data;
}

/** @throws LamplightError `request_invalid` */
export function pageLimit(query: PageQuery): number {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_LIMIT) {
    throw new LamplightError('request_invalid', `limit is ${query.limit}: expected 1 to ${MAX_LIMIT}`);
  }
  return query.limit;
}

/** @param rows one more than `limit` where there is another page */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
  items: readonly Item[],
): Page<Item> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, next: last === undefined ? null : pageCursor(keyOf(last)) };
}

function parsed(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString());
  } catch {
    return undefined;
  }
}
