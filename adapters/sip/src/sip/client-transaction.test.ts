import { describe, expect, it } from 'vitest';
import {
  beginClientTransaction,
  type ClientTransactionInput,
  type ClientTransactionState,
  clientTransactionDueAt,
  stepClientTransaction,
} from './client-transaction.ts';
import { STANDARD_TIMERS } from './sip-timers.ts';

/** Lets time pass until the machine ends or the limit; when it did what, in ms. */
function play(isReliable: boolean, inputs: Readonly<Record<number, ClientTransactionInput>> = {}): string[] {
  let state: ClientTransactionState = beginClientTransaction(isReliable, 0, STANDARD_TIMERS);
  const seen: string[] = [];
  const pending = Object.entries(inputs).map(([at, input]) => ({ at: Number(at), input }));
  for (;;) {
    const dueAt = clientTransactionDueAt(state) ?? Number.POSITIVE_INFINITY;
    const next = pending[0] !== undefined && pending[0].at <= dueAt ? pending.shift() : undefined;
    const now = next?.at ?? dueAt;
    if (now === Number.POSITIVE_INFINITY) {
      return seen;
    }
    const step = stepClientTransaction(state, next?.input ?? { kind: 'due' }, now, STANDARD_TIMERS);
    seen.push(...step.effects.map((effect) => `${now} ${effect}`));
    if (step.state.kind === 'terminated' && state.kind !== 'terminated') {
      seen.push(`${now} end`);
    }
    state = step.state;
  }
}

describe('a non-INVITE client transaction (RFC 3261, 17.1.2)', () => {
  it('over UDP is sent again at E: T1, doubled up to T2, and given up at F', () => {
    const times = [500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(play(false)).toEqual([...times.map((at) => `${at} transmit`), '32000 tell-timeout', '32000 end']);
  });

  it('over TCP is never sent again', () => {
    expect(play(true)).toEqual(['32000 tell-timeout', '32000 end']);
  });

  it('after a provisional answer is sent again every T2 only', () => {
    const seen = play(false, { 600: { kind: 'response', status: 100 } });
    expect(seen.slice(0, 4)).toEqual(['500 transmit', '600 pass-response', '1500 transmit', '5500 transmit']);
  });

  it('passes the final answer once and takes in its retransmissions until K', () => {
    const answer = { kind: 'response', status: 200 } as const;
    expect(play(false, { 10: answer, 700: answer })).toEqual(['10 pass-response', '5010 end']);
  });

  it('over TCP ends with the final answer', () => {
    expect(play(true, { 10: { kind: 'response', status: 481 } })).toEqual(['10 pass-response', '10 end']);
  });

  it('tells that the way is lost', () => {
    expect(play(true, { 10: { kind: 'transport-failed' } })).toEqual(['10 tell-transport-failed', '10 end']);
  });
});
