/** What differs for a preferred status, which Graph does not tell from one chosen by hand. */
import { describe, expect, test } from 'vitest';
import {
  AVAILABLE,
  AWAY,
  BUSY,
  DO_NOT_DISTURB,
  IN_A_CALL,
  OFFLINE,
  type Person,
  person,
} from '../testing/attributed-person.ts';

const keep = (pair = DO_NOT_DISTURB) => ({ kind: 'keep', way: 'preferred', pair });
const clear = (restore: typeof BUSY | null = null) => ({ kind: 'clear', way: 'preferred', restore });

/** Available at 0, do-not-disturb wanted at 1000 and in force from 1100; a read shows it from 8100 on. */
const standing = (restore: typeof BUSY | null = null): Person =>
  person()
    .reads(0, AVAILABLE)
    .prefers(1000, DO_NOT_DISTURB, restore)
    .sets(1000, DO_NOT_DISTURB, 'preferred')
    .setAnswered(1000, 1100, 'accepted', DO_NOT_DISTURB, 'preferred');

describe('a preferred status is our own write', () => {
  test('it is set, and read once it must show', () => {
    const p = person().reads(0, AVAILABLE).prefers(1000, DO_NOT_DISTURB);
    expect(p.state.intention).toEqual(keep());
    p.sets(1000, DO_NOT_DISTURB, 'preferred').setAnswered(1000, 1100, 'accepted', DO_NOT_DISTURB, 'preferred');
    expect(p.state.own).toMatchObject({ kind: 'live', way: 'preferred', until: 1100 + 307_000, showsFrom: 8100 });
    expect(p.effects).toContainEqual({ kind: 'read-at', times: [8101] });
  });

  test('a read that shows it is an echo until it has settled', () => {
    const p = standing().reads(5000, DO_NOT_DISTURB);
    expect(p.view).toMatchObject({ masked: true, independent: { pair: AVAILABLE } });
    p.wants(10_000, 'nothing').clears(10_000, 'preferred').clearAnswered(10_100, 'cleared', 'preferred');
    expect(p.reads(17_100, DO_NOT_DISTURB).view.masked).toBe(true);
    expect(p.reads(17_101, DO_NOT_DISTURB).view).toMatchObject({
      masked: false,
      independent: { pair: DO_NOT_DISTURB, since: null },
    });
  });

  test('an end of it is no hang-up', () => {
    const p = standing()
      .wants(10_000, 'nothing')
      .clears(10_000, 'preferred')
      .clearAnswered(10_100, 'cleared', 'preferred');
    expect(p.effects.map(({ kind }) => kind)).toEqual(['read-at', 'intend']);
  });

  test('an Available of ours does not fade, and shows as out of office', () => {
    const p = person().reads(0, AWAY).prefers(1000, AVAILABLE).sets(1000, AVAILABLE, 'preferred');
    p.setAnswered(1000, 1100, 'accepted', AVAILABLE, 'preferred');
    expect(p.reads(5000, { availability: 'Available', activity: 'OutOfOffice' }).view.masked).toBe(true);
    expect(p.reads(6000, AWAY).view.masked).toBe(false);
  });
});

describe('its end', () => {
  test('cleared where what was chosen before is not known', () => {
    expect(standing().wants(10_000, 'nothing').state.intention).toEqual(clear());
  });

  test('put back where it is', () => {
    const p = standing(BUSY).wants(10_000, 'nothing');
    expect(p.state.intention).toEqual(clear(BUSY));
    p.clears(10_000, 'preferred').clearAnswered(10_100, 'cleared', 'preferred');
    expect(p.reads(12_200, BUSY).view).toMatchObject({ masked: false, independent: { pair: BUSY } });
    expect(p.state).toMatchObject({ own: { kind: 'none' }, restore: null });
  });

  test('what was known of it stays known when it is wanted on without', () => {
    const p = standing(BUSY).prefers(5000, DO_NOT_DISTURB, null).wants(10_000, 'nothing');
    expect(p.state.intention).toEqual(clear(BUSY));
  });

  test('cleared once more when a set may have landed after the clear, with what is put back', () => {
    const p = person().reads(0, AVAILABLE).prefers(1000, DO_NOT_DISTURB, BUSY).sets(1000, DO_NOT_DISTURB, 'preferred');
    p.setAnswered(1000, 11_000, 'unknown', DO_NOT_DISTURB, 'preferred');
    p.wants(12_000, 'nothing').clears(12_000, 'preferred').clearAnswered(12_100, 'cleared', 'preferred');
    expect(p.tick(21_001).state.intention).toEqual(clear(BUSY));
  });
});

