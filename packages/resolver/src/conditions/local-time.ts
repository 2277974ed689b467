/**
 * Wall time of a time zone. A local time is kept as the number of ms that UTC would count to the same date and time of day,
 * so that days are 24 h long and arithmetic is plain; `offset` leads back to the instant it belongs to.
 */
import { lookUp } from '../tone.ts';

export const DAY_MS = 86_400_000;

/** How far apart two changes of a zone's offset are at least, for both to be found. */
const STEP_MS = 7 * DAY_MS;

export interface LocalTime {
  /** IANA; one that is not known counts as UTC. */
  readonly timeZone: string;
  /** Wall time in ms, UTC. */
  readonly instant: number;
  /** Local time minus UTC in ms. */
  readonly offset: number;
}

/** The local time at an instant. */
export function localTime(timeZone: string, instant: number): LocalTime {
  return { timeZone, instant, offset: offsetAt(formatFor(timeZone), instant) };
}

/** In ms, as if the clock on the wall showed UTC. */
export function wallOf({ instant, offset }: LocalTime): number {
  return instant + offset;
}

/**
 * The first instant after `from`, up to `until`, from which another offset holds; null: the offset stays. Two changes
 * within a week that undo each other are not seen; no zone has had any since there are time zones.
 */
export function nextOffsetChange(from: LocalTime, until: number): LocalTime | null {
  const format = formatFor(from.timeZone);
  let before = from.instant;
  while (before < until) {
    const after = Math.min(until, before + STEP_MS);
    if (offsetAt(format, after) !== from.offset) {
      return localTime(from.timeZone, changeBetween(format, from.offset, before, after));
    }
    before = after;
  }
  return null;
}

/** To the millisecond, by halving: the offset is another one at `after`. */
function changeBetween(format: Intl.DateTimeFormat, offset: number, before: number, after: number): number {
  let still = before;
  let changed = after;
  while (changed - still > 1) {
    const middle = Math.floor((still + changed) / 2);
    if (offsetAt(format, middle) === offset) {
      still = middle;
    } else {
      changed = middle;
    }
  }
  return changed;
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const second = Math.floor(instant / 1000) * 1000;
  const fields: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(second)) {
    fields[type] = Number(value);
  }
  const field = (name: string) => lookUp(fields, name) ?? 0;
  const wall = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return wall - second;
}

/**
 * The one state of this package, and no answer depends on it: making a format takes longer than a whole answer. It holds
 * at most one for each time zone.
 */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const held = FORMATS.get(timeZone);
  if (held !== undefined) {
    return held;
  }
  try {
    const format = newFormat(timeZone);
    FORMATS.set(timeZone, format);
    return format;
  } catch (cause) {
    if (cause instanceof RangeError && timeZone !== 'UTC') {
      return formatFor('UTC');
    }
    throw cause;
  }
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
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
}
