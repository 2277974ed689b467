/** What is answered to the gateway about an effect: applied, refused with a reason, or without effect and why. */
import { type Effect, type EffectResult, samePair } from '@lamplight/domain';
import type { AttributionState } from './attribution/attribution-state.ts';
import type { GraphFailure } from './graph-api.ts';

export interface EffectSituation {
  readonly effect: Effect | null;
  readonly attribution: AttributionState;
  /** Why the last write failed; null: it did not. */
  readonly refusal: GraphFailure | null;
}

export interface WritingRights {
  /** What is wanted has been named completely. */
  readonly decided: boolean;
  readonly readOnly: boolean;
}

/** Null while nothing can be said yet. */
export function outcomeOf(situation: EffectSituation, rights: WritingRights): EffectResult | null {
  const { effect, attribution, refusal } = situation;
  if (effect === null) {
    return null;
  }
  const { address, generation, desired } = effect;
  const answer = (outcome: EffectResult['outcome'], reason: string, message: string): EffectResult => ({
    address,
    generation,
    outcome,
    reason,
    message,
  });
  if (desired !== null && (desired.kind === 'talking' || desired.kind === 'do-not-disturb')) {
    return answer('refused', 'unsupported', `Teams takes sessions only, not "${desired.kind}"`);
  }
  if (rights.readOnly) {
    return desired?.kind === 'session'
      ? answer('refused', 'read_only', 'this adapter only reads: set readOnly to false to let it write')
      : answer('applied', '', '');
  }
  if (!rights.decided) {
    return null;
  }
  if (desired?.kind === 'leave') {
    return answer('applied', '', '');
  }
  const inForce = attribution.own.kind === 'live' && attribution.mayLandUntil === null;
  if (desired === null) {
    const gone = attribution.intention.kind === 'rest' && attribution.own.kind !== 'setting';
    if (gone) {
      return answer('applied', '', '');
    }
  } else if (attribution.intention.kind !== 'keep') {
    return answer(
      'without-effect',
      'teams_state_stands',
      'Teams itself shows a call or do-not-disturb, which is not covered',
    );
  } else if (inForce && attribution.own.kind === 'live' && samePair(attribution.own.pair, desired)) {
    return answer('applied', '', '');
  }
  return refusal === null ? null : answer('refused', refusal.reason, refusal.health.message);
}
