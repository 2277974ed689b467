import { type Draft, discarded } from '../draft.ts';
import type { ReasonId } from '../reason-id.ts';
import type { Facts, SubjectState } from '../subject-state.ts';
import { accountsOf } from './account.ts';
import { bestCause, type Cause, type Evidence, gatherCauses } from './cause.ts';

/** How a rule that writes to accounts decides. */
export interface AccountWriting {
  /** How well a subject is known to be a cause; null: it is none. */
  readonly evidenceOf: (subject: SubjectState) => Evidence | null;
  /** Why nothing may be written at an account; null: nothing forbids it. */
  readonly obstacleAt: (account: SubjectState) => ReasonId | null;
  /** The reason where nothing elsewhere causes it. */
  readonly without: ReasonId;
  /** Wants something at the account because of the best cause elsewhere, or leaves what stands there. */
  readonly write: (account: SubjectState, cause: Cause, causes: readonly Cause[]) => void;
}

/** Looks at each account of the technology that belongs to the person. */
export function eachAccount(
  technology: string,
  index: number,
  facts: Facts,
  draft: Draft,
  { evidenceOf, obstacleAt, without, write }: AccountWriting,
): void {
  const accounts = accountsOf(technology, facts);
  if (accounts.length === 0) {
    discarded(draft, index, null, 'no-account');
    return;
  }
  const causes = gatherCauses(facts, evidenceOf);
  for (const account of accounts) {
    const cause = bestCause(causes, account.bound.systemId);
    const obstacle = obstacleAt(account);
    if (obstacle !== null || cause === null) {
      discarded(draft, index, account.bound, obstacle ?? without);
    } else {
      write(account, cause, causes);
    }
  }
}
