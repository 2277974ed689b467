import { describe, expect, test } from 'vitest';
import {
  AVAILABLE,
  AWAY,
  CONFERENCE,
  DO_NOT_DISTURB as DND,
  IN_A_CALL,
  PRESENTING,
  person,
} from '../testing/attributed-person.ts';
import { nextTickAt } from './attribution.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';

const timing = DEFAULT_ATTRIBUTION_TIMING;

describe('writing', () => {
  test('none: a talking line intends a session', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', way: 'session', pair: IN_A_CALL } }]);
  });

  test('none -> setting: the set is sent', () => {
    expect(person().wants(0, IN_A_CALL).sets(10).state.own).toMatchObject({ kind: 'setting', sentAt: 10 });
  });

  test('setting -> live: accepted, visible until lease, visibility delay and settle time are over', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 100, 'accepted');
    expect(p.state.own).toEqual({
      kind: 'live',
      way: 'session',
      pair: IN_A_CALL,
      until: 100 + 300_000 + 2000 + 5000,
      showsFrom: 7100,
    });
  });

  test('setting -> none: surely failed, so a read of the pair is independent at once', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 100, 'failed').reads(200, IN_A_CALL);
    expect(p.state.own).toEqual({ kind: 'none' });
    expect(p.view).toMatchObject({ masked: false, independent: { pair: IN_A_CALL } });
  });

  test('setting -> live: without an answer it counts as in force, and longer', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 10_010, 'unknown').reads(15_000, IN_A_CALL);
    expect(p.state.own).toMatchObject({ kind: 'live', until: 10_010 + 10_000 + 300_000 + 7000 });
    expect(p.view).toEqual({ independent: null, masked: true, unconfirmedCall: false, shownByOurs: false });
  });

  test('live: an accepted set does not end one without an answer that may have landed after it', () => {
    const p = person().wants(0, CONFERENCE).sets(10, CONFERENCE).setAnswered(10, 10_010, 'unknown', CONFERENCE);
    p.wants(10_010, IN_A_CALL).sets(19_000).setAnswered(19_000, 21_000, 'accepted');
    expect(p.reads(60_000, CONFERENCE).view).toMatchObject({ independent: null, masked: true });
    p.sets(150_000).setAnswered(150_000, 150_100, 'accepted');
    expect(p.reads(170_000, CONFERENCE).view.masked).toBe(false);
  });

  test('live -> setting -> live: a renewal moves the end', () => {
    const p = person().live().sets(150_000).setAnswered(150_000, 150_100, 'accepted');
    expect(p.state.own).toMatchObject({ kind: 'live', until: 150_100 + 307_000 });
    expect(p.reads(310_000, IN_A_CALL).view.masked).toBe(true);
  });

  test('live -> setting -> live: a failed renewal leaves the end where it was', () => {
    const p = person().live().sets(150_000).setAnswered(150_000, 150_100, 'failed');
    expect(p.state.own).toMatchObject({ kind: 'live', until: 1100 + 307_000 });
  });

  test('live: another pair replaces the first, which is an echo until it has settled', () => {
    const p = person().live().wants(20_000, CONFERENCE);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', way: 'session', pair: CONFERENCE } }]);
    p.sets(20_000, CONFERENCE).setAnswered(20_000, 20_100, 'accepted', CONFERENCE);
    expect(p.reads(27_000, IN_A_CALL).view.masked).toBe(true);
    expect(p.reads(27_101, IN_A_CALL).view).toMatchObject({ masked: false, independent: { pair: IN_A_CALL } });
  });

  test('live -> none: a lease that was not renewed is over by itself', () => {
    const p = person().live().wants(2000, 'leave');
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'rest' } }]);
    expect(nextTickAt(p.state, p.now, timing)).toBe(308_101);
    expect(p.tick(308_100).state.own.kind).toBe('live');
    expect(p.tick(308_101).state.own.kind).toBe('none');
  });

  test('live: leave neither renews nor clears', () => {
    expect(person().live().wants(2000, 'leave').state.intention).toEqual({ kind: 'rest' });
  });
});

