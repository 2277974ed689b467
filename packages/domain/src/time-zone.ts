/** How far the clocks of a place are from UTC, by the tables that the JavaScript engine brings along. */

export interface TimeZone {
  /** As it was asked for. */
  readonly name: string;
  /** Local time minus UTC in ms, at an instant in wall ms. */
  readonly offsetAt: (instant: number) => number;
}

/** A zone by its IANA name; null where it is not known. Making one takes much longer than asking it: keep it. */
export function timeZone(name: string): TimeZone | null {
  const format = formatFor(name);
  return format === null ? null : { name, offsetAt: (instant) => offsetBy(format, instant) };
}

function formatFor(name: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      calendar: 'gregory',
      numberingSystem: 'latn',
      timeZone: name,
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

function offsetBy(format: Intl.DateTimeFormat, instant: number): number {
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
