/** Days and hours in a time zone, in wall milliseconds. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How much later than UTC it is in a zone, in milliseconds, at an instant. */
export function offsetAt(zone: string, instant: number): number {
  const parts = formatOf(zone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instant / 1000) * 1000;
}

/** The number of a zone's day since 1970-01-01 at an instant. */
export function dayAt(zone: string, instant: number): number {
  return Math.floor((instant + offsetAt(zone, instant)) / DAY_MS);
}

/** The instant of a time of day, as the clocks of the zone show it at noon of that day. */
export function instantOf(zone: string, day: number, timeOfDayMs: number): number {
  const noon = day * DAY_MS + 12 * HOUR_MS;
  return day * DAY_MS + timeOfDayMs - offsetAt(zone, noon - offsetAt(zone, noon));
}

/** Monday to Friday. */
export function isWeekday(day: number): boolean {
  const fromMonday = (day + 3) % 7;
  return fromMonday < 5;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) {
    return known;
  }
  const made = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}