describe('clearing', () => {
  test('live: a silent line intends a clear', () => {
    const p = person().live().wants(60_000, 'nothing');
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } }]);
  });

  test('live -> clearing -> settling: cleared; read at 0.5, 1, 2, 3 s and when settling is over', () => {
    const p = person().settling();
    expect(p.state.own).toMatchObject({ kind: 'settling', clearedAt: 60_100, until: 67_100 });
    expect(p.effects).toEqual([
      { kind: 'hung-up' },
      { kind: 'read-at', times: [60_600, 61_100, 62_100, 63_100, 67_101] },
      { kind: 'intend', intention: { kind: 'rest' } },
    ]);
  });

  test('clearing -> settling: Graph knew of no session any more', () => {
    const p = person().live().wants(60_000, 'nothing').clears(60_000).clearAnswered(60_100, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', until: 67_100, wasOurs: true });
  });

  test.each(['failed', 'unknown'] as const)('clearing -> live: %s keeps the intention and the echo', (outcome) => {
    const p = person().live().wants(60_000, 'nothing').clears(60_000).clearAnswered(60_100, outcome);
    expect(p.state.own.kind).toBe('live');
    expect(p.state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
    expect(p.reads(70_000, IN_A_CALL).view.masked).toBe(true);
  });

  test('clearing: the line talks again before the answer', () => {
    const p = person().live().wants(60_000, 'nothing').clears(60_000).wants(60_050, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
    p.clearAnswered(60_100, 'cleared').sets(60_100);
    expect(p.state.own).toMatchObject({ kind: 'setting', before: { kind: 'settling' } });
    expect(p.effects).not.toContainEqual({ kind: 'hung-up' });
  });

  test('settling -> clearing -> settling: a set that may land late is cleared once more', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 11_000, 'unknown');
    p.wants(12_000, 'nothing').clears(12_000).clearAnswered(12_100, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: 21_001 });
    expect(p.reads(20_000, IN_A_CALL).view.masked).toBe(true);
    expect(nextTickAt(p.state, p.now, timing)).toBe(21_001);
    expect(p.tick(21_001).effects).toEqual([
      { kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } },
    ]);
    p.clears(21_001).clearAnswered(21_100, 'cleared');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: null, until: 28_100 });
  });

  test('settling: a clear that was sent while a set could still land proves nothing, however late its answer', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 11_000, 'unknown');
    // Sent at 20000, when the set may land until 21000: it may have been carried out before the set was.
    p.wants(12_000, 'nothing').clears(20_000).clearAnswered(22_000, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: 22_001 });
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.tick(22_001).effects).toEqual([
      { kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } },
    ]);
    expect(p.reads(40_000, IN_A_CALL).view.masked).toBe(true);
  });
});

