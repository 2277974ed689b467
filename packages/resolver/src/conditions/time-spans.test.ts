import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TimeSpan, WEEKDAYS } from '../profile.ts';
import { localTime } from './local-time.ts';
import { isInside, nextChange } from './time-spans.ts';

const WORKDAYS = WEEKDAYS.slice(0, 5);
const EVERY_DAY: TimeSpan = { weekdays: WEEKDAYS, from: '00:00', to: '24:00', exceptHolidays: [], onlyHolidays: [] };
const WORKING_HOURS: TimeSpan = { ...EVERY_DAY, weekdays: WORKDAYS, from: '08:00', to: '17:00' };
const NIGHT: TimeSpan = { ...EVERY_DAY, from: '22:00', to: '06:00' };
const CALENDARS = { feasts: ['12-25', '2026-04-06'], leap: ['02-29'] };

const ms = (iso: string) => Date.parse(iso);
const inside = (span: TimeSpan, zone: string, iso: string) => isInside(span, localTime(zone, ms(iso)), CALENDARS);
function changes(span: TimeSpan, zone: string, iso: string): string | null {
  const change = nextChange([span], localTime(zone, ms(iso)), CALENDARS);
  return change === null ? null : new Date(change).toISOString().replace(':00.000Z', 'Z');
}

