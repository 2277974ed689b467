import { describe, expect, it } from 'vitest';
import {
  initialLease,
  isUnheardPending,
  type LeaseEffect,
  type LeaseInput,
  type LeaseState,
  nextDue,
  stepLease,
} from './lease-state.ts';

const settings = { leaseMs: 90_000, withdrawAfterMs: 300_000 };

interface Seen {
  readonly state: LeaseState;
  readonly effects: readonly string[];
}

/** Runs inputs at their times; effects are those of the last one. */
function run(
  ...script: readonly (readonly [
    number,
    LeaseInput | (LeaseInput['kind'] & ('begin' | 'tick' | 'renew' | 'lose' | 'continue' | 'complete')),
  ])[]
): Seen {
  let state = initialLease(0, settings);
  let effects: readonly LeaseEffect[] = [];
  for (const [now, input] of script) {
    const step = stepLease(state, typeof input === 'string' ? { kind: input } : input, now, settings);
    state = step.state;
    effects = step.effects;
  }
  return {
    state,
    effects: effects.map((effect) => ('which' in effect ? `${effect.kind} ${effect.which}` : effect.kind)),
  };
}

const handover: LeaseInput = { kind: 'leave', handover: true };
const leave: LeaseInput = { kind: 'leave', handover: false };

describe('pending', () => {
  it('is the state at the start, for one lease time', () => {
    const { state } = run();
    expect(state).toEqual({ kind: 'pending', until: 90_000 });
    expect(isUnheardPending(state)).toBe(true);
    expect(nextDue(state)).toBe(90_000);
  });

  it('stays until its time has come', () => {
    expect(run([89_999, 'tick']).state.kind).toBe('pending');
  });

  it('becomes withdrawn when one lease time has passed unheard', () => {
    expect(run([90_000, 'tick'])).toEqual({ state: { kind: 'withdrawn' }, effects: ['settle-unheard'] });
  });

  it('becomes active when a source begins, and gives it one lease time for its snapshot', () => {
    const { state, effects } = run([80_000, 'begin']);
    expect(state).toMatchObject({ kind: 'active', connection: 'connected', expiresAt: 170_000, pendingUntil: 170_000 });
    expect(effects).toEqual([]);
  });

  it.each(['renew', 'lose', 'continue', 'complete'] as const)('ignores %s', (kind) => {
    expect(run([1_000, kind]).state).toEqual({ kind: 'pending', until: 90_000 });
  });
});