describe('reading', () => {
  test('a pair that is not ours is independent at any time', () => {
    const p = person().live().reads(5000, AWAY);
    expect(p.view).toMatchObject({ masked: false, independent: { pair: AWAY } });
  });

  test('our pair, read while our write may be in force, is an echo: the last independent state stays, masked', () => {
    const p = person().live().reads(5000, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: true, independent: { pair: AVAILABLE } });
  });

  test('our pair, read before the write was sent, is independent', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).reads(1000, IN_A_CALL, { lasts: 50 });
    expect(p.sets(1051).view).toMatchObject({ masked: false, independent: { pair: IN_A_CALL } });
  });

  test('a read under way when the write is sent may be an echo', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1050).reads(1000, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: true, independent: { pair: AVAILABLE } });
  });

  test('idle variants and unknown words are independent', () => {
    const busyIdle = { availability: 'BusyIdle', activity: 'Levitating' };
    expect(person().live().reads(5000, busyIdle).shown).toEqual(busyIdle);
  });

  test('an Available session of ours that has faded is still an echo', () => {
    const p = person().reads(0, DND).wants(1000, AVAILABLE).sets(1000, AVAILABLE);
    p.setAnswered(1000, 1100, 'accepted', AVAILABLE);
    expect(p.reads(5000, { availability: 'Available', activity: 'AvailableInactive' }).view.masked).toBe(true);
  });

  test('an older read is dropped: by when it began', () => {
    expect(person().reads(1000, AWAY).reads(900, AVAILABLE, { lasts: 500 }).shown).toEqual(AWAY);
  });

  test('an older read is dropped: by its sequence number, though it began later', () => {
    const p = person().reads(1000, AWAY, { sequence: 'A2' }).reads(1100, AVAILABLE, { sequence: 'A1' });
    expect(p.shown).toEqual(AWAY);
  });

  test('a newer sequence number counts though the read began earlier', () => {
    const p = person().reads(1000, AWAY, { sequence: 'A1' }).reads(900, AVAILABLE, { sequence: 'A2', lasts: 500 });
    expect(p.shown).toEqual(AVAILABLE);
  });

  test('sequence numbers that stay lower for a minute have begun anew', () => {
    const p = person().reads(1000, AWAY, { sequence: 'B9' }).reads(2000, AVAILABLE, { sequence: 'A1' });
    expect(p.reads(61_999, AVAILABLE, { sequence: 'A1' }).shown).toEqual(AWAY);
    expect(p.reads(62_000, AVAILABLE, { sequence: 'A1' }).shown).toEqual(AVAILABLE);
  });

  test('since is when a state was first seen; what it was before is kept', () => {
    const p = person().reads(0, AVAILABLE).reads(2000, AWAY).reads(4000, AWAY);
    expect(p.view.independent).toMatchObject({ since: 1_002_100, previous: AVAILABLE, begunAt: 4000 });
  });
});

