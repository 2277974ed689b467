/**
 * Where the model meets the product: every decision that it takes from the real code goes through here, so that a
 * planted fault is a port that behaves otherwise and no file is ever changed.
 */
import { type BoundClaim, type Desired, PLAIN_FACTS, type Resolution } from '@lamplight/domain';
import { type LeaseInput, type LeaseState, type LeaseStep, stepLease } from '@lamplight/gateway/decisions';
import { type Profile, resolve } from '@lamplight/resolver';
import {
  type AttributionInput,
  type AttributionState,
  type AttributionStep,
  attribute,
  type ClaimMarks,
  isSuspended,
  type LatchBreakerState,
} from '@lamplight/teams-adapter/decisions';
import { ATTRIBUTION_TIMES, DEFAULT_PROFILE, LEASE_TIMES, QUEUE_TIMES } from './times.ts';
import { answered, type QueueEntry, type WriteEnd } from './write-order.ts';

/** The one person's key in the latch breaker. */
export const PERSON = 'p';

export interface Ports {
  attribute(state: AttributionState, input: AttributionInput, now: number): AttributionStep;
  marks(breaker: LatchBreakerState, now: number): ClaimMarks;
  writeAnswered(entry: QueueEntry, end: WriteEnd, now: number): QueueEntry | null;
  stepLease(state: LeaseState, input: LeaseInput, now: number): LeaseStep;
  resolve(claims: readonly BoundClaim[], now: number): Resolution;
  /** When the gateway looks at the person again; null: not by itself. */
  revisitAt(at: number | null): number | null;
  /** What the PBX shows of the line once its adapter has carried out what is wanted. */
  tell(told: boolean, desired: Desired | null, refuses: boolean): boolean;
}

export function realPorts(profile: Profile = DEFAULT_PROFILE): Ports {
  return {
    attribute: (state, input, now) => attribute(state, input, now, ATTRIBUTION_TIMES),
    marks: (breaker, now) => ({
      suspended: isSuspended(breaker, PERSON, now),
      foreignWriter: breaker.suspects.has(PERSON),
    }),
    writeAnswered: (entry, end, now) => answered(entry, end, now, QUEUE_TIMES),
    stepLease: (state, input, now) => stepLease(state, input, now, LEASE_TIMES),
    resolve: (claims, now) => resolve(claims, PLAIN_FACTS, profile, now),
    revisitAt: (at) => at,
    tell: (told, desired, refuses) =>
      refuses || desired?.kind === 'leave' ? told : desired !== null && desired.kind === 'talking',
  };
}
