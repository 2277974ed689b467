/**
 * Non-INVITE client transaction (RFC 3261, 17.1.2) as a pure state machine. Timer E retransmits over UDP, F gives up,
 * K takes in late retransmissions of the answer.
 */
import type { SipTimers } from './sip-timers.ts';

export type ClientTransactionState =
  | {
      readonly kind: 'trying' | 'proceeding';
      /** Monotonic ms; undefined over TCP. */
      readonly retransmitAt: number | undefined;
      readonly retransmitEveryMs: number;
      readonly giveUpAt: number;
    }
  | { readonly kind: 'completed'; readonly endAt: number }
  | { readonly kind: 'terminated' };

export type ClientTransactionInput =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'due' }
  | { readonly kind: 'transport-failed' };

export type ClientTransactionEffect = 'transmit' | 'pass-response' | 'tell-timeout' | 'tell-transport-failed';

export interface ClientTransactionStep {
  readonly state: ClientTransactionState;
  readonly effects: readonly ClientTransactionEffect[];
}

/** The state right after the request was sent for the first time. */
export function beginClientTransaction(isReliable: boolean, now: number, timers: SipTimers): ClientTransactionState {
  return {
    kind: 'trying',
    retransmitAt: isReliable ? undefined : now + timers.t1Ms,
    retransmitEveryMs: timers.t1Ms,
    giveUpAt: now + timers.noAnswerMs,
  };
}

/** When the machine wants a `due`; undefined when nothing is pending. */
export function clientTransactionDueAt(state: ClientTransactionState): number | undefined {
  switch (state.kind) {
    case 'trying':
    case 'proceeding':
      return Math.min(state.retransmitAt ?? Number.POSITIVE_INFINITY, state.giveUpAt);
    case 'completed':
      return state.endAt;
    case 'terminated':
      return undefined;
  }
}

export function stepClientTransaction(
  state: ClientTransactionState,
  input: ClientTransactionInput,
  now: number,
  timers: SipTimers,
): ClientTransactionStep {
  if (state.kind === 'terminated') {
    return { state, effects: [] };
  }
  if (state.kind === 'completed') {
    const isOver = input.kind === 'transport-failed' || (input.kind === 'due' && now >= state.endAt);
    return { state: isOver ? { kind: 'terminated' } : state, effects: [] };
  }
  switch (input.kind) {
    case 'transport-failed':
      return { state: { kind: 'terminated' }, effects: ['tell-transport-failed'] };
    case 'response':
      if (input.status < 200) {
        // From now on the request is only repeated every T2 (17.1.2.2).
        return { state: { ...state, kind: 'proceeding', retransmitEveryMs: timers.t2Ms }, effects: ['pass-response'] };
      }
      return { state: completed(state.retransmitAt !== undefined, now, timers), effects: ['pass-response'] };
    case 'due':
      if (now >= state.giveUpAt) {
        return { state: { kind: 'terminated' }, effects: ['tell-timeout'] };
      }
      if (state.retransmitAt !== undefined && now >= state.retransmitAt) {
        const every = state.kind === 'proceeding' ? timers.t2Ms : Math.min(state.retransmitEveryMs * 2, timers.t2Ms);
        return { state: { ...state, retransmitAt: now + every, retransmitEveryMs: every }, effects: ['transmit'] };
      }
      return { state, effects: [] };
  }
}

function completed(isUnreliable: boolean, now: number, timers: SipTimers): ClientTransactionState {
  return isUnreliable ? { kind: 'completed', endAt: now + timers.t4Ms } : { kind: 'terminated' };
}
