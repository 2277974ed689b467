/** What a process before this one may have left at Graph, or still have under way there. */
import { describe, expect, test } from 'vitest';
import {
  AVAILABLE,
  CONFERENCE,
  DO_NOT_DISTURB as DND,
  IN_A_CALL,
  type Person,
  person,
} from '../testing/attributed-person.ts';
import { nextTickAt } from './attribution.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';

const timing = DEFAULT_ATTRIBUTION_TIMING;

describe('after a start everyone is inherited', () => {
  const started = (): Person => person().at(0, { kind: 'start' });

  test('a pair that we write is an echo, and nothing is cleared while nothing is decided', () => {
    const p = started().reads(100, IN_A_CALL);
    expect(p.view).toEqual({ independent: null, masked: true, unconfirmedCall: false, shownByOurs: false });
    expect(p.state.intention).toEqual({ kind: 'rest' });
  });

  test('inherited -> setting -> live: a live call is set again, and ours', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, IN_A_CALL);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', way: 'session', pair: IN_A_CALL } }]);
    expect(p.sets(500).setAnswered(500, 600, 'accepted').state.own.kind).toBe('live');
    expect(p.reads(700, IN_A_CALL).view.masked).toBe(true);
  });

  test('inherited: nothing is written before anybody has looked, and nothing over a call that is known then', () => {
    const p = started().wants(100, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.reads(200, AVAILABLE).state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
    const other = started()
      .wants(100, IN_A_CALL)
      .reads(200, { availability: 'DoNotDisturb', activity: 'DoNotDisturb' });
    expect(other.state.intention).toEqual({ kind: 'rest' });
  });

  test('inherited -> clearing -> settling: a pair that we write with no call behind it is cleared', () => {
    const p = started().reads(100, IN_A_CALL).wants(20_500, 'nothing');
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } }]);
    p.clears(20_500).clearAnswered(20_600, 'cleared');
    expect(p.state.own).toMatchObject({ kind: 'settling', until: 27_600, wasOurs: true });
  });

  test('inherited -> clearing -> none: 404 means that it was never ours', () => {
    const p = started().reads(100, IN_A_CALL).wants(20_500, 'nothing').clears(20_500);
    p.clearAnswered(20_600, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', until: 22_600, wasOurs: false });
    p.tick(22_601).reads(22_601, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: false, unconfirmedCall: false, independent: { pair: IN_A_CALL } });
  });

  test('settling -> clearing -> none: what the former process had under way may land after the clear: once more', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, 'nothing').clears(500).clearAnswered(600, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: 10_001, wasOurs: false });
    expect(p.reads(9000, IN_A_CALL).view.masked).toBe(true);
    expect(p.tick(10_001).state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
    p.clears(10_001).clearAnswered(10_100, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: null, until: 12_100, wasOurs: false });
    p.tick(12_101).reads(12_101, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: false, unconfirmedCall: false, independent: { pair: IN_A_CALL } });
  });

  test('settling: nothing is written over what may be a Teams call, until it is known', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, 'nothing').clears(500).clearAnswered(600, 'not-found');
    expect(p.wants(700, IN_A_CALL).state.intention).toEqual({ kind: 'rest' });
    expect(p.prefers(800, DND).state.intention).toEqual({ kind: 'rest' });
    expect(p.reads(3000, AVAILABLE).wants(3200, IN_A_CALL).state.intention).toMatchObject({ kind: 'keep' });
    const call = started().reads(100, IN_A_CALL).wants(20_500, 'nothing').clears(20_500);
    call.clearAnswered(20_600, 'not-found').wants(20_700, IN_A_CALL).tick(22_601);
    expect(call.state).toMatchObject({ own: { kind: 'none' }, intention: { kind: 'rest' } });
    expect(call.reads(22_700, IN_A_CALL).state.intention).toEqual({ kind: 'rest' });
  });

  test('live: what the former process had under way may land after a hang-up that comes soon', () => {
    const p = started().reads(100, AVAILABLE).wants(500, IN_A_CALL).sets(500).setAnswered(500, 600, 'accepted');
    p.wants(3000, 'nothing').clears(3000).clearAnswered(3100, 'cleared');
    expect(p.effects).toContainEqual({ kind: 'hung-up' });
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: 10_001 });
    expect(p.reads(9900, IN_A_CALL).view.masked).toBe(true);
    p.tick(10_001).clears(10_001).clearAnswered(10_100, 'cleared');
    expect(p.effects).not.toContainEqual({ kind: 'hung-up' });
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: null, until: 17_100 });
  });

  test('live: a set of ours does not end what the former process had under way, later ones do', () => {
    const p = started().reads(100, AVAILABLE).wants(500, IN_A_CALL).sets(500).setAnswered(500, 600, 'accepted');
    expect(p.reads(9900, CONFERENCE).view.masked).toBe(true);
    p.sets(150_000).setAnswered(150_000, 150_100, 'accepted');
    expect(p.reads(157_101, CONFERENCE).view.masked).toBe(false);
  });

  test('it is forgotten once it can land no more', () => {
    expect(started().tick(10_000).state.formerMayLandUntil).toBe(10_000);
    expect(started().tick(10_001).state.formerMayLandUntil).toBeNull();
    const p = started().reads(100, IN_A_CALL).wants(9000, 'nothing').clears(9900).tick(10_500);
    expect(p.clearAnswered(10_600, 'not-found').state.own).toMatchObject({ clearAgainAt: 10_601 });
  });

  test('inherited: nothing is cleared for a pair that we do not write', () => {
    const p = started().reads(100, AVAILABLE).wants(500, 'nothing');
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.shown).toEqual(AVAILABLE);
  });

  test('inherited: what do-not-disturb had covered is found when it shows', () => {
    const p = started().reads(100, DND).wants(500, 'nothing').reads(100_000, IN_A_CALL);
    expect(p.view.masked).toBe(true);
    expect(p.state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
  });

  test('inherited -> none: after a lease nothing of a former process can be left', () => {
    const p = started().wants(500, 'nothing').reads(1000, AVAILABLE);
    expect(nextTickAt(p.state, p.now, timing)).toBe(317_001);
    expect(p.reads(317_000, IN_A_CALL).view.masked).toBe(true);
    const other = started().wants(500, 'nothing').reads(1000, AVAILABLE);
    expect(other.tick(317_001).reads(317_001, IN_A_CALL).view).toMatchObject({ masked: false, unconfirmedCall: false });
  });

  test('live: a takeover keeps what is known to be ours', () => {
    const p = person().live().at(2000, { kind: 'start' });
    expect(p.state.own.kind).toBe('live');
    expect(p.reads(3000, CONFERENCE).view.masked).toBe(true);
  });

  test('inherited: a clear that Graph refuses leaves the pair in doubt until the lease is over', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, 'nothing').clears(500).clearAnswered(600, 'failed');
    expect(p.state.own.kind).toBe('inherited');
    expect(p.view.masked).toBe(true);
  });
});
