import type { PersonId, SubjectRef } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';

export function ownedTwice(ref: SubjectRef, owner: PersonId): LamplightError {
  return new LamplightError(
    'request_conflict',
    `line ${ref.address} of ${ref.systemId} is owned by person ${owner}: bind a second owner by hand, or as shared`,
    { details: { personId: owner } },
  );
}
