import { seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { WriteQueue } from './write-queue.ts';

const IN_A_CALL = { availability: 'Busy', activity: 'InACall' };
const CONFERENCE = { availability: 'Busy', activity: 'InAConferenceCall' };
const keep = (pair = IN_A_CALL) => ({ kind: 'keep', way: 'session', pair }) as const;
const clear = { kind: 'clear', way: 'session', restore: null } as const;
const rest = { kind: 'rest' } as const;
const done = { kind: 'done' } as const;
const failed = (retry: 'later' | 'slowly' = 'later', applied: 'no' | 'maybe' = 'no') =>
  ({ kind: 'failed', retry: { kind: retry }, applied }) as const;

const queue = (): WriteQueue => new WriteQueue({ leaseMs: 300_000, landingMs: 10_000 }, seededRandom(1));

/** A queue that holds an accepted session for `a`. */
function holding(): WriteQueue {
  const q = queue();
  q.intend('a', keep(), 0);
  q.next(0);
  q.answered('a', done, 100);
  return q;
}

describe('the latest intention wins', () => {
  test('a set that is overtaken before it was sent is never sent', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.intend('a', rest, 1);
    expect(q.next(2)).toBeUndefined();
    expect(q.wakeAt()).toBeUndefined();
  });

  test('one pair overtaken by another is sent once, as the latter', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.intend('a', keep(CONFERENCE), 1);
    expect(q.next(2)).toEqual({ id: 'a', write: { kind: 'set', way: 'session', pair: CONFERENCE } });
    expect(q.next(2)).toBeUndefined();
  });

  test('one write per person is under way; what came meanwhile goes next', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.next(0);
    q.intend('a', clear, 10);
    expect(q.next(20)).toBeUndefined();
    q.answered('a', done, 100);
    expect(q.next(100)).toEqual({ id: 'a', write: clear });
  });

  test('a clear that is done is not repeated', () => {
    const q = holding();
    q.intend('a', clear, 1000);
    q.next(1000);
    q.answered('a', done, 1100);
    expect(q.wakeAt()).toBeUndefined();
  });

  test('people are served in the order of their intentions, renewals after them', () => {
    const q = holding();
    q.intend('b', keep(), 149_999);
    q.intend('c', keep(), 149_998);
    const order = [q.next(160_000), q.next(160_000), q.next(160_000)].map((planned) => planned?.id);
    expect(order).toEqual(['c', 'b', 'a']);
  });

  test('a renewal that is about to lapse goes before new intentions, and the one that lapses first before the others', () => {
    const q = queue();
    for (const [index, id] of ['a', 'b'].entries()) {
      q.intend(id, keep(), index * 1000);
      q.next(index * 1000);
      q.answered(id, done, index * 1000);
    }
    q.intend('c', keep(), 200_000);
    expect(q.next(269_999)?.id).toBe('c');
    q.intend('d', keep(), 270_000);
    // The lease of `a` ends at 300,000, that of `b` a second later.
    expect([q.next(270_500), q.next(270_500), q.next(270_500)].map((planned) => planned?.id)).toEqual(['a', 'd', 'b']);
  });

  test('a person counts as due once, in whichever order it comes', () => {
    const q = holding();
    expect(q.dueCount(150_100)).toBe(1);
    q.intend('a', clear, 150_200);
    expect(q.dueCount(150_200)).toBe(1);
    expect(q.next(150_200)).toEqual({ id: 'a', write: clear });
    expect(q.dueCount(150_200)).toBe(0);
  });
});

