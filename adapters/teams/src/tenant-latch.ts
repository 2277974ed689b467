import { type Clock, TimerQueue } from '@lamplight/runtime';
import {
  CLOSED_LATCH_BREAKER,
  isSuspended,
  type LatchBreakerInput,
  type LatchBreakerState,
  type LatchBreakerTiming,
  nextBreakerTickAt,
  stepLatchBreaker,
} from './attribution/latch-breaker.ts';
import type { ClaimMarks } from './to-claim.ts';

/** The latch breaker of one tenant, with its clock. Keys: ids of people. */
export class TenantLatch {
  readonly #timing: LatchBreakerTiming;
  readonly #clock: Clock;
  readonly #onChange: (ids: readonly string[]) => void;
  readonly #ticks: TimerQueue<'breaker'>;
  #state: LatchBreakerState = CLOSED_LATCH_BREAKER;

  /** `onChange` is called with the people whose marks may have changed. */
  constructor(timing: LatchBreakerTiming, clock: Clock, onChange: (ids: readonly string[]) => void) {
    this.#timing = timing;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#ticks = new TimerQueue(clock, () => this.step({ kind: 'tick' }));
  }

  step(input: LatchBreakerInput): void {
    const before = this.#state;
    this.#state = stepLatchBreaker(before, input, this.#clock.monotonic(), this.#timing);
    const tickAt = nextBreakerTickAt(this.#state, this.#timing);
    if (tickAt === null) {
      this.#ticks.clear();
    } else {
      this.#ticks.set('breaker', tickAt);
    }
    const marked = [before, this.#state].flatMap(({ calls, suspects }) => [...calls.keys(), ...suspects.keys()]);
    this.#onChange([...new Set(marked)]);
  }

  marks(id: string): ClaimMarks {
    return {
      suspended: isSuspended(this.#state, id, this.#clock.monotonic()),
      foreignWriter: this.#state.suspects.has(id),
    };
  }

  /** People for whom another application is suspected to write. */
  get suspects(): readonly string[] {
    return [...this.#state.suspects.keys()];
  }

  stop(): void {
    this.#ticks.clear();
  }
}
