import { describe, expect, it } from 'vitest';
import { type ServerTransactionState, stepServerTransaction } from './server-transaction.ts';
import { STANDARD_TIMERS } from './sip-timers.ts';

const step = (
  state: ServerTransactionState,
  kind: 'request-again' | 'answer' | 'due',
  now: number,
  isReliable = false,
) => stepServerTransaction(state, { kind }, now, isReliable, STANDARD_TIMERS);

describe('a non-INVITE server transaction (RFC 3261, 17.2.2)', () => {
  it('says nothing to a retransmission before it has an answer', () => {
    expect(step({ kind: 'trying' }, 'request-again', 5)).toEqual({ state: { kind: 'trying' }, effects: [] });
  });

  it('keeps its answer for J over UDP and sends it to each retransmission', () => {
    const answered = step({ kind: 'trying' }, 'answer', 10);
    expect(answered).toEqual({ state: { kind: 'completed', endAt: 32_010 }, effects: ['transmit-answer'] });
    expect(step(answered.state, 'request-again', 20).effects).toEqual(['transmit-answer']);
    expect(step(answered.state, 'due', 32_009).state.kind).toBe('completed');
    expect(step(answered.state, 'due', 32_010).state.kind).toBe('terminated');
  });

  it('is over with its answer over TCP', () => {
    expect(step({ kind: 'trying' }, 'answer', 10, true).state.kind).toBe('terminated');
  });
});
