/**
 * What the adapter decides without sending anything: attribution, the latch breaker, the order of writes and what is
 * claimed. For tests that put the whole of presence together and go through its states.
 */
export { attribute, nextTickAt, UNKNOWN_PERSON, viewOf } from './attribution/attribution.ts';
export type { AttributionInput, AttributionState, AttributionStep } from './attribution/attribution-state.ts';
export {
  CLOSED_LATCH_BREAKER,
  isSuspended,
  type LatchBreakerInput,
  type LatchBreakerState,
  type LatchBreakerTiming,
  nextBreakerTickAt,
  stepLatchBreaker,
} from './attribution/latch-breaker.ts';
export type { OwnWrite } from './attribution/write-window.ts';
export { type ClaimMarks, toClaim, UNKNOWN_CLAIM } from './to-claim.ts';
export { type Write, type WriteOutcome, WriteQueue } from './writing/write-queue.ts';
