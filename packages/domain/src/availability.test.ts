import { describe, expect, test } from 'vitest';
import { ACTIVITIES, AVAILABILITIES, inGraphSpelling, parsePair } from './availability.ts';

describe('parsePair', () => {
  test.each([...AVAILABILITIES, ...ACTIVITIES])('%s is known in any case', (value) => {
    expect(inGraphSpelling(value.toUpperCase())).toBe(value);
    expect(inGraphSpelling(` ${value.toLowerCase()} `)).toBe(value);
  });

  test.each([
    ['InACall + OOF', 'InACall'],
    ['inacall+oof', 'InACall'],
    ['Available + OutOfOffice', 'Available'],
  ])('%s is split into the activity and out of office', (activity, main) => {
    expect(parsePair('Busy', activity)).toEqual({ availability: 'Busy', activity: main, outOfOffice: true });
  });

  test('OutOfOffice alone is out of office', () => {
    expect(parsePair('Available', 'OutOfOffice')).toMatchObject({ activity: 'OutOfOffice', outOfOffice: true });
  });

  test.each([
    ['inACall', 'busy', { availability: 'Busy', activity: 'InACall', outOfOffice: false }],
    ['inACall', 'outOfOffice', { availability: 'Busy', activity: 'InACall', outOfOffice: true }],
    ['presenting', 'doNotDisturb', { availability: 'DoNotDisturb', activity: 'Presenting', outOfOffice: false }],
    ['focusing', 'focusing', { availability: 'DoNotDisturb', activity: 'Focusing', outOfOffice: false }],
    ['OutOfOffice', 'OutOfOffice', { availability: 'OutOfOffice', activity: 'OutOfOffice', outOfOffice: true }],
  ])('the lists of December 2025: %s/%s', (availability, activity, expected) => {
    expect(parsePair(availability, activity)).toEqual(expected);
  });

  test('a value not known yet stays as it came', () => {
    expect(parsePair('Levitating', 'InTheAir')).toEqual({
      availability: 'Levitating',
      activity: 'InTheAir',
      outOfOffice: false,
    });
  });

  test('nothing said is unknown, never available', () => {
    expect(parsePair('', ' ')).toMatchObject({ availability: 'PresenceUnknown', activity: 'PresenceUnknown' });
  });
});
