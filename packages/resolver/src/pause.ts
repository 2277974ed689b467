/**
 * Somebody who is not to be shown. This goes before every rule, so that no profile can show them: one dark lamp, the
 * same whatever the systems say, and nothing written anywhere.
 */
import { BEFORE_RULES, type Pause, PENDING_PRESENCE, type Resolution, type TelephonyMode } from '@lamplight/domain';
import type { LabelId } from './label.ts';
import type { ReasonId } from './reason-id.ts';

const PAUSED = 'paused' satisfies LabelId & ReasonId;

/** @param now wall time in ms */
export function isPaused(pause: Pause, now: number): boolean {
  return pause.until === null || now < pause.until;
}

export function pausedResolution(pause: Pause, telephony: TelephonyMode): Resolution {
  return {
    presence: { ...PENDING_PRESENCE, labelId: PAUSED, freshness: 'fresh', telephony, flags: [PAUSED] },
    effects: [],
    reasons: [{ rule: BEFORE_RULES, applied: true, subject: null, detail: PAUSED }],
    revisitAt: pause.until,
  };
}
