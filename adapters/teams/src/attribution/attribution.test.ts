import type { PresencePair } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { attribute, nextTickAt, UNKNOWN_PERSON, viewOf } from './attribution.ts';
import type { AttributionEffect, AttributionInput, AttributionState } from './attribution-state.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';

const timing = DEFAULT_ATTRIBUTION_TIMING;
const IN_A_CALL: PresencePair = { availability: 'Busy', activity: 'InACall' };
const CONFERENCE: PresencePair = { availability: 'Busy', activity: 'InAConferenceCall' };
const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
const AWAY: PresencePair = { availability: 'Away', activity: 'Away' };
const DND: PresencePair = { availability: 'DoNotDisturb', activity: 'DoNotDisturb' };
const PRESENTING: PresencePair = { availability: 'DoNotDisturb', activity: 'Presenting' };

/** Drives one person; every call names its instant in ms. */
class Person {
  state: AttributionState = UNKNOWN_PERSON;
  effects: readonly AttributionEffect[] = [];
  now = 0;

  at(now: number, input: AttributionInput): this {
    this.now = now;
    const step = attribute(this.state, input, now, timing);
    this.state = step.state;
    this.effects = step.effects;
    return this;
  }

  wants(now: number, pair: PresencePair | 'nothing' | 'leave'): this {
    return this.at(now, {
      kind: 'wanted',
      wanted: typeof pair === 'string' ? { kind: pair } : { kind: 'session', pair },
    });
  }

  sets(now: number, pair: PresencePair = IN_A_CALL): this {
    return this.at(now, { kind: 'set-sent', pair });
  }

  setAnswered(sentAt: number, now: number, outcome: 'accepted' | 'failed' | 'unknown', pair = IN_A_CALL): this {
    return this.at(now, { kind: 'set-answered', pair, sentAt, outcome });
  }

  clears(now: number): this {
    return this.at(now, { kind: 'clear-sent' });
  }

  clearAnswered(now: number, outcome: 'cleared' | 'not-found' | 'failed' | 'unknown'): this {
    return this.at(now, { kind: 'clear-answered', outcome });
  }

  reads(begunAt: number, pair: PresencePair, options: { lasts?: number; sequence?: string } = {}): this {
    const endedAt = begunAt + (options.lasts ?? 100);
    const sequenceNumber = options.sequence ?? null;
    return this.at(endedAt, {
      kind: 'read',
      read: { begunAt, endedAt, seenAt: 1_000_000 + endedAt, pair, sequenceNumber },
    });
  }

  tick(now: number): this {
    return this.at(now, { kind: 'tick' });
  }

  /** Read Available at 0, line talks at 1000, write in force from 1100. */
  live(): this {
    return this.reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 1100, 'accepted');
  }

  /** As {@link live}, and the line falls silent at 60000, clear accepted at 60100; settling until 67100. */
  settling(): this {
    return this.live().reads(5000, IN_A_CALL).wants(60_000, 'nothing').clears(60_000).clearAnswered(60_100, 'cleared');
  }

  get view() {
    return viewOf(this.state);
  }

  get shown(): PresencePair | undefined {
    return this.view.independent?.pair;
  }
}

const person = (): Person => new Person();