describe('what the person chooses by hand stands', () => {
  test('another status than ours, read once ours must show: ours is gone, and neither cleared nor set again', () => {
    const p = standing().reads(8100, BUSY);
    expect(p.state).toMatchObject({ own: { kind: 'none' }, overtaken: DO_NOT_DISTURB, intention: { kind: 'forget' } });
    expect(p.shown).toEqual(BUSY);
    expect(p.wants(9000, 'leave').prefers(9100, DO_NOT_DISTURB).state.intention).toEqual({ kind: 'forget' });
    expect(p.wants(9200, 'nothing').state.intention).toEqual({ kind: 'rest' });
    expect(p.prefers(9300, DO_NOT_DISTURB).state.intention).toEqual(keep());
  });

  test('a call that shows under ours is believed, and ours not cleared for it', () => {
    const p = standing().reads(9000, IN_A_CALL);
    expect(p.shown).toEqual(IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'forget' });
  });

  test('read sooner it proves nothing: a replica may lag', () => {
    expect(standing().reads(8099, BUSY).state).toMatchObject({ own: { kind: 'live' }, intention: keep() });
  });

  test('a replica that lags behind the choice shows ours once more: an echo', () => {
    const p = standing().reads(9000, BUSY).reads(9200, DO_NOT_DISTURB);
    expect(p.view).toMatchObject({ masked: true, independent: { pair: BUSY } });
  });

  test('a set without an answer that does not show is tried again', () => {
    const p = person().reads(0, AVAILABLE).prefers(1000, DO_NOT_DISTURB).sets(1000, DO_NOT_DISTURB, 'preferred');
    p.setAnswered(1000, 11_000, 'unknown', DO_NOT_DISTURB, 'preferred').reads(28_000, AVAILABLE);
    expect(p.state).toMatchObject({ own: { kind: 'none' }, overtaken: null, intention: keep() });
  });

  test('nobody signed in: ours waits', () => {
    expect(standing().reads(9000, OFFLINE).state).toMatchObject({ own: { kind: 'live' }, intention: keep() });
  });

  test('appearing offline is a choice', () => {
    const p = standing().reads(9000, { availability: 'Offline', activity: 'OffWork' });
    expect(p.state.intention).toEqual({ kind: 'forget' });
  });

  test('a status that shows already is not set: its end would take the choice', () => {
    const p = person().reads(0, BUSY).prefers(1000, BUSY);
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.reads(2000, AVAILABLE).state.intention).toEqual(keep(BUSY));
  });

  test('what showed before ours keeps nothing from being set in its place', () => {
    const p = person().reads(0, BUSY).prefers(1000, DO_NOT_DISTURB, BUSY).sets(1000, DO_NOT_DISTURB, 'preferred');
    p.setAnswered(1000, 1100, 'accepted', DO_NOT_DISTURB, 'preferred').reads(9000, DO_NOT_DISTURB);
    expect(p.prefers(10_000, BUSY, BUSY).state.intention).toEqual(keep(BUSY));
  });

  test.each([IN_A_CALL, DO_NOT_DISTURB])('nothing is set while Teams shows %o', (pair) => {
    expect(person().reads(0, pair).prefers(1000, BUSY).state.intention).toEqual({ kind: 'rest' });
  });
});