describe('a span of time', () => {
  it.each<[string, TimeSpan, string, string, boolean]>([
    ['begins at its first minute', WORKING_HOURS, 'Europe/Berlin', '2026-11-20T07:00Z', true],
    ['not a millisecond before', WORKING_HOURS, 'Europe/Berlin', '2026-11-20T06:59:59.999Z', false],
    ['ends before its last minute begins', WORKING_HOURS, 'Europe/Berlin', '2026-11-20T16:00Z', false],
    ['not on other weekdays', WORKING_HOURS, 'Europe/Berlin', '2026-11-21T10:00Z', false],
    ['half an hour off', WORKING_HOURS, 'America/St_Johns', '2026-11-20T11:30Z', true],
    ['half an hour off, before', WORKING_HOURS, 'America/St_Johns', '2026-11-20T11:29Z', false],
    ['another day than in UTC', WORKING_HOURS, 'Pacific/Apia', '2026-11-15T19:00Z', true],
    ['an unknown zone is UTC', WORKING_HOURS, 'Mars/Olympus', '2026-11-20T08:00Z', true],
    ['over midnight, before it', NIGHT, 'UTC', '2026-11-20T23:00Z', true],
    ['over midnight, after it', NIGHT, 'UTC', '2026-11-21T05:59Z', true],
    ['over midnight belongs to its first day', { ...NIGHT, weekdays: ['friday'] }, 'UTC', '2026-11-21T05:00Z', true],
    ['and not to its last', { ...NIGHT, weekdays: ['saturday'] }, 'UTC', '2026-11-21T05:00Z', false],
    ['to the very end of the day', EVERY_DAY, 'UTC', '2026-11-21T23:59:59.999Z', true],
    [
      'the same beginning and end: a whole day',
      { ...EVERY_DAY, weekdays: ['friday'], from: '09:00', to: '09:00' },
      'UTC',
      '2026-11-21T08:59Z',
      true,
    ],
    ['a holiday of every year', { ...WORKING_HOURS, exceptHolidays: ['feasts'] }, 'UTC', '2026-12-25T10:00Z', false],
    ['a holiday of one year', { ...WORKING_HOURS, exceptHolidays: ['feasts'] }, 'UTC', '2026-04-06T10:00Z', false],
    ['that is none in the next', { ...WORKING_HOURS, exceptHolidays: ['feasts'] }, 'UTC', '2027-04-06T10:00Z', true],
    ['only on holidays', { ...EVERY_DAY, onlyHolidays: ['feasts'] }, 'UTC', '2026-12-25T10:00Z', true],
    ['only on holidays, on another day', { ...EVERY_DAY, onlyHolidays: ['feasts'] }, 'UTC', '2026-12-26T10:00Z', false],
    [
      'a calendar that is not there is empty',
      { ...EVERY_DAY, onlyHolidays: ['toString'] },
      'UTC',
      '2026-12-25T10:00Z',
      false,
    ],
  ])('%s', (_name, span, zone, iso, expected) => {
    expect(inside(span, zone, iso)).toBe(expected);
  });

  it.each<[string, TimeSpan, string, string, string | null]>([
    ['to its end', WORKING_HOURS, 'Europe/Berlin', '2026-11-20T10:00Z', '2026-11-20T16:00Z'],
    ['at its end, over the weekend', WORKING_HOURS, 'Europe/Berlin', '2026-11-20T16:00Z', '2026-11-23T07:00Z'],
    [
      'over a holiday',
      { ...WORKING_HOURS, exceptHolidays: ['feasts'] },
      'UTC',
      '2026-12-24T20:00Z',
      '2026-12-28T08:00Z',
    ],
    [
      'to the next holiday',
      { ...EVERY_DAY, onlyHolidays: ['feasts'] },
      'UTC',
      '2026-04-07T00:00Z',
      '2026-12-25T00:00Z',
    ],
    [
      'no change that is in sight: it is looked again',
      { ...EVERY_DAY, onlyHolidays: ['leap'] },
      'UTC',
      '2026-04-07T00:00Z',
      '2027-05-12T00:00Z',
    ],
    ['always', EVERY_DAY, 'Europe/Berlin', '2026-03-28T20:00Z', null],
    ['never', { ...EVERY_DAY, weekdays: [] }, 'Europe/Berlin', '2026-03-28T20:00Z', null],
    // Europe/Berlin, 2026-03-29: 02:00 becomes 03:00 at 01:00Z.
    [
      'summer time begins: 08:00 comes an hour sooner',
      { ...WORKING_HOURS, weekdays: WEEKDAYS },
      'Europe/Berlin',
      '2026-03-28T20:00Z',
      '2026-03-29T06:00Z',
    ],
    [
      'a beginning that is skipped',
      { ...EVERY_DAY, from: '02:30', to: '12:00' },
      'Europe/Berlin',
      '2026-03-28T20:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'an end that is skipped',
      { ...EVERY_DAY, from: '20:00', to: '02:30' },
      'Europe/Berlin',
      '2026-03-28T20:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'a span that is skipped',
      { ...EVERY_DAY, from: '02:10', to: '02:50' },
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      '2026-03-30T00:10Z',
    ],
    // Europe/Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00Z.
    [
      'summer time ends: 08:00 comes an hour later',
      { ...WORKING_HOURS, weekdays: WEEKDAYS },
      'Europe/Berlin',
      '2026-10-24T20:00Z',
      '2026-10-25T07:00Z',
    ],
    [
      'an hour that comes twice: first time',
      { ...EVERY_DAY, from: '02:30', to: '12:00' },
      'Europe/Berlin',
      '2026-10-24T20:00Z',
      '2026-10-25T00:30Z',
    ],
    [
      'an hour that comes twice: set back',
      { ...EVERY_DAY, from: '02:30', to: '12:00' },
      'Europe/Berlin',
      '2026-10-25T00:30Z',
      '2026-10-25T01:00Z',
    ],
    [
      'an hour that comes twice: second time',
      { ...EVERY_DAY, from: '02:30', to: '12:00' },
      'Europe/Berlin',
      '2026-10-25T01:00Z',
      '2026-10-25T01:30Z',
    ],
    // America/St_Johns, 2026-03-08: 02:00 becomes 03:00 at 05:30Z.
    ['half an hour off, summer time', WORKING_HOURS, 'America/St_Johns', '2026-03-06T21:00Z', '2026-03-09T10:30Z'],
    ['beyond the date line', WORKING_HOURS, 'Pacific/Apia', '2026-11-20T05:00Z', '2026-11-22T19:00Z'],
    // Pacific/Apia went without 30 December 2011, a Friday.
    [
      'a day that never was',
      { ...WORKING_HOURS, weekdays: ['friday'] },
      'Pacific/Apia',
      '2011-12-30T09:00Z',
      '2012-01-05T18:00Z',
    ],
  ])('changes next: %s', (_name, span, zone, iso, expected) => {
    expect(changes(span, zone, iso)).toBe(expected);
  });

  it('stays as it is until its next change, and changes then', () => {
    const minute = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
    const clock = minute.map(
      (at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`,
    );
    const span = fc.record({
      weekdays: fc.subarray([...WEEKDAYS]),
      from: clock,
      to: fc.oneof(clock, fc.constant('24:00')),
      exceptHolidays: fc.subarray(['feasts']),
      onlyHolidays: fc.subarray(['feasts'], { maxLength: 0 }),
    });
    const zone = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'UTC', 'Australia/Lord_Howe');
    const around = fc
      .constantFrom(
        '2026-03-29T01:00Z',
        '2026-10-25T01:00Z',
        '2026-03-08T05:30Z',
        '2026-11-01T04:30Z',
        '2026-04-04T15:00Z',
      )
      .chain((iso) => fc.integer({ min: -3_000, max: 600 }).map((minutes) => ms(iso) + minutes * 60_000));
    fc.assert(
      fc.property(span, zone, around, (given, timeZone, now) => {
        const at = (instant: number) => isInside(given, localTime(timeZone, instant), CALENDARS);
        const before = at(now);
        const change = nextChange([given], localTime(timeZone, now), CALENDARS);
        const end = Math.min(change ?? Number.POSITIVE_INFINITY, now + 2 * 86_400_000);
        for (let instant = now; instant < end; instant += 15 * 60_000) {
          expect(at(instant)).toBe(before);
        }
        if (change !== null && given.exceptHolidays.length === 0) {
          expect([at(change - 1), at(change)]).toEqual([before, !before]);
        }
      }),
      { numRuns: 300, seed: 20_261_121 },
    );
  });
});
