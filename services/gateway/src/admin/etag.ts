/**
 * Entity tags (RFC 9110 section 8.8.3): `"<revision>"`, or `"<revision>.<variant>"` where an answer shows more than the
 * record. If-Match decides by the revision alone, If-None-Match by the whole tag.
 */
import { LamplightError } from '@lamplight/runtime';

export function etagOf(revision: number, variant?: string): string {
  return variant === undefined ? `"${revision}"` : `"${revision}.${variant}"`;
}

/**
 * The revision that a change is made against; null: whatever there is.
 * @throws LamplightError `request_invalid` for a header of another form
 */
export function ifRevisionOf(ifMatch: string | undefined): number | null {
  if (ifMatch === undefined) {
    return null;
  }
  const revision = /^"(\d{1,15})(?:\.[\w-]{1,64})?"$/.exec(ifMatch.trim())?.[1];
  if (revision === undefined) {
    throw new LamplightError(
      'request_invalid',
      `If-Match is ${JSON.stringify(ifMatch.slice(0, 80))}: expected one ETag as it was answered, such as "7"`,
    );
  }
  return Number(revision);
}

/** Whether the caller has this answer already: weak comparison, as RFC 9110 section 13.1.2 asks. */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? '').split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag);
}