describe('settling', () => {
  test('our pair is an echo until settling is over', () => {
    const p = person().settling().reads(67_000, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: true, independent: { pair: AVAILABLE } });
  });

  test('a read that began before the end and is answered after it is an echo', () => {
    const p = person().settling().reads(66_000, IN_A_CALL).tick(67_101).reads(67_100, IN_A_CALL, { lasts: 3000 });
    expect(p.view.masked).toBe(true);
  });

  test('settling -> none: another pair, read once the clear must be visible, ends it early', () => {
    const p = person().settling().reads(62_100, AVAILABLE);
    expect(p.state.own).toEqual({ kind: 'none' });
    expect(p.reads(63_000, IN_A_CALL).view).toEqual({
      masked: false,
      unconfirmedCall: false,
      shownByOurs: false,
      independent: expect.objectContaining({ pair: IN_A_CALL, since: 1_063_100 }),
    });
  });

  test('another pair read sooner is shown, and our pair after it still doubted: a replica may lag', () => {
    const p = person().settling().reads(60_200, PRESENTING);
    expect(p.view).toMatchObject({ masked: false, independent: { pair: PRESENTING } });
    expect(p.state.own.kind).toBe('settling');
    expect(p.reads(60_500, IN_A_CALL).view.masked).toBe(true);
  });

  test('an unknown presence proves nothing and ends nothing', () => {
    const p = person().settling().reads(62_200, { availability: 'PresenceUnknown', activity: 'PresenceUnknown' });
    expect(p.state.own.kind).toBe('settling');
  });

  test('a read under way when settling ended early is an echo', () => {
    const p = person().settling().reads(62_200, AVAILABLE, { lasts: 50, sequence: 'A1' });
    expect(p.reads(62_150, IN_A_CALL, { lasts: 500, sequence: 'A2' }).view.masked).toBe(true);
  });

  test('settling -> none -> inferred call: our pair after the end is independent, since unknown', () => {
    const p = person().settling().reads(66_000, IN_A_CALL).tick(67_101).reads(67_101, IN_A_CALL);
    expect(p.view).toEqual({
      masked: false,
      unconfirmedCall: true,
      shownByOurs: false,
      independent: expect.objectContaining({ pair: IN_A_CALL, since: null, previous: AVAILABLE }),
    });
    expect(p.effects).toEqual([{ kind: 'call-inferred' }, { kind: 'read-at', times: [69_102] }]);
  });

  test('settling -> none -> inferred call: also when nobody read during the write', () => {
    const p = person().live().wants(60_000, 'nothing').clears(60_000).clearAnswered(60_100, 'cleared');
    expect(p.tick(67_101).reads(67_101, IN_A_CALL).view.unconfirmedCall).toBe(true);
  });

  test('an inferred call is confirmed by a read that began the visibility delay later, not sooner', () => {
    const p = person().settling().reads(66_000, IN_A_CALL).reads(67_101, IN_A_CALL);
    expect(p.reads(69_100, IN_A_CALL).view.unconfirmedCall).toBe(true);
    expect(p.reads(69_101, IN_A_CALL).view.unconfirmedCall).toBe(false);
  });

  test('an inferred call that ends says so', () => {
    const p = person().settling().reads(66_000, IN_A_CALL).reads(67_101, IN_A_CALL).reads(70_000, AVAILABLE);
    expect(p.effects).toContainEqual({ kind: 'inferred-call-over' });
    expect(p.view).toMatchObject({ unconfirmedCall: false, independent: { pair: AVAILABLE } });
  });

  test('a call seen to begin after another state is not inferred', () => {
    const p = person().settling().reads(62_200, AVAILABLE).reads(68_000, IN_A_CALL);
    expect(p.view).toMatchObject({ unconfirmedCall: false, independent: { since: 1_068_100 } });
  });

  test('a lease that lapsed unrenewed leaves an inferred call behind as a clear does', () => {
    const p = person().live().reads(5000, IN_A_CALL).wants(6000, 'leave').tick(308_101).reads(308_101, IN_A_CALL);
    expect(p.view.unconfirmedCall).toBe(true);
  });
});

describe('a known Teams call or do-not-disturb is not covered', () => {
  test.each([IN_A_CALL, CONFERENCE, DND, PRESENTING])('nothing is written while Teams shows %o', (pair) => {
    expect(person().reads(0, pair).wants(1000, IN_A_CALL).effects).toEqual([]);
  });

  test('it is written when that ends and the line still talks', () => {
    const p = person().reads(0, CONFERENCE).wants(1000, IN_A_CALL).reads(2000, AVAILABLE);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', way: 'session', pair: IN_A_CALL } }]);
  });

  test('it is not written when that ends and the line is silent', () => {
    const p = person().reads(0, CONFERENCE).wants(1000, IN_A_CALL).wants(1500, 'nothing').reads(2000, AVAILABLE);
    expect(p.effects).toEqual([]);
  });

  test('it is written when nothing fresh says that the call goes on', () => {
    const p = person().reads(0, CONFERENCE).wants(1000, IN_A_CALL);
    expect(nextTickAt(p.state, p.now, timing)).toBe(60_101);
    expect(p.tick(60_101).state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
  });

  test('a call or do-not-disturb that shows during our write ends it, so that what follows can be seen', () => {
    const p = person().live().reads(5000, PRESENTING);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear', way: 'session', restore: null } }]);
    p.clears(5200).clearAnswered(5300, 'cleared');
    expect(p.effects).not.toContainEqual({ kind: 'hung-up' });
    expect(p.tick(12_400).reads(12_400, IN_A_CALL).shown).toEqual(IN_A_CALL);
  });

  test('being in a meeting does not keep us from writing', () => {
    const p = person().reads(0, { availability: 'Busy', activity: 'InAMeeting' }).wants(1000, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
  });
});
