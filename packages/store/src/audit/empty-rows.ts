import type { KeyObject } from 'node:crypto';
import type { Writing } from '../engine/engine.ts';
import { emptied } from './audit-chain.ts';

const PAGE = 2_000;

/**
 * Empties the bodies of the rows that `next` gives, page by page: an emptied row is not given again.
 * @returns how many
 */
export async function emptyRows(
  { db, bulk }: Writing,
  key: KeyObject,
  scope: string,
  next: (limit: number) => Promise<readonly { readonly sequence: number; readonly hash: string }[]>,
): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await next(PAGE);
    await bulk.run(
      rows.map(({ sequence, hash }) =>
        db
          .updateTable('audit_entries')
          .set(emptied(key, hash))
          .where('tenant_id', '=', scope)
          .where('sequence', '=', sequence),
      ),
    );
    count += rows.length;
    if (rows.length < PAGE) {
      return count;
    }
  }
}
