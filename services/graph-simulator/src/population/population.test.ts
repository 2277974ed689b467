import { ManualClock } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { createGraphSimulator } from '../create-graph-simulator.ts';
import { SigningKey } from '../entra/signing-key.ts';
import { HOUR_MS, MINUTE_MS } from './local-time.ts';
import type { PopulationInput } from './population-settings.ts';

const BERLIN = [{ name: 'Europe/Berlin', share: 1 }];
const signingKey = new SigningKey();

function office(samplePeople: number, population: PopulationInput = {}) {
  // A Monday, 5:00 in UTC and 6:00 in Berlin.
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 5));
  const simulator = createGraphSimulator({ clock, signingKey, config: { samplePeople } });
  simulator.control.population.start({ zones: BERLIN, startsAt: 'now', ...population });
  return { clock, control: simulator.control, simulator };
}

type Office = ReturnType<typeof office>;

function shown({ control }: Office): ReadonlyMap<string, number> {
  return new Map(Object.entries(control.live.summary.shown));
}

describe('a working day', () => {
  test('has the shape of one', () => {
    const day = office(300);
    const share = (availability: string): number => (shown(day).get(availability) ?? 0) / 300;
    expect(share('Offline')).toBeGreaterThan(0.9);
    const busy: number[] = [];
    for (let hour = 7; hour <= 22; hour += 1) {
      day.clock.advance(HOUR_MS);
      busy[hour] = share('Busy');
      if (hour === 11) {
        expect(share('Offline')).toBeLessThan(0.15);
        expect(busy[hour]).toBeGreaterThan(0.1);
        expect(busy[hour]).toBeLessThan(0.6);
      }
      if (hour === 13) {
        expect(share('Away')).toBeGreaterThan(0.15);
      }
    }
    expect(share('Offline')).toBeGreaterThan(0.97);
    expect(busy[22]).toBe(0);
    const { actions, notPossible } = day.control.population.status;
    expect(actions).toBeGreaterThan(300 * 10);
    expect(notPossible).toBe(0);
  });

  test('at every minute nobody is in a call while signed out, and who is in a call is shown so', () => {
    const day = office(40);
    day.clock.advance(2 * HOUR_MS);
    let calls = 0;
    for (let minute = 0; minute < 12 * 60; minute += 7) {
      day.clock.advance(7 * MINUTE_MS);
      for (const person of day.control.live.people({ size: 100 }).people) {
        const inCall = person.sessions.some(({ doing }) => doing.includes('inCall'));
        calls += inCall ? 1 : 0;
        if (person.sessions.length === 0) {
          expect(person.shown.availability).toBe('Offline');
        } else if (inCall && person.preferred === null && !person.isOutOfOffice) {
          expect(person.shown.availability).toMatch(/Busy|DoNotDisturb/);
        }
      }
    }
    expect(calls).toBeGreaterThan(50);
  });

  test('counts what was done by hour', () => {
    const day = office(200);
    day.clock.advance(16 * HOUR_MS);
    const hours = day.control.population.hours;
    expect(hours.map(({ hour }) => hour)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
    expect(hours[3]?.begun).toEqual({});
    expect(hours[8]?.begun.desktop).toBeGreaterThan(40);
    expect(hours[10]?.begun.call).toBeGreaterThan(50);
    expect(hours[10]?.minutes.desktop).toBeGreaterThan(0.8 * 200 * 60);
    expect(hours[12]?.minutes.locked).toBeGreaterThan(hours[10]?.minutes.locked ?? Number.POSITIVE_INFINITY);
  });
});

describe('time', () => {
  const atNoon = (population: PopulationInput, steps: number): unknown => {
    const day = office(60, population);
    const speed = population.speed ?? 1;
    for (let step = 0; step < steps; step += 1) {
      day.clock.advance((6 * HOUR_MS) / speed / steps);
    }
    return day.control.live.people({ size: 100 }).people.map(({ id, shown: pair }) => [id, pair]);
  };

  test('the same seed lives the same day, in one step or in many, slowly or fast', () => {
    const once = atNoon({}, 1);
    expect(atNoon({}, 360)).toEqual(once);
    expect(atNoon({ speed: 60 }, 1)).toEqual(once);
    expect(atNoon({ seed: 2 }, 1)).not.toEqual(once);
  });

  test('begins in the middle of a day as if it had been lived until then', () => {
    const started = office(60, { startsAt: '2026-01-05T11:00:00Z' });
    const lived = office(60);
    lived.clock.advance(6 * HOUR_MS);
    expect(Object.fromEntries(shown(started))).toEqual(Object.fromEntries(shown(lived)));
  });

  test('a morning at a weekend is that of the next Monday', () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 10, 12));
    const { control } = createGraphSimulator({ clock, signingKey, config: { samplePeople: 1 } });
    expect(control.population.start({ zones: BERLIN }).time).toBe('2026-01-12T07:00:00.000Z');
  });

  test('passes at another speed from the moment it is told to, and stops', () => {
    const day = office(5);
    day.clock.advance(HOUR_MS);
    expect(day.control.population.changeSpeed(60).time).toBe('2026-01-05T06:00:00.000Z');
    day.clock.advance(MINUTE_MS);
    expect(day.control.population.status.time).toBe('2026-01-05T07:00:00.000Z');
    expect(day.control.population.stop()).toMatchObject({ running: false, time: '2026-01-05T07:00:00.000Z' });
    expect(day.clock.pendingCount).toBe(0);
    day.clock.advance(HOUR_MS);
    expect(day.control.population.status.time).toBe('2026-01-05T07:00:00.000Z');
  });

  test('costs one timer, however many people there are', () => {
    expect(office(500).clock.pendingCount).toBe(1);
  });

  test('goes on over the weekend to Monday', () => {
    const day = office(20);
    day.clock.advance(7 * 24 * HOUR_MS + 5 * HOUR_MS);
    expect(day.control.population.status.time).toBe('2026-01-12T10:00:00.000Z');
    expect(shown(day).get('Offline') ?? 0).toBeLessThan(8);
  });
});

describe('with others about', () => {
  test('people go on when somebody hangs up for them, signs them out, or removes them', () => {
    const day = office(30, { callsPerHour: 20 });
    day.clock.advance(5 * HOUR_MS);
    for (const [index, person] of day.control.people.entries()) {
      if (index % 3 === 0) {
        day.control.removePerson(person.id);
      } else {
        day.control.act(person.id, { do: 'start over' });
      }
    }
    day.clock.advance(30 * HOUR_MS);
    expect(day.control.population.status.notPossible).toBeGreaterThan(0);
    expect(shown(day).get('Available')).toBeGreaterThan(0);
  });

  test('sessions of applications stay when people begin', () => {
    const clock = new ManualClock();
    const { control } = createGraphSimulator({ clock, signingKey, config: { samplePeople: 1 } });
    const id = control.people[0]?.id ?? '';
    control.act(id, { do: 'set application session', sessionId: 'app', availability: 'Busy', activity: 'InACall' });
    control.population.start({ startsAt: '2026-01-04T12:00:00Z' });
    expect(control.inspect(id).sessions.map(({ kind }) => kind)).toEqual(['application']);
  });

  test('two starts are one too many', () => {
    const { control } = office(1);
    expect(() => control.population.start()).toThrow('stop them first');
    control.population.stop();
    expect(() => control.population.changeSpeed(2)).toThrow('start them first');
  });
});
