/** Steps of people's attribution, with all that follows from each: intentions, reads, ticks, the latch breaker. */
import { type Clock, type Logger, TimerQueue } from '@lamplight/runtime';
import { attribute, nextTickAt } from '../attribution/attribution.ts';
import type { AttributionEffect, AttributionInput, IndependentState } from '../attribution/attribution-state.ts';
import type { AttributionTiming } from '../attribution/attribution-timing.ts';
import type { LatchBreakerTiming } from '../attribution/latch-breaker.ts';
import { TenantLatch } from '../attribution/tenant-latch.ts';
import type { ClaimMarks } from '../to-claim.ts';
import type { TrackedPerson } from './tracked-person.ts';
import type { TrackerEvents } from './tracker-events.ts';

export interface PersonStepsOptions {
  readonly timing: AttributionTiming;
  readonly breaker: LatchBreakerTiming;
}

export interface StepHooks {
  readonly people: ReadonlyMap<string, TrackedPerson>;
  /** What may be said of the person may have changed. */
  stepped(person: TrackedPerson): void;
  /** Time alone has moved the person. */
  ticked(person: TrackedPerson): void;
}

type StepEvents = Pick<TrackerEvents, 'intend' | 'readAt' | 'changed' | 'choiceLost' | 'suspectsChanged'>;

export class PersonSteps {
  readonly #options: PersonStepsOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: StepEvents;
  readonly #hooks: StepHooks;
  readonly #ticks: TimerQueue<string>;
  readonly #latch: TenantLatch;
  #suspects = '';

  constructor(options: PersonStepsOptions, clock: Clock, logger: Logger, events: StepEvents, hooks: StepHooks) {
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
    this.#events = events;
    this.#hooks = hooks;
    this.#ticks = new TimerQueue(clock, (id) => {
      const person = hooks.people.get(id);
      if (person !== undefined) {
        this.step(person, { kind: 'tick' });
        hooks.ticked(person);
      }
    });
    this.#latch = new TenantLatch(options.breaker, clock, (ids) => this.#marksChanged(ids));
  }

  /** One input, with all that follows. */
  step(person: TrackedPerson, input: AttributionInput): void {
    const { timing } = this.#options;
    const before = person.attribution.independent;
    const { state, effects } = attribute(person.attribution, input, this.#clock.monotonic(), timing);
    person.attribution = state;
    this.#noteIndependent(person.id, before, state.independent);
    for (const effect of effects) {
      this.#carryOut(person, effect);
    }
    const tickAt = nextTickAt(state, this.#clock.monotonic(), timing);
    if (tickAt === null) {
      this.#ticks.delete(person.id);
    } else {
      this.#ticks.set(person.id, tickAt);
    }
    this.#hooks.stepped(person);
  }

  marks(id: string): ClaimMarks {
    return this.#latch.marks(id);
  }

  forget(id: string): void {
    this.#ticks.delete(id);
    this.#latch.forget(id);
  }

  stop(): void {
    this.#ticks.clear();
    this.#latch.stop();
  }

  #noteIndependent(id: string, before: IndependentState | null, after: IndependentState | null): void {
    if (before !== null && before.pair !== after?.pair) {
      this.#events.changed(id);
    }
    if (after !== null && before?.pair !== after.pair) {
      this.#latch.shown(id, before?.pair ?? null, after.pair, after.since);
    }
  }

  #carryOut({ id, address }: TrackedPerson, effect: AttributionEffect): void {
    switch (effect.kind) {
      case 'intend':
        this.#events.intend(id, effect.intention);
        break;
      case 'read-at':
        this.#events.readAt(id, effect.times);
        break;
      case 'choice-lost':
        this.#logger.warn(
          { address },
          'a preferred status was cleared, and what the person had chosen by hand before it is not known',
        );
        this.#events.choiceLost(address);
        break;
      default:
        this.#logger.info({ address, event: effect.kind }, 'a call under our own write was judged');
        this.#latch.step({ kind: effect.kind, address: id });
    }
  }

  #marksChanged(ids: readonly string[]): void {
    const { people } = this.#hooks;
    for (const id of ids) {
      const person = people.get(id);
      if (person !== undefined) {
        this.#hooks.stepped(person);
      }
    }
    const suspects = [...this.#latch.suspects].map(([id, writer]) => ({
      ...writer,
      address: people.get(id)?.address ?? id,
    }));
    const mark = JSON.stringify(suspects);
    if (mark !== this.#suspects) {
      this.#suspects = mark;
      this.#events.suspectsChanged(suspects);
    }
  }
}
