/**
 * Wall time of a time zone. A local time is kept as the number of ms that UTC would count to the same date and time of day,
 * so that days are 24 h long and arithmetic is plain; `offset` leads back to the instant it belongs to.
 */
import { type TimeZone, timeZone } from '@lamplight/domain';

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
  return { timeZone, instant, offset: zoneOf(timeZone).offsetAt(instant) };
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
  const zone = zoneOf(from.timeZone);
  let before = from.instant;
  while (before < until) {
    const after = Math.min(until, before + STEP_MS);
    if (zone.offsetAt(after) !== from.offset) {
      return localTime(from.timeZone, changeBetween(zone, from.offset, before, after));
    }
    before = after;
  }
  return null;
}

/** To the millisecond, by halving: the offset is another one at `after`. */
function changeBetween(zone: TimeZone, offset: number, before: number, after: number): number {
  let still = before;
  let changed = after;
  while (changed - still > 1) {
    const middle = Math.floor((still + changed) / 2);
    if (zone.offsetAt(middle) === offset) {
      still = middle;
    } else {
      changed = middle;
    }
  }
  return changed;
}

/**
 * The one state of this package, and no answer depends on it: making a zone takes longer than a whole answer. It holds at
 * most one for each zone there is.
 */
const ZONES = new Map<string, TimeZone>();

const UTC: TimeZone = { name: 'UTC', offsetAt: () => 0 };

function zoneOf(name: string): TimeZone {
  const held = ZONES.get(name) ?? timeZone(name);
  if (held === null) {
    return UTC;
  }
  ZONES.set(name, held);
  return held;
}
