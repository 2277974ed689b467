/**
 * Graph's `dateTimeTimeZone`: a date and time of day in a time zone, as in `{"dateTime":"2026-08-27T17:00:00.0000000",
 * "timeZone":"UTC"}`. The zone is a name of Windows or of the IANA. Source: Graph, dateTimeTimeZone resource.
 */
import { findIana } from 'windows-iana';

export interface DateTimeTimeZone {
  readonly dateTime?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

/**
 * The instant in wall time in ms; null where there is none, or its zone is not known. Without a zone it is UTC. A time
 * that a zone's clocks show twice is the first of the two, one that they skip is as much later as they are put forward.
 */
export function instantOf(value: DateTimeTimeZone | null | undefined): number | null {
  const dateTime = value?.dateTime ?? '';
  const hasOffset = /(?:z|[+-]\d\d:?\d\d)$/i.test(dateTime);
  const wall = Date.parse(hasOffset ? dateTime : `${dateTime}Z`);
  if (Number.isNaN(wall)) {
    return null;
  }
  const zone = hasOffset ? 'UTC' : ianaName(value?.timeZone ?? '');
  const format = zone === null ? null : formatFor(zone);
  if (format === null) {
    return null;
  }
  const before = offsetAt(format, wall - DAY_MS);
  const after = offsetAt(format, wall + DAY_MS);
  // With the offset before a change of the clocks, unless only the one after it leads back to the same time of day.
  return offsetAt(format, wall - before) === before || offsetAt(format, wall - after) !== after
    ? wall - before
    : wall - after;
}

const DAY_MS = 86_400_000;

function ianaName(zone: string): string | null {
  const name = zone.replace(/^tzone:\/\/Microsoft\//i, '');
  return name === '' || /^utc$/i.test(name) ? 'UTC' : (findIana(name)[0] ?? name);
}

function formatFor(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      calendar: 'gregory',
      numberingSystem: 'latn',
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    if (cause instanceof RangeError) {
      return null;
    }
    throw cause;
  }
}

/** Local time minus UTC in ms. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000;
  const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return local - second;
}
