/**
 * One person's day, from a seed: arriving, leaving, lunch, the team's meetings, calls as a Poisson process with
 * log-normal lengths, spells of idleness and of do-not-disturb, Teams on a telephone before and after. Pure: the same
 * person on the same day of the same seed always does the same.
 */
import { type Random, seededRandom } from '@lamplight/runtime';
import { between, chance, exponential, logNormal, mixedSeed, normal } from '../random/draw.ts';
import { HOUR_MS, instantOf, isWeekday, MINUTE_MS } from './local-time.ts';
import type { PopulationSettings } from './population-settings.ts';
import type { Span } from './span.ts';

export interface Inhabitant {
  /** Their place among the people: ten neighbours are a team. */
  readonly index: number;
  /** IANA name of the time zone; a team shares it. */
  readonly zone: string;
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

const TEAM_SIZE = 10;
/** Teams locks the screen or shows Away after five minutes without input. */
const IDLE_UNTIL_LOCKED_MS = 5 * MINUTE_MS;
const SHORTEST_CALL_MS = 5000;
const LONGEST_CALL_MS = 2 * HOUR_MS;

/** The zone of a person; by shares, team by team. */
export function zoneOf(index: number, settings: PopulationSettings): string {
  const total = settings.zones.reduce((sum, zone) => sum + zone.share, 0);
  let left = seededRandom(mixedSeed(settings.seed, teamOf(index), 17)).next() * total;
  for (const zone of settings.zones) {
    left -= zone.share;
    if (left < 0) {
      return zone.name;
    }
  }
  return settings.zones[0]?.name ?? 'UTC';
}

/** What a person does on a day of their zone, in no order. @param day number of the day since 1970-01-01 */
export function planDay({ index, zone }: Inhabitant, day: number, settings: PopulationSettings): readonly Span[] {
  const { seed } = settings;
  if (!isWeekday(day)) {
    return [];
  }
  const random = seededRandom(mixedSeed(seed, index, day));
  const clock = (hour: number, minute: number): number =>
    instantOf(zone, day, hour * HOUR_MS + Math.round(minute * MINUTE_MS));
  if (chance(random, 0.08)) {
    return chance(random, 0.5) ? [{ kind: 'outOfOffice', from: clock(0, 1), to: clock(23, 59) }] : [];
  }
  const arrives = clamp(clock(8, 30 + 40 * normal(random)), clock(6, 30), clock(11, 0));
  const leaves = clamp(arrives + 8.6 * HOUR_MS + 30 * MINUTE_MS * normal(random), clock(15, 0), clock(20, 30));
  const lunchFrom = clock(12, clamp(15 + 20 * normal(random), -30, 90));
  const lunch = { from: lunchFrom, to: lunchFrom + between(random, 25, 60) * MINUTE_MS };
  const desk = { from: arrives, to: leaves };
  const taken: Interval[] = [lunch];
  const meetings = meetingsOfTeam(teamOf(index), clock, day, settings).filter(
    (meeting) => isWithin(meeting, desk) && !taken.some((other) => overlap(meeting, other)) && chance(random, 0.8),
  );
  taken.push(...meetings);
  const calls = planCalls(random, desk, taken, settings, personalFactor(index, seed));
  taken.push(...calls);
  return [
    { kind: 'desktop', ...desk },
    { kind: 'locked', ...lunch },
    ...meetings.flatMap((meeting) => planMeeting(random, meeting)),
    ...calls.map((call) => ({ kind: 'call' as const, ...call })),
    ...planIdleness(random, desk, taken),
    ...planDoNotDisturb(random, desk),
    ...planMobile(random, desk),
  ];
}

function teamOf(index: number): number {
  return Math.floor(index / TEAM_SIZE);
}

/** How much more than the average somebody is on the telephone: reception and engineering differ tenfold. */
function personalFactor(index: number, seed: number): number {
  return Math.min(4, logNormal(seededRandom(mixedSeed(seed, index, 29)), 0.75, 2.2));
}

/** The calendar of a team: meetings on full and half hours, none beginning before the one before has ended. */
function meetingsOfTeam(
  team: number,
  clock: (hour: number, minute: number) => number,
  day: number,
  settings: PopulationSettings,
): readonly Interval[] {
  const random = seededRandom(mixedSeed(settings.seed, team, day, 41));
  const meetings: Interval[] = [];
  for (let slot = 18; slot < 34; slot += 1) {
    if (chance(random, Math.min(0.9, settings.meetingsPerDay / 11))) {
      const halfHours = chance(random, 0.6) ? 1 : 2;
      meetings.push({ from: clock(0, slot * 30), to: clock(0, (slot + halfHours) * 30) });
      slot += halfHours - 1;
    }
  }
  return meetings;
}

/** The appointment, the time in the meeting (late by up to three minutes), and sometimes presenting. */
function planMeeting(random: Random, meeting: Interval): readonly Span[] {
  const from = meeting.from + between(random, 0, 3) * MINUTE_MS;
  const to = meeting.to - between(random, 0, 6) * MINUTE_MS;
  const third = (to - from) / 3;
  return [
    { kind: 'appointment', ...meeting },
    { kind: 'meeting', from, to },
    ...(chance(random, 0.12) ? [{ kind: 'presenting' as const, from: from + third, to: to - third }] : []),
  ];
}

function planCalls(
  random: Random,
  desk: Interval,
  taken: readonly Interval[],
  settings: PopulationSettings,
  factor: number,
): readonly Interval[] {
  const perHour = settings.callsPerHour * factor;
  const calls: Interval[] = [];
  for (let at = desk.from; perHour > 0; ) {
    at += exponential(random, HOUR_MS / perHour);
    if (at >= desk.to) {
      break;
    }
    const drawn = logNormal(random, settings.callMedianS * 1000, settings.callP90S * 1000);
    const next = Math.min(desk.to, ...taken.filter((other) => other.to > at).map((other) => other.from));
    const to = Math.min(at + clamp(drawn, SHORTEST_CALL_MS, LONGEST_CALL_MS), next - 1000);
    if (to - at >= SHORTEST_CALL_MS) {
      calls.push({ from: at, to });
      at = to;
    }
  }
  return calls;
}

/** Away from the desk without locking the screen: it locks itself. */
function planIdleness(random: Random, desk: Interval, taken: readonly Interval[]): readonly Span[] {
  const spells: Interval[] = [];
  for (let at = desk.from; at < desk.to; ) {
    at += exponential(random, 2.5 * HOUR_MS);
    const spell = { from: at, to: at + logNormal(random, 8 * MINUTE_MS, 25 * MINUTE_MS) };
    if (isWithin(spell, desk) && !taken.some((other) => overlap(spell, other))) {
      spells.push(spell);
    }
    at = spell.to;
  }
  return spells.flatMap(({ from, to }) => [
    { kind: 'idle' as const, from, to },
    ...(to - from > IDLE_UNTIL_LOCKED_MS ? [{ kind: 'locked' as const, from: from + IDLE_UNTIL_LOCKED_MS, to }] : []),
  ]);
}

function planDoNotDisturb(random: Random, desk: Interval): readonly Span[] {
  if (!chance(random, 0.12)) {
    return [];
  }
  const from = between(random, desk.from, desk.to - HOUR_MS);
  const to = Math.min(desk.to, from + between(random, 20, 90) * MINUTE_MS);
  return [{ kind: 'doNotDisturb', from, to }];
}

function planMobile(random: Random, desk: Interval): readonly Span[] {
  if (!chance(random, 0.3)) {
    return [];
  }
  const before = { from: desk.from - between(random, 15, 45) * MINUTE_MS, to: desk.from };
  const after = { from: desk.to, to: desk.to + between(random, 20, 90) * MINUTE_MS };
  const callFrom = between(random, after.from + MINUTE_MS, after.to - 10 * MINUTE_MS);
  const call = { from: callFrom, to: callFrom + between(random, 1, 8) * MINUTE_MS };
  return [
    { kind: 'mobile', ...before },
    { kind: 'mobile', ...after },
    ...(chance(random, 0.3) ? [{ kind: 'mobileCall' as const, ...call }] : []),
  ];
}

function overlap(left: Interval, right: Interval): boolean {
  return left.from < right.to && right.from < left.to;
}

function isWithin(inner: Interval, outer: Interval): boolean {
  return inner.from >= outer.from && inner.to <= outer.to;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