describe('active', () => {
  it('expires one lease time after the last renewal', () => {
    const { state } = run([0, 'begin'], [60_000, 'renew']);
    expect(state).toMatchObject({ expiresAt: 150_000 });
  });

  it('lost: nothing but the connection changes, and it expires as before', () => {
    const { state, effects } = run([0, 'begin'], [10_000, 'lose']);
    expect(state).toMatchObject({ kind: 'active', connection: 'lost', expiresAt: 90_000 });
    expect(effects).toEqual([]);
  });

  it('continued: connected again, with a whole lease time', () => {
    const { state } = run([0, 'begin'], [10_000, 'lose'], [20_000, 'continue']);
    expect(state).toMatchObject({ connection: 'connected', expiresAt: 110_000 });
  });

  it('leaving with handover: keeps the lease for the successor, also when the stream ends', () => {
    const { state, effects } = run([0, 'begin'], [1, 'complete'], [10_000, handover], [10_001, 'lose']);
    expect(state).toMatchObject({ kind: 'active', connection: 'leaving', expiresAt: 100_000 });
    expect(effects).toEqual([]);
  });

  it('leaving without handover: withdrawn at once', () => {
    expect(run([0, 'begin'], [1, 'complete'], [10_000, leave])).toEqual({
      state: { kind: 'withdrawn' },
      effects: ['withdraw all'],
    });
  });

  it('leaving without handover before the first snapshot: unheard subjects stay pending', () => {
    expect(run([0, 'begin'], [10_000, leave])).toEqual({
      state: { kind: 'pending', until: 90_000 },
      effects: ['withdraw all'],
    });
  });

  it('complete: settles what was not named, and withdraws what earlier leases held', () => {
    const { state, effects } = run([0, 'begin'], [5_000, 'complete']);
    expect(state).toMatchObject({ pendingUntil: null, snapshot: { kind: 'complete' } });
    expect(effects).toEqual(['withdraw earlier', 'settle-unheard']);
  });

  it('complete a second time changes nothing', () => {
    expect(run([0, 'begin'], [5_000, 'complete'], [6_000, 'complete']).effects).toEqual([]);
  });

  it('stops being pending one lease time after the first source came, complete or not', () => {
    const seen = run([80_000, 'begin'], [160_000, 'renew'], [170_000, 'tick']);
    expect(seen.state).toMatchObject({ kind: 'active', pendingUntil: null });
    expect(seen.effects).toContain('settle-unheard');
  });

  it('does not become pending longer because another source begins', () => {
    expect(run([0, 'begin'], [60_000, 'begin']).state).toMatchObject({ pendingUntil: 90_000 });
  });

  it('lapses: everything held is stale, and withdrawn five minutes later', () => {
    const { state, effects } = run([0, 'begin'], [1, 'complete'], [90_000, 'tick']);
    expect(state).toEqual({ kind: 'lapsed', withdrawAt: 390_000 });
    expect(effects).toEqual(['stale all', 'lapsed']);
  });

  it('lapses before its first snapshot was complete: also settles what is unheard', () => {
    expect(run([0, 'begin'], [90_000, 'tick']).effects).toEqual(['settle-unheard', 'stale all', 'lapsed']);
  });

  it('superseded: what is held is carried, stale after one lease time and withdrawn five minutes later', () => {
    const begun = [
      [0, 'begin'],
      [1, 'complete'],
      [10_000, 'begin'],
    ] as const;
    expect(run(...begun).state).toMatchObject({ snapshot: { kind: 'awaited', staleAt: 100_000, withdrawAt: 400_000 } });
    expect(run(...begun, [99_000, 'renew'], [100_000, 'tick']).effects).toEqual(['stale earlier']);
    const overdue = run(...begun, [99_000, 'renew'], [100_000, 'tick'], [399_000, 'renew'], [400_000, 'tick']);
    expect(overdue.effects).toEqual(['withdraw earlier']);
    expect(overdue.state).toMatchObject({ snapshot: { kind: 'overdue' } });
  });

  it('superseded again and again without a snapshot: what is carried does not stay fresh for ever', () => {
    const script = [
      [0, 'begin'],
      [1, 'complete'],
      [10_000, 'begin'],
      [50_000, 'begin'],
      [90_000, 'begin'],
    ] as const;
    expect(run(...script).state).toMatchObject({ snapshot: { staleAt: 100_000 } });
    expect(run(...script, [100_000, 'tick']).effects).toEqual(['stale earlier']);
  });

  it('is due at the first of expiry, end of pending, and the snapshot', () => {
    expect(nextDue(run([0, 'begin'], [30_000, 'renew']).state)).toBe(90_000);
    expect(nextDue(run([0, 'begin'], [5, 'complete'], [30_000, 'renew']).state)).toBe(120_000);
    expect(nextDue(run([0, 'begin'], [5, 'complete'], [30_000, 'begin'], [60_000, 'renew']).state)).toBe(120_000);
  });
});

describe('lapsed', () => {
  const lapsed = [
    [0, 'begin'],
    [1, 'complete'],
    [90_000, 'tick'],
  ] as const;

  it('is withdrawn when its time has come', () => {
    expect(run(...lapsed, [389_999, 'tick']).state.kind).toBe('lapsed');
    expect(run(...lapsed, [390_000, 'tick'])).toEqual({ state: { kind: 'withdrawn' }, effects: ['withdraw all'] });
  });

  it('gives a successor at least one lease time to name what is stale', () => {
    expect(run(...lapsed, [100_000, 'begin']).state).toMatchObject({
      kind: 'active',
      pendingUntil: null,
      snapshot: { kind: 'awaited', staleAt: null, withdrawAt: 390_000 },
    });
    expect(run(...lapsed, [389_000, 'begin']).state).toMatchObject({ snapshot: { withdrawAt: 479_000 } });
  });

  it.each(['renew', 'lose', 'continue', 'complete'] as const)('ignores %s', (kind) => {
    expect(run(...lapsed, [100_000, kind]).state).toEqual({ kind: 'lapsed', withdrawAt: 390_000 });
  });
});

describe('withdrawn', () => {
  it('is due never, and becomes active when a source begins; nothing is pending then', () => {
    const withdrawn = run([90_000, 'tick']).state;
    expect(nextDue(withdrawn)).toBeNull();
    const { state } = run([90_000, 'tick'], [100_000, 'begin']);
    expect(state).toMatchObject({ kind: 'active', pendingUntil: null });
    expect(isUnheardPending(state)).toBe(false);
  });

  it('stays as it is otherwise', () => {
    expect(run([90_000, 'tick'], [100_000, 'tick'], [100_001, 'renew']).state).toEqual({ kind: 'withdrawn' });
  });
});