describe('one way after the other', () => {
  test('from a session: cleared first, then the preferred status is set', () => {
    const p = person().live().prefers(10_000, DO_NOT_DISTURB);
    expect(p.state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
    p.clears(10_000).clearAnswered(10_100, 'cleared');
    expect(p.state.intention).toEqual(keep());
    p.sets(10_200, DO_NOT_DISTURB, 'preferred').setAnswered(10_200, 10_300, 'accepted', DO_NOT_DISTURB, 'preferred');
    expect(p.reads(11_000, IN_A_CALL).view.masked).toBe(true);
    expect(p.reads(13_000, DO_NOT_DISTURB).view.masked).toBe(true);
  });

  test('back to a session: put back first, then the session is set', () => {
    const p = standing(BUSY).wants(10_000, IN_A_CALL);
    expect(p.state.intention).toEqual(clear(BUSY));
    p.clears(10_000, 'preferred').clearAnswered(10_100, 'cleared', 'preferred');
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
  });

  test('a session without an answer that may still land is waited for', () => {
    const p = person().reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 11_000, 'unknown');
    p.prefers(12_000, DO_NOT_DISTURB).clears(12_000).clearAnswered(12_100, 'cleared');
    expect(p.state.intention).toEqual({ kind: 'rest' });
    expect(p.tick(21_001).state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
    p.clears(21_001).clearAnswered(21_100, 'cleared');
    expect(p.state.intention).toEqual(keep());
  });

  test('a session that had not been seen to go leaves an inferred call behind', () => {
    const p = person()
      .live()
      .reads(5000, IN_A_CALL)
      .prefers(10_000, BUSY)
      .clears(10_000)
      .clearAnswered(10_100, 'cleared');
    p.sets(10_200, BUSY, 'preferred').setAnswered(10_200, 10_300, 'accepted', BUSY, 'preferred');
    expect(p.reads(200_000, IN_A_CALL).view.unconfirmedCall).toBe(true);
  });
});

describe('after a start', () => {
  const started = (): Person => person().at(0, { kind: 'start' });

  test('wanted from the start on, what shows it is ours, and what it covered is not known', () => {
    const p = started().reads(100, DO_NOT_DISTURB).prefers(500, DO_NOT_DISTURB);
    expect(p.view).toMatchObject({ masked: true, independent: null });
    expect(p.state.intention).toEqual(keep());
    p.sets(500, DO_NOT_DISTURB, 'preferred').setAnswered(500, 600, 'accepted', DO_NOT_DISTURB, 'preferred');
    p.wants(10_000, 'nothing').clears(10_000, 'preferred').clearAnswered(10_100, 'cleared', 'preferred');
    expect(p.effects).toContainEqual({ kind: 'choice-lost' });
  });

  test('no longer wanted before it was set again, it is cleared all the same', () => {
    const p = started().prefers(100, DO_NOT_DISTURB).reads(500, DO_NOT_DISTURB).wants(600, 'nothing');
    expect(p.state.intention).toEqual(clear());
    expect(p.clears(600, 'preferred').clearAnswered(700, 'cleared', 'preferred').effects).toContainEqual({
      kind: 'choice-lost',
    });
  });

  test('it is cleared once: a second clear could take what the person has chosen meanwhile', () => {
    const p = started().prefers(100, DO_NOT_DISTURB).reads(500, DO_NOT_DISTURB).wants(600, 'nothing');
    p.clears(600, 'preferred').clearAnswered(700, 'cleared', 'preferred');
    expect(p.state.own).toMatchObject({ kind: 'settling', clearAgainAt: null });
  });

  test('nothing is lost where what to put back is known, or what showed before', () => {
    const known = started().prefers(100, DO_NOT_DISTURB, BUSY).reads(500, DO_NOT_DISTURB).wants(600, 'nothing');
    expect(known.clears(600, 'preferred').clearAnswered(700, 'cleared', 'preferred').effects).not.toContainEqual({
      kind: 'choice-lost',
    });
    const seen = standing().wants(10_000, 'nothing').clears(10_000, 'preferred');
    expect(seen.clearAnswered(10_100, 'cleared', 'preferred').effects).not.toContainEqual({ kind: 'choice-lost' });
  });

  test('not wanted, a status chosen by hand is nobody else’s', () => {
    const p = started().reads(100, DO_NOT_DISTURB).wants(500, 'nothing');
    expect(p.shown).toEqual(DO_NOT_DISTURB);
    expect(p.state.intention).toEqual({ kind: 'rest' });
  });

  test('wanted later, a status that showed already is the person’s own', () => {
    const p = started().wants(50, 'nothing').reads(100, BUSY).prefers(500, BUSY);
    expect(p.shown).toEqual(BUSY);
    expect(p.state.intention).toEqual({ kind: 'rest' });
  });
});
