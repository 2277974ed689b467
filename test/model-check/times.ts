/**
 * The times of the model. One tick stands for the shortest time that matters, so that every order of events that the
 * real times allow comes up within few ticks; what is compared keeps its order (settling is longer than visibility, a
 * session longer than settling, a lease longer than the time after which nobody can see any more).
 */
import { lamplightProfile, type Profile, type Rule } from '@lamplight/resolver';
import { DEFAULT_ATTRIBUTION_TIMING } from '@lamplight/teams-adapter';
import type { LatchBreakerTiming } from '@lamplight/teams-adapter/decisions';

/** How long Graph really goes on showing what was before a change; the adapter is told the same. */
export const VISIBLE_TICKS = 1;
/** No write lasts longer. */
export const WRITE_TICKS = 1;
/** No read lasts longer: it may begin before a clear and end after all that settles. */
export const READ_TICKS = 3;
/** Without a good read for longer nobody can see the person. */
export const BLIND_TICKS = 3;
/** Of a session that another application no longer renews. */
export const FOREIGN_SESSION_TICKS = 3;

export const ATTRIBUTION_TIMES = {
  ...DEFAULT_ATTRIBUTION_TIMING,
  leaseMs: 6,
  visibilityMs: VISIBLE_TICKS,
  settleMs: 1,
  landingMs: 1,
  freshMs: 3,
  sequenceTrustMs: 3,
  retentionMs: 4,
} as const;

export const LEASE_TIMES = { leaseMs: 4, withdrawAfterMs: 4 } as const;

/** Of the write queue. */
export const QUEUE_TIMES = { renewAfterMs: 3, landingMs: ATTRIBUTION_TIMES.landingMs, pausesMs: [1, 2] } as const;

export const BREAKER_TIMES: LatchBreakerTiming = {
  windowMs: 3,
  leastHangUps: 2,
  largestShare: 0.2,
  longestCallMs: 5,
  suspendMs: 4,
  provedWithinMs: 3,
  suspicionMs: 8,
};

const KEEP_TICKS = 3;
const OUT_OF_SIGHT_TICKS = 5;

/** The longest that anything in the model lasts: older instants make no difference. */
export const HORIZON_TICKS = 14;
/** The longest that counts since a state began or was last read. */
export const SHORT_HORIZON_TICKS = 6;

/** The profile with the model's durations. */
export function inTicks(profile: Profile): Profile {
  return { ...profile, rules: profile.rules.map(ruleInTicks) };
}

export const DEFAULT_PROFILE = inTicks(lamplightProfile);

function ruleInTicks(rule: Rule): Rule {
  switch (rule.kind) {
    case 'keep-after-change':
    case 'ignore-after-hang-up':
      return { ...rule, forMs: KEEP_TICKS };
    case 'winning-technology':
      return { ...rule, callOutOfSightMs: OUT_OF_SIGHT_TICKS };
    default:
      return rule;
  }
}
