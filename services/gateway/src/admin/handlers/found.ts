import { type ErrorReason, LamplightError } from '@lamplight/runtime';
import type { Versioned } from '@lamplight/store';

/** The record, or the failure that names what is not there. @throws LamplightError with `reason` */
export function found<Kept>(record: Kept | undefined, reason: ErrorReason, what: string, id: string): Kept {
  if (record === undefined) {
    throw new LamplightError(reason, `there is no ${what} ${JSON.stringify(id.slice(0, 128))} here`);
  }
  return record;
}

/** For changes whose own operation compares no revision. @throws LamplightError `revision_conflict` */
export function requireRevision(record: Versioned, ifRevision: number | null): void {
  if (ifRevision !== null && record.revision !== ifRevision) {
    throw new LamplightError(
      'revision_conflict',
      `the record is at revision ${record.revision}, not ${ifRevision}: read it again, and decide anew`,
    );
  }
}
