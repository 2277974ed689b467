import type { BoundClaim, BoundSubject, Technology } from '@lamplight/domain';
import { compareClaims, type Facts } from './subject-state.ts';

/**
 * The person's own subject of a technology, heard or not, withdrawn or not; null where they have none or take no part.
 * Of several the first by system and address.
 */
export function accountOf(technology: Technology, { bindings, notJoined }: Facts): BoundSubject | null {
  let first: BoundClaim | null = null;
  if (!notJoined.includes(technology)) {
    for (const bound of bindings) {
      if (
        bound.technology === technology &&
        bound.role !== 'shared' &&
        (first === null || compareClaims(bound, first) < 0)
      ) {
        first = bound;
      }
    }
  }
  return first;
}
