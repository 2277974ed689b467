import type { Claim } from '@lamplight/domain';
import { steadySince } from './steady-since.ts';

/**
 * The next claim with what only the held one knows. A source that was restarted while its system cannot be seen says
 * "unknown" and no more; that a call was there before must not be forgotten with it, since what stands because of that
 * call would be undone for lack of knowledge.
 */
export function carriedOn(held: Claim | null, next: Claim): Claim {
  const claim = steadySince(held, next);
  if (held === null || held.call === null || claim.call?.state !== 'unknown' || claim.previous !== null) {
    return claim;
  }
  const previous =
    held.call.state === 'unknown'
      ? held.previous
      : { availability: held.availability, activity: held.activity, callState: held.call.state };
  return previous === null ? claim : { ...claim, previous };
}
