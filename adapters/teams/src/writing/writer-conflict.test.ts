import { expect, test } from 'vitest';
import { AVAILABLE, AWAY, BUSY, DO_NOT_DISTURB, IN_A_CALL, OFFLINE, PRESENTING } from '../testing/attributed-person.ts';
import {
  conflictPeople,
  nextConflictTickAt,
  sightingOf,
  type WriterConflictState,
  withoutOld,
  withSighting,
} from './writer-conflict.ts';

const HOUR = 3_600_000;

/** `ada gone`, `bela unseen`, …, a second apart. */
const seen = (...sightings: readonly string[]): WriterConflictState =>
  sightings.reduce<WriterConflictState>((state, text, index) => {
    const [address = '', kind] = text.split(' ');
    return withSighting(state, { address, kind: kind === 'gone' ? 'gone' : 'unseen', at: index * 1000 });
  }, []);

test.each([
  [[], []],
  [['ada gone', 'ada gone'], []],
  [
    ['ada gone', 'bela gone', 'ada gone'],
    ['ada', 'bela'],
  ],
  [['ada unseen', 'ada gone'], []],
  [['ada unseen', 'ada gone', 'ada gone'], ['ada']],
  [['ada unseen', 'bela gone', 'bela gone'], []],
  [['ada unseen', 'bela unseen', 'cleo unseen', 'dora unseen', 'ada unseen'], []],
] as const)('%j names %j', (sightings, people) => {
  expect(conflictPeople(seen(...sightings))).toEqual(people);
});

test('a sighting counts for an hour', () => {
  const state = seen('ada gone', 'ada gone', 'ada gone');
  expect(nextConflictTickAt(state)).toBe(HOUR);
  expect(conflictPeople(withoutOld(state, HOUR - 1))).toEqual(['ada']);
  expect(conflictPeople(withoutOld(state, HOUR))).toEqual([]);
  expect(nextConflictTickAt([])).toBeNull();
});

test.each([
  [IN_A_CALL, OFFLINE, 'gone'],
  [IN_A_CALL, AVAILABLE, 'unseen'],
  [IN_A_CALL, AWAY, 'unseen'],
  [PRESENTING, IN_A_CALL, 'unseen'],
  [IN_A_CALL, BUSY, null],
  [IN_A_CALL, DO_NOT_DISTURB, null],
  [IN_A_CALL, { availability: 'Offline', activity: 'OffWork' }, null],
  [IN_A_CALL, { availability: 'BeRightBack', activity: 'BeRightBack' }, null],
  [IN_A_CALL, { availability: 'PresenceUnknown', activity: 'PresenceUnknown' }, null],
])('while ours is %o, %o says %s', (ours, shown, says) => {
  expect(sightingOf(ours, shown)).toBe(says);
});
