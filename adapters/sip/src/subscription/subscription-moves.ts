/** Moves of the subscriber state machine that both the answers and the NOTIFYs lead to; see step-subscription.ts. */
import { PROVEN_AFTER_MS, type Retry, retryDelayMs } from './retry-policy.ts';
import type {
  LineProblem,
  Phase,
  StepMoment,
  SubscriptionEffect,
  SubscriptionState,
  SubscriptionStep,
} from './subscription.ts';

export type Established = Extract<Phase, { kind: 'established' }>;

/** The line's subscription is gone: unknown, and a new one in due course. */
export function failed(
  state: SubscriptionState,
  retry: Retry,
  why: LineProblem,
  moment: StepMoment,
  retryAfterSeconds?: number,
): SubscriptionStep {
  const { phase } = state;
  if (phase.kind === 'ending' || (phase.kind === 'subscribing' && phase.isCancelled)) {
    return end(state);
  }
  const hasProved = phase.kind === 'established' && moment.now - phase.since >= PROVEN_AFTER_MS;
  const failures = hasProved ? 0 : state.failures;
  const delayMs = retryDelayMs(retry, failures, retryAfterSeconds, moment.jitter);
  const unknown: SubscriptionEffect[] = [{ kind: 'forget-dialogs' }, { kind: 'line-unknown', problem: why }];
  const effects = isQueued(phase) ? [{ kind: 'drop-turn' } as const, ...unknown] : unknown;
  const next = { ...state, failures: failures + 1 };
  return delayMs === 0
    ? queue(next, effects)
    : { state: { ...next, phase: { kind: 'waiting', until: moment.now + delayMs } }, effects };
}

/** Unknown, and no try before a `release`. */
export function hold(state: SubscriptionState, why: LineProblem): SubscriptionStep {
  const { phase } = state;
  if (phase.kind === 'ending' || (phase.kind === 'subscribing' && phase.isCancelled)) {
    return end(state);
  }
  const effects: SubscriptionEffect[] = isQueued(phase) ? [{ kind: 'drop-turn' }] : [];
  return {
    state: { ...state, phase: { kind: 'waiting', until: null } },
    effects: [...effects, { kind: 'forget-dialogs' }, { kind: 'line-unknown', problem: why }],
  };
}

/** Forgets the old call and asks for a turn to begin a new one. */
export function queue(state: SubscriptionState, effects: readonly SubscriptionEffect[]): SubscriptionStep {
  return {
    state: { ...state, phase: { kind: 'queued' }, sequence: 0 },
    effects: [...effects, { kind: 'want-turn', isUrgent: false }],
  };
}

/** Nothing is held at the PBX any more. */
export function end(state: SubscriptionState): SubscriptionStep {
  return { state: { ...state, phase: { kind: 'idle' } }, effects: [{ kind: 'ended' }] };
}

/** When the next refresh goes out: before the expiry, and at least as often as the full refresh asks. */
export function renewalAt(expiresAt: number, { now, jitter, options }: StepMoment): number {
  const beforeExpiry = (expiresAt - now) * (0.75 + 0.15 * jitter);
  return now + Math.min(beforeExpiry, options.fullRefreshMs * (0.8 + 0.2 * jitter));
}

/** Asks for the whole state now, unless that is under way. */
export function renewNow(state: SubscriptionState, phase: Established, isUrgent: boolean): SubscriptionStep {
  return phase.renewal.kind === 'scheduled'
    ? {
        state: { ...state, phase: { ...phase, renewal: { kind: 'queued' } } },
        effects: [{ kind: 'want-turn', isUrgent }],
      }
    : { state: { ...state, phase }, effects: [] };
}

export function problem(kind: LineProblem['kind'], text: string, status: number | null = null): LineProblem {
  return { kind, status, text };
}

export function isQueued(phase: Phase): boolean {
  return phase.kind === 'queued' || (phase.kind === 'established' && phase.renewal.kind === 'queued');
}
