import type { BoundSubject, SubjectRef } from '@lamplight/domain';
import { type Draft, emptyDraft, revisit, want } from '../draft.ts';
import type { Rule } from '../rule.ts';
import type { Facts } from '../subject-state.ts';
import { applyEffect } from './apply-effect.ts';

/**
 * Whether a rule with effects counts is not known, since what its condition asks for has not been heard: where it would
 * want something, what stands is neither set nor undone. False: it would want nothing anywhere.
 */
export function leaveUnheard(
  rule: Rule,
  index: number,
  facts: Facts,
  draft: Draft,
  unheard: 'pending' | 'stale',
): boolean {
  const supposed = emptyDraft('on');
  if (!applyEffect(rule, index, facts, supposed)) {
    return false;
  }
  if (supposed.revisitAt !== null) {
    revisit(draft, supposed.revisitAt);
  }
  for (const effect of supposed.effects) {
    const target = boundAt(effect, facts);
    // What would be left for a lapsed source only is no better known for that.
    const { desired } = effect;
    const reason = desired.kind === 'leave' && desired.reason === 'stale' ? 'stale' : unheard;
    if (target !== null) {
      want(draft, index, target, { kind: 'leave', reason }, 'left-until-condition-heard');
    }
  }
  return supposed.effects.length > 0;
}

function boundAt({ systemId, address }: SubjectRef, facts: Facts): BoundSubject | null {
  const found = facts.subjects.find(({ bound }) => bound.systemId === systemId && bound.address === address);
  return found?.bound ?? null;
}