describe('writing', () => {
  test('none: a talking line intends a session', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', pair: IN_A_CALL } }]);
  });

  test('none -> setting: the set is sent', () => {
    expect(person().wants(0, IN_A_CALL).sets(10).state.own).toMatchObject({ kind: 'setting', sentAt: 10 });
  });

  test('setting -> live: accepted, visible until lease, visibility delay and settle time are over', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 100, 'accepted');
    expect(p.state.own).toEqual({ kind: 'live', pair: IN_A_CALL, until: 100 + 300_000 + 2000 + 5000 });
  });

  test('setting -> none: surely failed, so a read of the pair is independent at once', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 100, 'failed').reads(200, IN_A_CALL);
    expect(p.state.own).toEqual({ kind: 'none' });
    expect(p.view).toMatchObject({ masked: false, independent: { pair: IN_A_CALL } });
  });

  test('setting -> live: without an answer it counts as in force, and longer', () => {
    const p = person().wants(0, IN_A_CALL).sets(10).setAnswered(10, 10_010, 'unknown').reads(15_000, IN_A_CALL);
    expect(p.state.own).toMatchObject({ kind: 'live', until: 10_010 + 10_000 + 300_000 + 7000 });
    expect(p.view).toEqual({ independent: null, masked: true, unconfirmedCall: false });
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
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', pair: CONFERENCE } }]);
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
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear' } }]);
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
    expect(p.state.intention).toEqual({ kind: 'clear' });
    expect(p.reads(70_000, IN_A_CALL).view.masked).toBe(true);
  });

  test('clearing: the line talks again before the answer', () => {
    const p = person().live().wants(60_000, 'nothing').clears(60_000).wants(60_050, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'keep', pair: IN_A_CALL });
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
    expect(p.tick(21_001).effects).toEqual([{ kind: 'intend', intention: { kind: 'clear' } }]);
    p.clears(21_001).clearAnswered(21_100, 'cleared');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: null, until: 28_100 });
  });

  test('settling: a clear that was sent while a set could still land proves nothing, however late its answer', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 11_000, 'unknown');
    // Sent at 20000, when the set may land until 21000: it may have been carried out before the set was.
    p.wants(12_000, 'nothing').clears(20_000).clearAnswered(22_000, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: 22_001 });
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.tick(22_001).effects).toEqual([{ kind: 'intend', intention: { kind: 'clear' } }]);
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
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', pair: IN_A_CALL } }]);
  });

  test('it is not written when that ends and the line is silent', () => {
    const p = person().reads(0, CONFERENCE).wants(1000, IN_A_CALL).wants(1500, 'nothing').reads(2000, AVAILABLE);
    expect(p.effects).toEqual([]);
  });

  test('it is written when nothing fresh says that the call goes on', () => {
    const p = person().reads(0, CONFERENCE).wants(1000, IN_A_CALL);
    expect(nextTickAt(p.state, p.now, timing)).toBe(60_101);
    expect(p.tick(60_101).state.intention).toEqual({ kind: 'keep', pair: IN_A_CALL });
  });

  test('a call or do-not-disturb that shows during our write ends it, so that what follows can be seen', () => {
    const p = person().live().reads(5000, PRESENTING);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear' } }]);
    p.clears(5200).clearAnswered(5300, 'cleared');
    expect(p.effects).not.toContainEqual({ kind: 'hung-up' });
    expect(p.tick(12_400).reads(12_400, IN_A_CALL).shown).toEqual(IN_A_CALL);
  });

  test('being in a meeting does not keep us from writing', () => {
    const p = person().reads(0, { availability: 'Busy', activity: 'InAMeeting' }).wants(1000, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'keep', pair: IN_A_CALL });
  });
});

describe('after a start everyone is inherited', () => {
  const started = (): Person => person().at(0, { kind: 'start' });

  test('a pair that we write is an echo, and nothing is cleared while nothing is decided', () => {
    const p = started().reads(100, IN_A_CALL);
    expect(p.view).toEqual({ independent: null, masked: true, unconfirmedCall: false });
    expect(p.state.intention).toEqual({ kind: 'rest' });
  });

  test('inherited -> setting -> live: a live call is set again, and ours', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, IN_A_CALL);
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'keep', pair: IN_A_CALL } }]);
    expect(p.sets(500).setAnswered(500, 600, 'accepted').state.own.kind).toBe('live');
    expect(p.reads(700, IN_A_CALL).view.masked).toBe(true);
  });

  test('inherited: nothing is written before anybody has looked, and nothing over a call that is known then', () => {
    const p = started().wants(100, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.reads(200, AVAILABLE).state.intention).toEqual({ kind: 'keep', pair: IN_A_CALL });
    const other = started()
      .wants(100, IN_A_CALL)
      .reads(200, { availability: 'DoNotDisturb', activity: 'DoNotDisturb' });
    expect(other.state.intention).toEqual({ kind: 'rest' });
  });

  test('inherited -> clearing -> settling: a pair that we write with no call behind it is cleared', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, 'nothing');
    expect(p.effects).toEqual([{ kind: 'intend', intention: { kind: 'clear' } }]);
    p.clears(500).clearAnswered(600, 'cleared');
    expect(p.state.own).toMatchObject({ kind: 'settling', until: 7600, wasOurs: true });
  });

  test('inherited -> clearing -> none: 404 means that it was never ours', () => {
    const p = started().reads(100, IN_A_CALL).wants(500, 'nothing').clears(500).clearAnswered(600, 'not-found');
    expect(p.state.own).toMatchObject({ kind: 'settling', until: 2600, wasOurs: false });
    p.tick(2601).reads(2601, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: false, unconfirmedCall: false, independent: { pair: IN_A_CALL } });
  });

  test('inherited: nothing is cleared for a pair that we do not write', () => {
    const p = started().reads(100, AVAILABLE).wants(500, 'nothing');
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.shown).toEqual(AVAILABLE);
  });

  test('inherited: what do-not-disturb had covered is found when it shows', () => {
    const p = started().reads(100, DND).wants(500, 'nothing').reads(100_000, IN_A_CALL);
    expect(p.view.masked).toBe(true);
    expect(p.state.intention).toEqual({ kind: 'clear' });
  });

  test('inherited -> none: after a lease nothing of a former process can be left', () => {
    const p = started().wants(500, 'nothing').reads(1000, AVAILABLE);
    expect(nextTickAt(p.state, p.now, timing)).toBe(307_001);
    expect(p.tick(307_001).reads(307_001, IN_A_CALL).view).toMatchObject({ masked: false, unconfirmedCall: false });
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
