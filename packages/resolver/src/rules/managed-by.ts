import { accountOf } from '../account-of.ts';
import { applied, type Draft, discarded } from '../draft.ts';
import type { ManagedByRule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';

/**
 * Says that the system where the person has an account of the technology manages their presence, also while that system
 * cannot be heard: an outage unlocks nothing.
 */
export function managedBy(rule: ManagedByRule, index: number, facts: Facts, draft: Draft): void {
  const account = accountOf(rule.technology, facts);
  if (account === null) {
    discarded(draft, index, null, 'not-managed');
    return;
  }
  const { systemId, address, technology, lineKind, role, primary } = account;
  const subject = { systemId, address, technology, lineKind, role, primary };
  if (draft.managed !== null) {
    discarded(draft, index, subject, 'already-managed');
    return;
  }
  draft.managed = { systemId, lockedFields: [...rule.lockedFields], noticeId: rule.notice };
  applied(draft, index, subject, 'managed');
}
