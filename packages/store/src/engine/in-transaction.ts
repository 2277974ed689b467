import type { ControlledTransaction } from 'kysely';
import type { Database } from '../schema/tables.ts';

/** Commits what the work did, or takes all of it back. */
export async function inTransaction<T>(
  transaction: ControlledTransaction<Database>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work();
    await transaction.commit().execute();
    return result;
  } catch (failure) {
    // Connection or thread may be gone, and the transaction with it: what went wrong first is what counts.
    await transaction
      .rollback()
      .execute()
      .catch(() => undefined);
    throw failure;
  }
}
