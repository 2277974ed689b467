/**
 * People who live: each has a day of their own (`plan-day.ts`), and one timer queue does what is due for all of them.
 * People's time runs at its own speed beside the simulator's clock, which alone decides over leases, tokens and
 * throttling: software under test meets the traffic of a day in minutes and the rules of Graph as they are.
 */
import { type Clock, LamplightError, TimerQueue } from '@lamplight/runtime';
import { carryOut } from '../control/carry-out.ts';
import type { Directory, Person } from '../directory/directory.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import { type HourStatistics, HourSums } from './hour-statistics.ts';
import { dayAt, HOUR_MS, instantOf, isWeekday } from './local-time.ts';
import { planDay, zoneOf } from './plan-day.ts';
import type { PopulationSettings } from './population-settings.ts';
import { ACTIONS, eventsOf, type Span, type SpanEvent } from './span.ts';

export interface PopulationParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly engine: PresenceEngine;
}

export interface PopulationStatus {
  readonly running: boolean;
  readonly speed: number;
  /** People's time, ISO 8601; null before the first start. */
  readonly time: string | null;
  readonly people: number;
  /** What they did since the start. */
  readonly actions: number;
  /** What they meant to do and could not, since somebody else had acted for them. */
  readonly notPossible: number;
}

interface Life {
  readonly personId: string;
  readonly index: number;
  readonly zone: string;
  /** The day that `events` are of. */
  day: number;
  events: readonly SpanEvent[];
  next: number;
  readonly open: Set<Span>;
}

const MORNING_MS = 8 * HOUR_MS;
/** Nobody is away for longer: a plan is looked for this many days ahead. */
const MOST_DAYS_AHEAD = 30;

export class Population {
  readonly #parts: PopulationParts;
  readonly #queue: TimerQueue<Life>;
  #lives: readonly Life[] = [];
  #sums = new HourSums();
  #settings: PopulationSettings | undefined;
  #running = false;
  #actions = 0;
  #notPossible = 0;
  /** People's time was `wall` at `monotonic` of the clock. */
  #anchor = { wall: 0, monotonic: 0 };

  constructor(parts: PopulationParts) {
    this.#parts = parts;
    this.#queue = new TimerQueue(parts.clock, (life) => this.#live(life));
  }

  /**
   * People begin their day, from the middle of it if that is when people's time begins. Their Teams clients start over;
   * sessions of applications stay.
   * @throws LamplightError `request_not_possible` when people live already.
   */
  start(settings: PopulationSettings): void {
    if (this.#running) {
      throw new LamplightError('request_not_possible', 'people live already: stop them first');
    }
    const { clock, directory } = this.#parts;
    const zone = settings.zones[0]?.name ?? 'UTC';
    this.#anchor = { wall: firstInstant(settings.startsAt, zone, clock.now()), monotonic: clock.monotonic() };
    this.#settings = settings;
    this.#running = true;
    this.#actions = 0;
    this.#notPossible = 0;
    this.#sums = new HourSums();
    const living = directory.people().filter(isAlive).slice(0, settings.people);
    this.#lives = living.map((person, index) => this.#born(person, index));
    for (const life of this.#lives) {
      this.#live(life);
    }
  }

  /** People stay as they are. Without effect when nobody lives. */
  stop(): void {
    this.#anchor = { wall: this.#now(), monotonic: this.#parts.clock.monotonic() };
    this.#running = false;
    this.#queue.clear();
  }

  /** @throws LamplightError `request_not_possible` when nobody lives. */
  changeSpeed(speed: number): void {
    if (!this.#running || this.#settings === undefined) {
      throw new LamplightError('request_not_possible', 'nobody lives: start them first');
    }
    this.#anchor = { wall: this.#now(), monotonic: this.#parts.clock.monotonic() };
    this.#settings = { ...this.#settings, speed };
    for (const life of this.#lives) {
      this.#wait(life);
    }
  }

  get status(): PopulationStatus {
    return {
      running: this.#running,
      speed: this.#settings?.speed ?? 1,
      time: this.#settings === undefined ? null : new Date(this.#now()).toISOString(),
      people: this.#lives.length,
      actions: this.#actions,
      notPossible: this.#notPossible,
    };
  }

