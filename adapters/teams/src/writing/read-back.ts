/**
 * Whether a session that Graph accepted shows, and if not, why probably. Judged by what Graph answers: Teams clients ask
 * it only every few minutes ("Manage presence state"), so a client may still show the old status.
 */
import { type EffectResult, type PresencePair, samePair } from '@lamplight/domain';
import type { AttributionState, Own } from '../attribution/attribution-state.ts';
import type { AttributionTiming } from '../attribution/attribution-timing.ts';
import { isSignedOut } from '../attribution/teams-state.ts';

export type EffectAnswer = Pick<EffectResult, 'outcome' | 'reason' | 'message'>;

/** Pairs that no session makes, so only a choice by hand. Source: Graph, presence: setUserPreferredPresence, setPresence. */
const ONLY_BY_HAND: readonly PresencePair[] = [
  { availability: 'Busy', activity: 'Busy' },
  { availability: 'DoNotDisturb', activity: 'DoNotDisturb' },
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Offline', activity: 'OffWork' },
];

type Live = Extract<Own, { kind: 'live' }>;

/** When to read the person again after a session was accepted at `acceptedAt`; monotonic ms. */
export function readBackTimes(acceptedAt: number, timing: AttributionTiming): readonly number[] {
  const visibleAt = acceptedAt + timing.visibilityMs;
  return [visibleAt + 1, visibleAt + timing.settleMs + 1];
}

/** What the reads since `own` was accepted say; null: nothing yet. */
export function readBack(
  { lastRead, echoOf, independent }: AttributionState,
  own: Live,
  foreignWriter: boolean,
  timing: AttributionTiming,
): EffectAnswer | null {
  const begunAt = lastRead?.begunAt ?? -Infinity;
  const acceptedAt = own.showsFrom - timing.visibilityMs - timing.settleMs;
  if (begunAt >= acceptedAt && echoOf === own.way) {
    return { outcome: 'applied', reason: '', message: '' };
  }
  // A replica that lags may show what was before.
  if (begunAt < own.showsFrom || echoOf !== null || independent === null) {
    return null;
  }
  return { outcome: 'without-effect', ...whyNotShown(independent.pair, foreignWriter) };
}

function whyNotShown(shown: PresencePair, foreignWriter: boolean): Pick<EffectAnswer, 'reason' | 'message'> {
  const pair = `${shown.availability}/${shown.activity}`;
  if (foreignWriter) {
    return {
      reason: 'foreign_writer',
      message: `Graph shows ${pair}: another application is suspected to write this person's presence`,
    };
  }
  if (isSignedOut(shown)) {
    return { reason: 'no_client_session', message: 'Graph shows nobody signed in, and our session with nobody' };
  }
  return ONLY_BY_HAND.some((chosen) => samePair(chosen, shown))
    ? { reason: 'manual_status', message: `the person has chosen ${pair} in Teams, which goes before every session` }
    : { reason: 'not_shown', message: `Graph accepted the session and shows ${pair}` };
}
