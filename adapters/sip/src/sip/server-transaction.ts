/**
 * Non-INVITE server transaction (RFC 3261, 17.2.2) as a pure state machine: a retransmitted request is answered again
 * with what was answered, and never handed up twice. Timer J keeps the answer for 64 T1 over UDP.
 */
import type { SipTimers } from './sip-timers.ts';

export type ServerTransactionState =
  | { readonly kind: 'trying' }
  | { readonly kind: 'completed'; readonly endAt: number }
  | { readonly kind: 'terminated' };

export type ServerTransactionInput =
  | { readonly kind: 'request-again' }
  | { readonly kind: 'answer' }
  | { readonly kind: 'due' };

export type ServerTransactionEffect = 'transmit-answer';

export interface ServerTransactionStep {
  readonly state: ServerTransactionState;
  readonly effects: readonly ServerTransactionEffect[];
}

export function stepServerTransaction(
  state: ServerTransactionState,
  input: ServerTransactionInput,
  now: number,
  isReliable: boolean,
  timers: SipTimers,
): ServerTransactionStep {
  switch (state.kind) {
    case 'trying':
      return input.kind === 'answer'
        ? {
            state: isReliable ? { kind: 'terminated' } : { kind: 'completed', endAt: now + 64 * timers.t1Ms },
            effects: ['transmit-answer'],
          }
        : { state, effects: [] };
    case 'completed':
      if (input.kind === 'request-again') {
        return { state, effects: ['transmit-answer'] };
      }
      return { state: input.kind === 'due' && now >= state.endAt ? { kind: 'terminated' } : state, effects: [] };
    case 'terminated':
      return { state, effects: [] };
  }
}
