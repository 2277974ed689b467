import { describe, expect, test } from 'vitest';
import {
  CLOSED_LATCH_BREAKER,
  DEFAULT_LATCH_BREAKER_TIMING,
  isSuspended,
  type LatchBreakerInput,
  nextBreakerTickAt,
  stepLatchBreaker,
} from './latch-breaker.ts';

const timing = DEFAULT_LATCH_BREAKER_TIMING;
const MINUTE = 60_000;

class Tenant {
  state = CLOSED_LATCH_BREAKER;

  at(now: number, kind: LatchBreakerInput['kind'], address = 'ada'): this {
    const input: LatchBreakerInput = kind === 'tick' ? { kind } : { kind, address };
    this.state = stepLatchBreaker(this.state, input, now, timing);
    return this;
  }

  suspended(now: number, address = 'ada'): boolean {
    return isSuspended(this.state, address, now);
  }

  get suspects(): readonly string[] {
    return [...this.state.suspects.keys()];
  }
}

const tenant = (): Tenant => new Tenant();

/** `hangUps` hang-ups, of which the last `inferred` are followed by an inferred call each. */
function busyTenant(hangUps: number, inferred: number): Tenant {
  const t = tenant();
  for (let index = 0; index < hangUps; index += 1) {
    t.at(index * 1000, 'hung-up', `p${index}`);
    if (index >= hangUps - inferred) {
      t.at(index * 1000 + 500, 'call-inferred', `p${index}`);
    }
  }
  return t;
}

describe('too many inferred calls', () => {
  test('one in five is tolerated', () => {
    expect(busyTenant(10, 2).suspended(20_000, 'p9')).toBe(false);
  });

  test('more than one in five suspends all inferred calls of the tenant', () => {
    const t = busyTenant(10, 3);
    expect([7, 8, 9].map((index) => t.suspended(20_000, `p${index}`))).toEqual([true, true, true]);
    expect(t.suspended(20_000, 'p1')).toBe(false);
  });

  test('a few hang-ups prove nothing', () => {
    expect(busyTenant(4, 4).suspended(20_000, 'p3')).toBe(false);
  });

  test('an inferred call that begins while all are suspended is suspended too', () => {
    const t = busyTenant(10, 3).at(30_000, 'call-inferred', 'eve');
    expect(t.suspended(30_000, 'eve')).toBe(true);
  });

  test('the suspension ends after a while', () => {
    const t = busyTenant(10, 3);
    t.at(9500 + timing.suspendMs, 'tick');
    expect(t.suspended(9500 + timing.suspendMs, 'p9')).toBe(false);
  });

  test('hang-ups of more than an hour ago do not count', () => {
    const t = busyTenant(10, 2)
      .at(61 * MINUTE, 'hung-up', 'x')
      .at(61 * MINUTE, 'call-inferred', 'x');
    expect(t.suspended(61 * MINUTE, 'x')).toBe(false);
  });
});

describe('an inferred call that lasts', () => {
  test('longer than ten minutes is suspended', () => {
    const t = tenant().at(0, 'call-inferred');
    expect(nextBreakerTickAt(t.state, timing)).toBe(10 * MINUTE + 1);
    expect(t.at(10 * MINUTE, 'tick').suspended(10 * MINUTE)).toBe(false);
    expect(t.at(10 * MINUTE + 1, 'tick').suspended(10 * MINUTE + 1)).toBe(true);
  });

  test('and then ends: the PBX had kept it up, so another application is suspected', () => {
    const t = tenant()
      .at(0, 'call-inferred')
      .at(10 * MINUTE + 1, 'tick')
      .at(11 * MINUTE, 'inferred-call-over');
    expect(t.suspects).toEqual(['ada']);
    expect(t.suspended(12 * MINUTE)).toBe(true);
  });

  test('and ends much later: it was a call', () => {
    const t = tenant()
      .at(0, 'call-inferred')
      .at(10 * MINUTE + 1, 'tick')
      .at(12 * MINUTE, 'inferred-call-over');
    expect(t.suspects).toEqual([]);
  });

  test('and ends before: it was a call', () => {
    expect(
      tenant()
        .at(0, 'call-inferred')
        .at(9 * MINUTE, 'inferred-call-over').suspects,
    ).toEqual([]);
  });

  test('a suspicion is forgotten after a day', () => {
    const t = tenant()
      .at(0, 'call-inferred')
      .at(10 * MINUTE + 1, 'tick')
      .at(11 * MINUTE, 'inferred-call-over');
    expect(t.at(11 * MINUTE + timing.suspicionMs, 'tick').suspects).toEqual([]);
  });
});

test('who is not read any more is not followed: their next call acts as usual, and nobody is suspected', () => {
  const t = tenant()
    .at(0, 'call-inferred')
    .at(11 * MINUTE, 'tick');
  expect(t.suspended(11 * MINUTE)).toBe(true);
  t.at(11 * MINUTE + 1000, 'forgotten');
  expect(t.suspended(11 * MINUTE + 1000)).toBe(false);
  expect(t.suspects).toEqual([]);
  expect(nextBreakerTickAt(t.state, timing)).toBeNull();
});
