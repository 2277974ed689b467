import { describe, expect, test } from 'vitest';
import { timeZone } from './time-zone.ts';

const HOUR = 3_600_000;

describe('timeZone', () => {
  test.each([
    ['UTC', '2026-07-01T12:00:00Z', 0],
    ['Europe/Berlin', '2026-01-01T00:00:00Z', 1],
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -3.5],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 5.75],
    ['Pacific/Kiritimati', '2026-01-01T00:00:00Z', 14],
  ])('%s at %s is %d hours from UTC', (name, instant, hours) => {
    expect(timeZone(name)?.offsetAt(Date.parse(instant))).toBe(hours * HOUR);
  });

  test('years of five digits and instants before 1970 count too', () => {
    const utc = timeZone('UTC');
    expect([utc?.offsetAt(Date.UTC(12_000, 0, 1)), utc?.offsetAt(-1)]).toEqual([0, 0]);
  });

  test('a zone that nobody knows is none', () => {
    expect(timeZone('Mars/Olympus_Mons')).toBeNull();
    expect(timeZone('')).toBeNull();
  });
});
