import { BEFORE_RULES, BESIDE_RULES, type Reason } from '@lamplight/domain';
import { describeReason, type Profile } from '@lamplight/resolver';
import { LamplightError } from '@lamplight/runtime';
import type { ExplainAnswer } from '@lamplight/wire';
import type { Mask } from '../privacy/mask.ts';
import type { TenantPrivacy } from '../privacy/tenant-privacy.ts';
import type { Explanation } from '../tenant/tenant-core.ts';
import { claimSummary, desiredWords } from './claim-summary.ts';
import { visibleEntry } from './visible-entry.ts';

export interface ExplainOptions {
  readonly language: string;
  readonly mask: Mask;
  readonly privacy: Pick<TenantPrivacy, 'masked' | 'parties'>;
  /** Wall time in ms. */
  readonly now: number;
}

/**
 * An explanation in words of a language, as far as the mask shows it. Rules and effects tell of calls and of choices by
 * hand, so they need both availability and line.
 */
export function explainPerson(explanation: Explanation, options: ExplainOptions): ExplainAnswer {
  const { language, mask, privacy, now } = options;
  const { person, logged, profile } = explanation;
  const both = mask.shows.availability && mask.shows.line;
  const effects = both ? explanation.effects : [];
  const reasons = explanation.reasons.filter(({ rule }) => both || rule === BEFORE_RULES);
  return {
    person: visibleEntry(person, mask, now),
    revision: logged?.revision ?? 0,
    presence: logged === null ? null : privacy.masked(logged.presence, mask),
    profileId: profile.id,
    claims: explanation.claims.map(({ bound, sourceId, sequence }) => ({
      systemId: bound.systemId,
      address: bound.address,
      technology: bound.technology,
      freshness: bound.freshness,
      summary: claimSummary(bound, mask, privacy.parties),
      sourceId: sourceId ?? '',
      sequence,
    })),
    rules: reasons.map((reason) => ({
      index: reason.rule < 0 ? null : reason.rule,
      ruleId: ruleIdOf(reason, profile),
      applied: reason.applied,
      text: describeReason(reason, profile, language),
      systemId: reason.subject?.systemId ?? '',
      address: reason.subject?.address ?? '',
    })),
    effects: effects.map((effect) => ({
      systemId: effect.systemId,
      address: effect.address,
      generation: effect.generation,
      desired: desiredWords(effect.desired),
      outcome: effect.outcome,
      reason: effect.reason,
    })),
    // The end of a note, of an absence or of what a call has decided: whoever may not see all of them is not told when.
    revisitAt: both && mask.shows.since && mask.shows.note ? explanation.revisitAt : null,
  };
}

/** What no rule decides is named by what it did. */
function ruleIdOf({ rule, detail }: Reason, profile: Profile): string {
  return rule === BEFORE_RULES || rule === BESIDE_RULES ? detail : (profile.rules[rule]?.id ?? '');
}

/** @throws LamplightError `field_masked` under a mask that hides history */
export function requireHistory(mask: Mask, keyId: string): void {
  if (!mask.shows.history) {
    throw new LamplightError(
      'field_masked',
      `history is hidden from the key ${keyId}, and Explain tells it: an administrator may add history to privacy.masks ` +
        'of its roles, where the preset is not works-council',
      { details: { field: 'history', key_id: keyId } },
    );
  }
}
