/** Graph shows a status chosen by hand only of somebody with a session, and a session of ours is one. */
import { describe, expect, test } from 'vitest';
import {
  AVAILABLE,
  AWAY,
  CONFERENCE,
  DO_NOT_DISTURB as DND,
  IN_A_CALL,
  OFFLINE,
  type Person,
  PRESENTING,
  person,
} from '../testing/attributed-person.ts';

describe('a status chosen by hand that signing out had hidden, and that our session brings to light', () => {
  const shown = (pair = DND): Person =>
    person().reads(0, OFFLINE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 1100, 'accepted').reads(5000, pair);

  test.each([
    DND,
    { availability: 'BeRightBack', activity: 'BeRightBack' },
    { availability: 'Offline', activity: 'OffWork' },
  ])('%o shows, and the session stays as it is', (pair) => {
    const p = shown(pair);
    expect(p.effects).toEqual([]);
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
    expect(p.view).toMatchObject({ masked: false, shownByOurs: true, independent: { pair } });
  });

  test('another choice after the first one, a renewal, another pair of ours and a takeover change nothing', () => {
    const p = shown(AWAY).reads(6000, DND).sets(150_000).setAnswered(150_000, 150_100, 'accepted');
    p.wants(160_000, CONFERENCE).sets(160_000, CONFERENCE).setAnswered(160_000, 160_100, 'accepted', CONFERENCE);
    p.at(170_000, { kind: 'start' }).reads(180_000, DND);
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: CONFERENCE });
    expect(p.view.shownByOurs).toBe(true);
  });

  test('once it is reset, our own pair is an echo, and the session stays', () => {
    const p = shown().reads(6000, IN_A_CALL);
    expect(p.view).toMatchObject({ masked: true, shownByOurs: true });
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
  });

  test('it is over with the session: cleared, lapsed or refused', () => {
    const cleared = shown().wants(60_000, 'nothing').clears(60_000);
    expect(cleared.view.shownByOurs).toBe(true);
    expect(cleared.clearAnswered(60_100, 'cleared').view.shownByOurs).toBe(false);
    expect(cleared.wants(60_200, IN_A_CALL).state.intention).toEqual({ kind: 'rest' });
    expect(cleared.reads(63_000, OFFLINE).state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
    expect(shown().wants(6000, 'leave').tick(308_101).view.shownByOurs).toBe(false);
    const refused = person().reads(0, OFFLINE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 1100, 'failed');
    expect(refused.reads(2000, DND).state.intention).toEqual({ kind: 'rest' });
  });

  test('what is no choice by hand shows whoever is signed in: the session gives way to it', () => {
    const p = shown(PRESENTING);
    expect(p.view.shownByOurs).toBe(false);
    expect(p.state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
    expect(shown(AVAILABLE).view.shownByOurs).toBe(false);
  });

  test('somebody who was signed in has chosen just now: the session gives way to it', () => {
    const p = person().live().reads(5000, DND);
    expect(p.view.shownByOurs).toBe(false);
    expect(p.state.intention).toEqual({ kind: 'clear', way: 'session', restore: null });
  });

  test('a process that starts into it waits for what was left to lapse, and sets its own once', () => {
    const p = person().at(0, { kind: 'start' }).reads(100, DND).wants(500, IN_A_CALL);
    expect(p.state.intention).toEqual({ kind: 'rest' });
    p.reads(200_000, OFFLINE).sets(200_100).setAnswered(200_100, 200_200, 'accepted').reads(201_000, DND);
    expect(p.state.intention).toEqual({ kind: 'keep', way: 'session', pair: IN_A_CALL });
    expect(p.view).toMatchObject({ masked: false, shownByOurs: true });
  });
});
