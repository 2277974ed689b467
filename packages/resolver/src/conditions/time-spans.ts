/** Spans of time that recur, in local time: whether it is inside of one, and when that changes. */
import { type Profile, type TimeSpan, WEEKDAYS } from '../profile.ts';
import { lookUp } from '../tone.ts';
import { DAY_MS, type LocalTime, nextOffsetChange, wallOf } from './local-time.ts';

/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 3;
/** From one occurrence to the next of a span without calendars, and its length. */
const WEEK_AHEAD = 9;
/** Beyond this it is looked again: calendars may name days that are years away. */
const YEAR_AHEAD = 400;

type Calendars = Profile['calendars'];

/** Whether a local time is inside the span. */
export function isInside(span: TimeSpan, time: LocalTime, calendars: Calendars): boolean {
  return covers(span, wallOf(time), calendars);
}

/**
 * The first instant after `time` at which any of the spans begins or ends; null: none ever does. Where nothing happens for
 * a year, the answer is the end of that year.
 */
export function nextChange(spans: readonly TimeSpan[], time: LocalTime, calendars: Calendars): number | null {
  let first: number | null = null;
  for (const span of spans) {
    const change = nextChangeOf(span, time, calendars);
    if (change !== null && (first === null || change < first)) {
      first = change;
    }
  }
  return first;
}

/** While the offset stays, local time runs evenly; a change of it may itself lead into the span or out of it. */
function nextChangeOf(span: TimeSpan, start: LocalTime, calendars: Calendars): number | null {
  const inside = isInside(span, start, calendars);
  const byCalendar = span.exceptHolidays.length + span.onlyHolidays.length > 0;
  const lastDay = dayOf(wallOf(start)) + (byCalendar ? YEAR_AHEAD : WEEK_AHEAD);
  const inSight = byCalendar ? lastDay * DAY_MS - start.offset : null;
  let time = start;
  for (;;) {
    const wall = nextWallChange(span, wallOf(time), lastDay, calendars);
    const change = wall === null ? inSight : wall - time.offset;
    const moved = change === null ? null : nextOffsetChange(time, change);
    if (moved === null) {
      return change;
    }
    if (isInside(span, moved, calendars) !== inside) {
      return moved.instant;
    }
    time = moved;
  }
}

/** The next edge up to the end of `lastDay`, on the wall; null: there is none. */
function nextWallChange(span: TimeSpan, wall: number, lastDay: number, calendars: Calendars): number | null {
  const { from, to } = boundsOf(span);
  const inside = covers(span, wall, calendars);
  for (let day = dayOf(wall) - 1; day <= lastDay; day += 1) {
    const edge = day * DAY_MS + (inside ? to : from);
    if (edge > wall && isDayOf(span, day, calendars) && covers(span, edge, calendars) !== inside) {
      return edge;
    }
  }
  return null;
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY_MS);
}

function covers(span: TimeSpan, wall: number, calendars: Calendars): boolean {
  const { from, to } = boundsOf(span);
  const today = dayOf(wall);
  const begun = (day: number) =>
    wall >= day * DAY_MS + from && wall < day * DAY_MS + to && isDayOf(span, day, calendars);
  return begun(today) || begun(today - 1);
}

/** In ms from the beginning of the day to which the span belongs. */
function boundsOf(span: TimeSpan): { readonly from: number; readonly to: number } {
  const from = timeOfDay(span.from);
  const to = timeOfDay(span.to);
  return { from, to: to > from ? to : to + DAY_MS };
}

function timeOfDay(text: string): number {
  const [hours = '', minutes = ''] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** @param day number of days since 1970-01-01 */
function isDayOf(span: TimeSpan, day: number, calendars: Calendars): boolean {
  const weekday = WEEKDAYS[(((day + FIRST_WEEKDAY) % 7) + 7) % 7];
  if (weekday === undefined || !span.weekdays.includes(weekday)) {
    return false;
  }
  if (span.exceptHolidays.length === 0 && span.onlyHolidays.length === 0) {
    return true;
  }
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const isIn = (name: string) => {
    const days = lookUp(calendars, name) ?? [];
    return days.includes(date) || days.includes(date.slice(5));
  };
  return !span.exceptHolidays.some(isIn) && (span.onlyHolidays.length === 0 || span.onlyHolidays.some(isIn));
}
