import type { PresencePair } from '@lamplight/domain';
import { type Clock, TimerQueue } from '@lamplight/runtime';
import type { ClaimMarks } from '../to-claim.ts';
import {
  DEFAULT_FOREIGN_WRITER_TIMING,
  type ForeignWriter,
  foreignWriterOf,
  nextSuspicionTickAt,
  type Suspicion,
  type SuspicionInput,
  stepSuspicion,
} from './foreign-writers.ts';
import {
  CLOSED_LATCH_BREAKER,
  isSuspended,
  type LatchBreakerInput,
  type LatchBreakerState,
  type LatchBreakerTiming,
  nextBreakerTickAt,
  stepLatchBreaker,
} from './latch-breaker.ts';

/** The latch breaker of one tenant and the signs of other writers, with their clock. Keys: ids of people. */
export class TenantLatch {
  readonly #timing: LatchBreakerTiming;
  readonly #clock: Clock;
  readonly #onChange: (ids: readonly string[]) => void;
  readonly #breakerTicks: TimerQueue<'breaker'>;
  readonly #suspicionTicks: TimerQueue<string>;
  readonly #suspicions = new Map<string, Suspicion>();
  readonly #suspects = new Map<string, ForeignWriter>();
  #state: LatchBreakerState = CLOSED_LATCH_BREAKER;

  /** `onChange` is called with the people whose marks, or what is said of their other writer, may have changed. */
  constructor(timing: LatchBreakerTiming, clock: Clock, onChange: (ids: readonly string[]) => void) {
    this.#timing = timing;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#breakerTicks = new TimerQueue(clock, () => this.step({ kind: 'tick' }));
    this.#suspicionTicks = new TimerQueue(clock, (id) => this.#suspect(id, { kind: 'tick' }));
  }

  step(input: LatchBreakerInput): void {
    const before = this.#state;
    this.#state = stepLatchBreaker(before, input, this.#clock.monotonic(), this.#timing);
    const tickAt = nextBreakerTickAt(this.#state, this.#timing);
    if (tickAt === null) {
      this.#breakerTicks.clear();
    } else {
      this.#breakerTicks.set('breaker', tickAt);
    }
    for (const [id, until] of this.#state.suspects) {
      if (before.suspects.get(id) !== until) {
        this.#suspect(id, { kind: 'kept-up' });
      }
    }
    if (input.kind === 'call-inferred') {
      this.#suspect(input.address, { kind: 'after-ours' });
    }
    const marked = [before, this.#state].flatMap(({ calls, suspects }) => [...calls.keys(), ...suspects.keys()]);
    this.#onChange([...new Set(marked)]);
  }

  /** Another independent state shows. `since`: wall time in ms, null if it began unseen. */
  shown(id: string, before: PresencePair | null, pair: PresencePair, since: number | null): void {
    this.#suspect(id, { kind: 'shown', before, pair, since });
  }

  /** The person is not read any more: their calls are not followed, what was found out about them stays. */
  forget(id: string): void {
    if (this.#state.calls.has(id)) {
      this.step({ kind: 'forgotten', address: id });
    }
    if (this.#suspicions.has(id)) {
      this.#suspect(id, { kind: 'forgotten' });
    }
  }

  marks(id: string): ClaimMarks {
    const foreignWriter = this.#suspects.has(id);
    return { suspended: foreignWriter || isSuspended(this.#state, id, this.#clock.monotonic()), foreignWriter };
  }

  /** People for whom another application is suspected to write, with what is known of it. */
  get suspects(): ReadonlyMap<string, ForeignWriter> {
    return this.#suspects;
  }

  stop(): void {
    this.#breakerTicks.clear();
    this.#suspicionTicks.clear();
  }

  #suspect(id: string, input: SuspicionInput): void {
    const timing = DEFAULT_FOREIGN_WRITER_TIMING;
    const next = stepSuspicion(this.#suspicions.get(id) ?? null, input, this.#clock.monotonic(), timing);
    const writer = foreignWriterOf(next, timing);
    const tickAt = nextSuspicionTickAt(next, timing);
    if (next === null) {
      this.#suspicions.delete(id);
    } else {
      this.#suspicions.set(id, next);
    }
    if (tickAt === null) {
      this.#suspicionTicks.delete(id);
    } else {
      this.#suspicionTicks.set(id, tickAt);
    }
    const was = this.#suspects.has(id);
    if (writer === null) {
      this.#suspects.delete(id);
    } else {
      this.#suspects.set(id, writer);
    }
    if (was || writer !== null) {
      this.#onChange([id]);
    }
  }
}
