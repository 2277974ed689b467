/**
 * The latch breaker, one per tenant: a pure state machine over hang-ups and inferred calls.
 *
 * A foreign application that copies the PBX into Teams makes a loop with us: the line talks, it writes InACall, the line
 * hangs up, we infer a Teams call from its write, the PBX is told "talking", and the foreign application sees the line
 * busy. So inferred calls are watched. When they follow more than one in five hang-ups, or one lasts longer than ten
 * minutes, inferred calls stop acting on PBXs for a while. Where Teams then shows the call gone, the PBX had been what
 * kept it up: the person is named as one for whom somebody else writes, and acts on no PBX until that is forgotten.
 */
export interface LatchBreakerTiming {
  /** How long hang-ups count; ms. */
  readonly windowMs: number;
  /** Fewer hang-ups than that prove nothing. */
  readonly leastHangUps: number;
  /** Largest tolerable share of hang-ups that an inferred call follows. */
  readonly largestShare: number;
  /** Longest tolerable inferred call; ms. */
  readonly longestCallMs: number;
  /** How long the effect rests; ms. */
  readonly suspendMs: number;
  /** A call that ends within that time of the suspension was kept up by it; ms. */
  readonly provedWithinMs: number;
  /** How long a suspicion lasts; ms. */
  readonly suspicionMs: number;
}

export const DEFAULT_LATCH_BREAKER_TIMING: LatchBreakerTiming = Object.freeze({
  windowMs: 3_600_000,
  leastHangUps: 5,
  largestShare: 0.2,
  longestCallMs: 600_000,
  suspendMs: 300_000,
  provedWithinMs: 60_000,
  suspicionMs: 86_400_000,
});

interface InferredSince {
  readonly since: number;
  /** When acting on it was suspended; null: it was not. */
  readonly suspendedAt: number | null;
}

/** Times: monotonic ms. Keys: addresses of people. */
export interface LatchBreakerState {
  readonly hangUps: readonly { readonly at: number; readonly address: string; readonly inferred: boolean }[];
  readonly calls: ReadonlyMap<string, InferredSince>;
  /** Inferred calls of the whole tenant act on nothing until then; 0: they do. */
  readonly suspendedUntil: number;
  /** People for whom another application is suspected to write, and until when. */
  readonly suspects: ReadonlyMap<string, number>;
}

export type LatchBreakerInput =
  | { readonly kind: 'hung-up'; readonly address: string }
  | { readonly kind: 'call-inferred'; readonly address: string }
  | { readonly kind: 'inferred-call-over'; readonly address: string }
  /** The person is not read any more: how an inferred call ends stays unseen, and proves nothing. */
  | { readonly kind: 'forgotten'; readonly address: string }
  | { readonly kind: 'tick' };

export const CLOSED_LATCH_BREAKER: LatchBreakerState = Object.freeze({
  hangUps: Object.freeze([]),
  calls: new Map(),
  suspendedUntil: 0,
  suspects: new Map(),
});

export function stepLatchBreaker(
  state: LatchBreakerState,
  input: LatchBreakerInput,
  now: number,
  timing: LatchBreakerTiming,
): LatchBreakerState {
  return suspend(record(forget(state, now, timing), input, now, timing), now, timing);
}

/** Whether a call of this person must not act on a PBX now. */
export function isSuspended(state: LatchBreakerState, address: string, now: number): boolean {
  if ((state.suspects.get(address) ?? 0) > now) {
    return true;
  }
  const call = state.calls.get(address);
  return call !== undefined && (call.suspendedAt !== null || state.suspendedUntil > now);
}

/** When the next `tick` changes something, in monotonic ms; null: never by itself. */
export function nextBreakerTickAt(state: LatchBreakerState, timing: LatchBreakerTiming): number | null {
  const times = [...state.suspects.values()];
  for (const call of state.calls.values()) {
    times.push(call.suspendedAt === null ? call.since + timing.longestCallMs + 1 : call.suspendedAt + timing.suspendMs);
  }
  if (state.suspendedUntil > 0) {
    times.push(state.suspendedUntil);
  }
  return times.length === 0 ? null : Math.min(...times);
}

function forget(state: LatchBreakerState, now: number, timing: LatchBreakerTiming): LatchBreakerState {
  return {
    hangUps: state.hangUps.filter((hangUp) => hangUp.at + timing.windowMs > now),
    calls: new Map(
      [...state.calls].map(([address, call]) =>
        call.suspendedAt !== null && call.suspendedAt + timing.suspendMs <= now
          ? [address, { since: now, suspendedAt: null }]
          : [address, call],
      ),
    ),
    suspendedUntil: state.suspendedUntil <= now ? 0 : state.suspendedUntil,
    suspects: new Map([...state.suspects].filter(([, until]) => until > now)),
  };
}

function record(
  state: LatchBreakerState,
  input: LatchBreakerInput,
  now: number,
  timing: LatchBreakerTiming,
): LatchBreakerState {
  switch (input.kind) {
    case 'tick':
      return state;
    case 'hung-up':
      return { ...state, hangUps: [...state.hangUps, { at: now, address: input.address, inferred: false }] };
    case 'call-inferred': {
      const last = state.hangUps.findLastIndex((hangUp) => hangUp.address === input.address);
      return {
        ...state,
        hangUps: state.hangUps.map((hangUp, index) => (index === last ? { ...hangUp, inferred: true } : hangUp)),
        calls: new Map(state.calls).set(input.address, { since: now, suspendedAt: null }),
      };
    }
    case 'forgotten':
      return { ...state, calls: without(state.calls, input.address) };
    case 'inferred-call-over': {
      const call = state.calls.get(input.address);
      const calls = without(state.calls, input.address);
      const proved = call !== undefined && call.suspendedAt !== null && now - call.suspendedAt <= timing.provedWithinMs;
      const suspects = proved ? new Map(state.suspects).set(input.address, now + timing.suspicionMs) : state.suspects;
      return { ...state, calls, suspects };
    }
  }
}

function without(calls: LatchBreakerState['calls'], address: string): LatchBreakerState['calls'] {
  return new Map([...calls].filter(([other]) => other !== address));
}

function suspend(state: LatchBreakerState, now: number, timing: LatchBreakerTiming): LatchBreakerState {
  const inferred = state.hangUps.filter((hangUp) => hangUp.inferred).length;
  const tooMany = state.hangUps.length >= timing.leastHangUps && inferred / state.hangUps.length > timing.largestShare;
  const calls = new Map(
    [...state.calls].map(([address, call]) => {
      const tooLong = now - call.since > timing.longestCallMs;
      const trips = call.suspendedAt === null && (tooMany || tooLong || state.suspendedUntil > now);
      return [address, trips ? { ...call, suspendedAt: now } : call];
    }),
  );
  if (!tooMany || state.suspendedUntil > now) {
    return { ...state, calls };
  }
  // The hang-ups that tripped it have had their effect: the next suspension needs new ones.
  return { ...state, calls, suspendedUntil: now + timing.suspendMs, hangUps: [] };
}
