import type { Presence } from '@lamplight/domain';
import { describeReason, type Profile } from '@lamplight/resolver';
import { type ExplainAnswer, personEntry } from '@lamplight/wire';
import type { Explanation } from '../tenant/tenant-core.ts';
import { claimSummary, desiredWords } from './claim-summary.ts';

/** An explanation in words of a language. `profile` is the one that the answer was made with. */
export function explainPerson(explanation: Explanation, profile: Profile, language: string): ExplainAnswer {
  const presence: Presence | null = explanation.logged?.presence ?? null;
  return {
    person: personEntry(explanation.person),
    revision: explanation.logged?.revision ?? 0,
    presence,
    profileId: explanation.profileId,
    claims: explanation.claims.map(({ bound, sourceId, sequence }) => ({
      systemId: bound.systemId,
      address: bound.address,
      technology: bound.technology,
      freshness: bound.freshness,
      summary: claimSummary(bound),
      sourceId: sourceId ?? '',
      sequence,
    })),
    rules: explanation.reasons.map((reason) => ({
      index: reason.rule,
      ruleId: profile.rules[reason.rule]?.id ?? '',
      applied: reason.applied,
      text: describeReason(reason, profile, language),
      systemId: reason.subject?.systemId ?? '',
      address: reason.subject?.address ?? '',
    })),
    effects: explanation.effects.map((effect) => ({
      systemId: effect.systemId,
      address: effect.address,
      generation: effect.generation,
      desired: desiredWords(effect.desired),
      outcome: effect.outcome,
      reason: effect.reason,
    })),
    revisitAt: explanation.revisitAt,
  };
}
