import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from './date-time-zone.ts';

describe('a date and time in a time zone', () => {
  test.each([
    ['UTC', '2026-08-27T17:00:00.0000000', 'UTC', '2026-08-27T17:00:00Z'],
    ['no zone', '2026-08-27T17:00:00.0000000', null, '2026-08-27T17:00:00Z'],
    ['a time that names its offset, whatever the zone', '2026-08-27T17:00:00+02:00', 'UTC', '2026-08-27T15:00:00Z'],
    ['a name of the IANA, in summer', '2026-08-27T17:00:00.0000000', 'Europe/Berlin', '2026-08-27T15:00:00Z'],
    ['and in winter', '2026-12-27T17:00:00.0000000', 'Europe/Berlin', '2026-12-27T16:00:00Z'],
    ['west of Greenwich', '2026-12-27T17:00:00.0000000', 'America/New_York', '2026-12-27T22:00:00Z'],
    ['by half hours', '2026-12-27T17:00:00.0000000', 'Asia/Kolkata', '2026-12-27T11:30:00Z'],
    ['over the date line', '2026-12-27T17:00:00.0000000', 'Pacific/Kiritimati', '2026-12-27T03:00:00Z'],
    ['a name of Windows', '2026-08-27T17:00:00.0000000', 'W. Europe Standard Time', '2026-08-27T15:00:00Z'],
    ['another one', '2026-08-27T17:00:00.0000000', 'Pacific Standard Time', '2026-08-28T00:00:00Z'],
    ['as mailboxes write it', '2026-08-27T17:00:00.0000000', 'tzone://Microsoft/Utc', '2026-08-27T17:00:00Z'],
    ['shown twice: the first', '2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['the same, west of Greenwich', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['skipped: as much later', '2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['just before the clocks are put forward', '2026-03-29T01:59:59', 'Europe/Berlin', '2026-03-29T00:59:59Z'],
    ['just after', '2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['just after they are put back', '2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00Z'],
  ])('%s', (_what, dateTime, timeZone, expected) => {
    expect(instantOf({ dateTime, timeZone })).toBe(Date.parse(expected));
  });

  test.each([
    [null],
    [{}],
    [{ dateTime: null, timeZone: 'UTC' }],
    [{ dateTime: 'soon', timeZone: 'UTC' }],
    [{ dateTime: '2026-08-27T17:00:00', timeZone: 'Middle Earth Standard Time' }],
    [{ dateTime: '2026-08-27T17:00:00', timeZone: 'constructor' }],
  ])('none in %j', (value) => {
    expect(instantOf(value)).toBeNull();
  });

  test('leads back to the same time of day, unless the clocks skip it', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tehran', 'Pacific/Apia'];
    const minutes = fc.integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (timeZone, minute) => {
        const dateTime = new Date(minute * 60_000).toISOString().replace('Z', '');
        const found = instantOf({ dateTime, timeZone }) ?? Number.NaN;
        const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
        const local = shown.format(found).replace(' ', 'T');
        const skipped = [30, 60].map((by) => new Date((minute + by) * 60_000).toISOString().slice(0, 16));
        expect([dateTime.slice(0, 16), ...skipped]).toContain(local);
      }),
      { numRuns: 300 },
    );
  });
});
