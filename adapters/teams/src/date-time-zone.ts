/**
 * Graph's `dateTimeTimeZone`: a date and time of day in a time zone, as in `{"dateTime":"2026-08-27T17:00:00.0000000",
 * "timeZone":"UTC"}`. The zone is a name of Windows or of the IANA. Source: Graph, dateTimeTimeZone resource.
 */
import { timeZone } from '@lamplight/domain';
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
  const zone = timeZone(hasOffset ? 'UTC' : ianaName(value?.timeZone ?? ''));
  if (zone === null) {
    return null;
  }
  const before = zone.offsetAt(wall - DAY_MS);
  const after = zone.offsetAt(wall + DAY_MS);
  // With the offset before a change of the clocks, unless only the one after it leads back to the same time of day.
  return zone.offsetAt(wall - before) === before || zone.offsetAt(wall - after) !== after
    ? wall - before
    : wall - after;
}

const DAY_MS = 86_400_000;

function ianaName(zone: string): string {
  const name = zone.replace(/^tzone:\/\/Microsoft\//i, '');
  return name === '' || /^utc$/i.test(name) ? 'UTC' : (findIana(name)[0] ?? name);
}