  /** What happened so far, by hour of each person's own day. */
  get hours(): readonly HourStatistics[] {
    const open = this.#lives.flatMap(({ open: spans, zone }) => [...spans].map((span) => ({ span, zone })));
    return this.#sums.rows(open, this.#now());
  }

  #born({ id }: Person, index: number): Life {
    const settings = this.#demandSettings();
    const zone = zoneOf(index, settings);
    this.#startOver(id);
    const life: Life = {
      personId: id,
      index,
      zone,
      day: dayAt(zone, this.#now()),
      events: [],
      next: 0,
      open: new Set(),
    };
    this.#plan(life, this.#now());
    return life;
  }

  /** Plans the life's day, or the first one after it on which something is left to do at `from`. */
  #plan(life: Life, from: number): void {
    for (let ahead = 0; ahead < MOST_DAYS_AHEAD; ahead += 1, life.day += 1) {
      const spans = planDay(life, life.day, this.#demandSettings()).filter((span) => span.to > from);
      if (spans.length > 0) {
        life.events = eventsOf(spans);
        life.next = 0;
        return;
      }
    }
    life.events = [];
  }

  /** Does what is due by now, and waits for what comes next. */
  #live(life: Life): void {
    for (;;) {
      const event = life.events[life.next];
      // A thousandth of a second: the clock's milliseconds times the speed are not exact.
      if (event === undefined || event.at > this.#now() + 0.001) {
        break;
      }
      this.#happen(life, event);
      life.next += 1;
      if (life.next === life.events.length) {
        life.day += 1;
        this.#plan(life, event.at);
      }
    }
    this.#wait(life);
  }

  #happen(life: Life, { span, begins }: SpanEvent): void {
    const { begin, end } = ACTIONS[span.kind];
    if (begins) {
      life.open.add(span);
      this.#sums.begin(span, life.zone);
    } else {
      life.open.delete(span);
      this.#sums.lasted(span, life.zone, span.to);
    }
    this.#actions += 1;
    try {
      carryOut(this.#parts.engine, life.personId, begins ? begin : end, this.#parts.clock);
    } catch (failure) {
      // Somebody else hung up for them, signed them out, or removed them: they go on with their day.
      if (!(failure instanceof LamplightError) || !GOES_ON_AFTER.has(failure.reason)) {
        throw failure;
      }
      this.#notPossible += 1;
    }
  }

  #wait(life: Life): void {
    const event = life.events[life.next];
    if (event !== undefined) {
      const { wall, monotonic } = this.#anchor;
      this.#queue.set(life, monotonic + (event.at - wall) / this.#demandSettings().speed);
    }
  }

  #startOver(personId: string): void {
    const { engine } = this.#parts;
    for (const session of engine.inspect(personId)?.state.sessions.values() ?? []) {
      if (session.kind === 'client') {
        engine.apply(personId, { kind: 'signOut', clientId: session.id });
      }
    }
    engine.apply(personId, { kind: 'clearPreferred' });
  }

  #now(): number {
    const { wall, monotonic } = this.#anchor;
    const speed = this.#settings?.speed ?? 1;
    return this.#running ? wall + (this.#parts.clock.monotonic() - monotonic) * speed : wall;
  }

  #demandSettings(): PopulationSettings {
    if (this.#settings === undefined) {
      throw new LamplightError('request_not_possible', 'nobody lives: start them first');
    }
    return this.#settings;
  }
}

const GOES_ON_AFTER: ReadonlySet<string> = new Set(['request_not_possible', 'request_target_unknown']);

/** Guests and accounts that cannot sign in (disabled, rooms, mailboxes) have no day. */
function isAlive(person: Person): boolean {
  return person.accountEnabled && person.userType === 'Member';
}

function firstInstant(startsAt: PopulationSettings['startsAt'], zone: string, now: number): number {
  if (startsAt === 'now') {
    return now;
  }
  if (startsAt !== 'morning') {
    return Date.parse(startsAt);
  }
  let day = dayAt(zone, now);
  while (!isWeekday(day)) {
    day += 1;
  }
  return instantOf(zone, day, MORNING_MS);
}