describe('renewal', () => {
  test('a held session is written again at half its life at the latest, the first time anywhere between a quarter and that', () => {
    const q = holding();
    const at = q.wakeAt() ?? 0;
    expect(at).toBeGreaterThanOrEqual(100 + 75_000);
    expect(at).toBeLessThanOrEqual(100 + 150_000);
    expect(q.next(at - 1)).toBeUndefined();
    expect(q.next(at)).toEqual({ id: 'a', write: { kind: 'set', way: 'session', pair: IN_A_CALL } });
    q.answered('a', done, at);
    expect(q.wakeAt()).toBeGreaterThanOrEqual(at + 135_000);
  });

  test('at rest nothing is renewed; wanted again, it is renewed when due', () => {
    const q = holding();
    q.intend('a', rest, 1000);
    expect(q.wakeAt()).toBeUndefined();
    q.intend('a', keep(), 2000);
    expect(q.next(2000)).toBeUndefined();
    expect(q.wakeAt()).toBeGreaterThan(75_000);
  });

  test('after a clear without an answer the session is written once more when that can no longer land', () => {
    const q = holding();
    q.intend('a', clear, 1000);
    q.next(1000);
    q.answered('a', failed('later', 'maybe'), 2000);
    q.intend('a', keep(), 2100);
    expect(q.next(2100)?.write.kind).toBe('set');
    q.answered('a', done, 2200);
    expect(q.wakeAt()).toBe(12_000);
  });
});

describe('a preferred status', () => {
  const busy = { kind: 'keep', way: 'preferred', pair: { availability: 'Busy', activity: 'Busy' } } as const;

  test('is renewed as a session is, and does not count for one', () => {
    const q = queue();
    q.intend('a', busy, 0);
    expect(q.next(0)?.write).toEqual({ ...busy, kind: 'set' });
    q.answered('a', done, 100);
    expect(q.wakeAt()).toBeGreaterThanOrEqual(75_100);
    q.intend('a', { ...busy, way: 'session' }, 1000);
    expect(q.next(1000)?.write).toEqual({ ...busy, kind: 'set', way: 'session' });
  });

  test('ends with what is to be put back', () => {
    const q = queue();
    const restore = { availability: 'Away', activity: 'Away' };
    q.intend('a', { kind: 'clear', way: 'preferred', restore }, 0);
    expect(q.next(0)?.write).toEqual({ kind: 'clear', way: 'preferred', restore });
  });

  test('that is known to be gone is set at once when it is wanted again', () => {
    const q = queue();
    q.intend('a', busy, 0);
    q.next(0);
    q.intend('a', { kind: 'forget' }, 50);
    q.answered('a', done, 100);
    expect(q.wakeAt()).toBeUndefined();
    q.intend('a', busy, 1000);
    expect(q.next(1000)?.write.kind).toBe('set');
    q.answered('a', done, 1100);
    q.intend('a', { kind: 'forget' }, 2000);
    q.intend('a', busy, 3000);
    expect(q.next(3000)?.write.kind).toBe('set');
  });
});

describe('failures', () => {
  test('wait longer each time', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    const pauses: number[] = [];
    for (let now = 0, attempt = 0; attempt < 6; attempt += 1) {
      q.next(now);
      q.answered('a', failed(), now);
      const at = q.wakeAt() ?? 0;
      pauses.push(at - now);
      now = at;
    }
    for (const [index, least] of [1000, 2000, 5000, 15_000, 60_000, 60_000].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(least);
      expect(pauses[index]).toBeLessThanOrEqual(least * 1.2);
    }
  });

  test('that need a person wait a minute', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.next(0);
    q.answered('a', failed('slowly'), 0);
    expect(q.wakeAt()).toBeGreaterThanOrEqual(60_000);
  });

  test('a new intention does not wait for the pause of the old one', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.next(0);
    q.answered('a', failed('slowly', 'maybe'), 0);
    q.intend('a', clear, 500);
    expect(q.next(500)).toEqual({ id: 'a', write: clear });
  });

  test('of one person do not hold up another', () => {
    const q = queue();
    q.intend('a', keep(), 0);
    q.next(0);
    q.answered('a', failed(), 0);
    q.intend('b', keep(), 1);
    expect(q.next(1)?.id).toBe('b');
  });
});

describe('nothing is kept of people for good', () => {
  test('whose session was left to its lease', () => {
    const q = holding();
    q.intend('a', rest, 1000);
    q.dueCount(299_000);
    expect(q.size).toBe(1);
    q.dueCount(300_000);
    expect(q.size).toBe(0);
  });

  test('of whom a clear once got no answer', () => {
    const q = holding();
    q.intend('a', clear, 1000);
    q.next(1000);
    q.answered('a', failed('later', 'maybe'), 2000);
    q.next(10_000);
    q.answered('a', done, 10_100);
    expect(q.size).toBe(1);
    q.dueCount(12_000);
    expect(q.size).toBe(0);
  });
});
