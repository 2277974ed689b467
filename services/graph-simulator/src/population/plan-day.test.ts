import { describe, expect, test } from 'vitest';
import { DAY_MS, dayAt, HOUR_MS, instantOf, isWeekday, offsetAt } from './local-time.ts';
import { planDay, zoneOf } from './plan-day.ts';
import { populationSchema } from './population-settings.ts';
import { eventsOf, type Span, type SpanKind } from './span.ts';

const SETTINGS = populationSchema.parse({});
const MONDAY = dayAt('UTC', Date.UTC(2026, 0, 5));
const PEOPLE = 2000;

const days = Array.from({ length: PEOPLE }, (_, index) => {
  const zone = zoneOf(index, SETTINGS);
  return { zone, spans: planDay({ index, zone }, MONDAY, SETTINGS) };
});

const of = (spans: readonly Span[], ...kinds: SpanKind[]) => spans.filter((span) => kinds.includes(span.kind));
const within = (inner: Span, outer: Span): boolean => inner.from >= outer.from && inner.to <= outer.to;

describe('a day', () => {
  test('is the same for the same seed, and another for another', () => {
    const again = planDay({ index: 7, zone: 'Europe/Berlin' }, MONDAY, SETTINGS);
    expect(planDay({ index: 7, zone: 'Europe/Berlin' }, MONDAY, SETTINGS)).toEqual(again);
    expect(planDay({ index: 7, zone: 'Europe/Berlin' }, MONDAY, { ...SETTINGS, seed: 2 })).not.toEqual(again);
    expect(planDay({ index: 8, zone: 'Europe/Berlin' }, MONDAY, SETTINGS)).not.toEqual(again);
  });

  test('nobody is in a call, a meeting or idle on a client that is signed out', () => {
    for (const { spans } of days) {
      const desks = of(spans, 'desktop');
      const mobiles = of(spans, 'mobile');
      for (const span of of(spans, 'call', 'meeting', 'presenting', 'idle', 'locked', 'doNotDisturb')) {
        expect(desks.some((desk) => within(span, desk))).toBe(true);
      }
      for (const span of of(spans, 'mobileCall')) {
        expect(mobiles.some((mobile) => within(span, mobile))).toBe(true);
      }
    }
  });

  test('nobody is in two calls, or in a call and a meeting, at once', () => {
    for (const { spans } of days) {
      const talking = [...of(spans, 'call', 'meeting')].sort((left, right) => left.from - right.from);
      talking.forEach((span, index) => {
        expect(span.to).toBeGreaterThan(span.from);
        expect(talking[index + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(span.to);
      });
    }
  });

  test('calls have the stated median, and come about as often as stated', () => {
    const lengths = days.flatMap(({ spans }) => of(spans, 'call').map(({ from, to }) => (to - from) / 1000));
    const sorted = lengths.sort((left, right) => left - right);
    // Some are cut short by a meeting, lunch, or the evening.
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(120);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(170);
    const hours = days.flatMap(({ spans }) => of(spans, 'desktop').map(({ from, to }) => (to - from) / HOUR_MS));
    const perHour = lengths.length / hours.reduce((sum, value) => sum + value, 0);
    expect(perHour).toBeGreaterThan(0.6);
    expect(perHour).toBeLessThan(2);
  });

  test('a team shares its calendar and its zone', () => {
    const team = days.slice(20, 30);
    expect(new Set(team.map(({ zone }) => zone)).size).toBe(1);
    const starts = team.flatMap(({ spans }) => of(spans, 'appointment').map(({ from }) => from));
    expect(new Set(starts).size).toBeLessThan(starts.length / 2);
    expect(starts.every((from) => from % (HOUR_MS / 2) === 0)).toBe(true);
  });

  test('at a weekend nobody works', () => {
    const saturday = MONDAY + 5;
    expect([isWeekday(MONDAY), isWeekday(saturday)]).toEqual([true, false]);
    expect(planDay({ index: 1, zone: 'UTC' }, saturday, SETTINGS)).toEqual([]);
  });

  test('what ends at an instant goes before what begins, and inner things before outer ones', () => {
    const desk = { kind: 'desktop', from: 0, to: 10 } as const;
    const call = { kind: 'call', from: 5, to: 10 } as const;
    const mobile = { kind: 'mobile', from: 10, to: 20 } as const;
    const order = eventsOf([mobile, desk, call]).map(({ span, begins }) => `${begins ? '+' : '-'}${span.kind}`);
    expect(order).toEqual(['+desktop', '+call', '-call', '-desktop', '+mobile', '-mobile']);
  });
});

describe('local time', () => {
  test.each([
    ['Europe/Berlin', Date.UTC(2026, 0, 5, 12), HOUR_MS],
    ['Europe/Berlin', Date.UTC(2026, 6, 6, 12), 2 * HOUR_MS],
    ['America/New_York', Date.UTC(2026, 0, 5, 12), -5 * HOUR_MS],
    ['Asia/Kolkata', Date.UTC(2026, 0, 5, 12), 5.5 * HOUR_MS],
  ])('%s at %d is %d ms from UTC', (zone, instant, offset) => {
    expect(offsetAt(zone, instant)).toBe(offset);
  });

  test('a time of day is what the clocks of the zone show', () => {
    const day = dayAt('Asia/Singapore', Date.UTC(2026, 0, 5, 20));
    expect(day * DAY_MS).toBe(Date.UTC(2026, 0, 6));
    expect(instantOf('Asia/Singapore', day, 8 * HOUR_MS)).toBe(Date.UTC(2026, 0, 6, 0));
  });
});
