/** What becomes of claims, decided without a clock: for tests that go through whole states. */
export { carriedOn } from './carried-on.ts';
export {
  initialLease,
  isUnheardPending,
  type LeaseEffect,
  type LeaseInput,
  type LeaseSettings,
  type LeaseState,
  type LeaseStep,
  nextDue,
  stepLease,
} from './lease-state.ts';
