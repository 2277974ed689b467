/**
 * The invariant of attribution against a model of Graph with delays: a Teams call is claimed only on a read that did
 * not see a write of ours, and everything converges once things are quiet.
 */
import type { PresencePair } from '@lamplight/domain';
import { seededRandom } from '@lamplight/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GraphModel } from '../testing/graph-model.ts';
import type { Write } from '../writing/write-queue.ts';
import { WriteQueue } from '../writing/write-queue.ts';
import { attribute, nextTickAt, UNKNOWN_PERSON, viewOf } from './attribution.ts';
import type { AttributionInput } from './attribution-state.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';

const timing = { ...DEFAULT_ATTRIBUTION_TIMING, sessionMs: 60_000, landingMs: 6_000, freshMs: 20_000 };
const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
const TEAMS_STATES: readonly PresencePair[] = [
  AVAILABLE,
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Busy', activity: 'InAMeeting' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
  { availability: 'Offline', activity: 'Offline' },
];
const LINE_STATES: readonly (PresencePair | null)[] = [
  null,
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
];

type Op =
  | { readonly kind: 'teams'; readonly pair: PresencePair }
  | { readonly kind: 'line'; readonly pair: PresencePair | null }
  | { readonly kind: 'read'; readonly lag: number; readonly lasts: number; readonly at: number }
  | { readonly kind: 'restart' }
  | { readonly kind: 'leave' };

interface Fate {
  readonly lasts: number;
  /** Where between sending and its end the request takes effect, 0 to 1. */
  readonly lands: number;
  readonly outcome: 'answered' | 'refused' | 'lost-applied' | 'lost';
}

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('teams' as const), pair: fc.constantFrom(...TEAMS_STATES) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('line' as const), pair: fc.constantFrom(...LINE_STATES) }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      lag: fc.integer({ min: 0, max: timing.visibilityMs }),
      lasts: fc.integer({ min: 1, max: 4000 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'leave' as const }) },
);
const wait = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 800 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 8000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 70_000 }) },
);
const step = fc.record({ wait, op });
const fate: fc.Arbitrary<Fate> = fc.record({
  lasts: fc.integer({ min: 1, max: 3000 }),
  lands: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom('answered', 'answered', 'answered', 'refused', 'lost-applied', 'lost'),
});

/** One process after another against one model, on a time line of its own. */
class World {
  readonly graph = new GraphModel(timing.sessionMs, AVAILABLE);
  readonly #events: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  readonly #fates: readonly Fate[];
  readonly #withSequence: boolean;
  #fate = 0;
  #order = 0;
  #process = 0;
  #queue = new WriteQueue(timing, seededRandom(1));
  state = UNKNOWN_PERSON;
  now = 0;
  claims = 0;

  constructor(fates: readonly Fate[], withSequence: boolean) {
    this.#fates = fates;
    this.#withSequence = withSequence;
    this.input({ kind: 'start' });
  }

  later(at: number, run: () => void): void {
    this.#events.push({ at, order: this.#order++, run });
  }

  run(until: number): void {
    for (let steps = 0; ; steps += 1) {
      expect(steps, 'steps without an end').toBeLessThan(10_000);
      this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#events[0];
      const due = Math.min(this.#queue.wakeAt() ?? Infinity, nextTickAt(this.state, this.now, timing) ?? Infinity);
      const at = Math.max(this.now, Math.min(next?.at ?? Infinity, due));
      if (at > until) {
        break;
      }
      this.now = at;
      if (next !== undefined && next.at <= at) {
        this.#events.shift();
        next.run();
      } else {
        this.input({ kind: 'tick' });
        this.#write();
      }
    }
    this.now = until;
  }

  input(input: AttributionInput): void {
    const { state, effects } = attribute(this.state, input, this.now, timing);
    this.state = state;
    for (const effect of effects) {
      if (effect.kind === 'intend') {
        this.#queue.intend('p', effect.intention, this.now);
      }
    }
  }

  restart(): void {
    this.#process += 1;
    this.#events.splice(0, Infinity);
    this.#queue = new WriteQueue(timing, seededRandom(1));
    this.state = UNKNOWN_PERSON;
    this.input({ kind: 'start' });
  }

  read(lag: number, lasts: number, at: number): void {
    const begunAt = this.now;
    const snapshot = begunAt - lag + at * (lasts + lag);
    const owner = this.#process;
    this.later(begunAt + lasts, () => {
      if (owner !== this.#process) {
        return;
      }
      const { pair, sequenceNumber } = this.graph.shown(snapshot);
      const endedAt = this.now;
      const read = { begunAt, endedAt, seenAt: endedAt, pair };
      this.input({ kind: 'read', read: { ...read, sequenceNumber: this.#withSequence ? sequenceNumber : null } });
      const { independent, masked } = viewOf(this.state);
      if (!masked && independent?.begunAt === begunAt && independent.endedAt === endedAt) {
        this.claims += 1;
        expect(
          this.graph.isOthers(snapshot, independent.pair),
          `${independent.pair.activity} claimed on the read ${begunAt}..${endedAt}, snapshot ${snapshot}`,
        ).toBe(true);
      }
    });
  }

  #write(): void {
    const planned = this.#queue.next(this.now);
    if (planned === undefined) {
      return;
    }
    const { write } = planned;
    const fate = this.#fates[this.#fate++] ?? { lasts: 100, lands: 0.5, outcome: 'answered' };
    const sentAt = this.now;
    this.input(write.kind === 'set' ? { kind: 'set-sent', pair: write.pair } : { kind: 'clear-sent' });
    const lost = fate.outcome === 'lost' || fate.outcome === 'lost-applied';
    const landsAt = sentAt + fate.lands * (fate.lasts + (lost ? timing.landingMs : 0));
    let existed = true;
    if (fate.outcome === 'answered' || fate.outcome === 'lost-applied') {
      this.later(landsAt, () => {
        existed = apply(this.graph, write, this.now);
      });
    }
    this.later(sentAt + fate.lasts, () => this.#answered(write, sentAt, fate, existed));
  }

  #answered(write: Write, sentAt: number, fate: Fate, existed: boolean): void {
    const failed = fate.outcome === 'refused' ? 'failed' : 'unknown';
    const done = fate.outcome === 'answered';
    this.#queue.answered(
      'p',
      done
        ? { kind: 'done' }
        : { kind: 'failed', retry: { kind: 'later' }, applied: failed === 'failed' ? 'no' : 'maybe' },
      this.now,
    );
    if (write.kind === 'set') {
      this.input({ kind: 'set-answered', pair: write.pair, sentAt, outcome: done ? 'accepted' : failed });
    } else {
      this.input({ kind: 'clear-answered', outcome: done ? (existed ? 'cleared' : 'not-found') : failed });
    }
  }
}

function apply(graph: GraphModel, write: Write, at: number): boolean {
  if (write.kind === 'set') {
    graph.set(at, write.pair);
    return true;
  }
  return graph.clear(at);
}

function play(world: World, steps: readonly { readonly wait: number; readonly op: Op }[]): void {
  let until = 0;
  for (const { wait, op } of steps) {
    until += wait;
    world.run(until);
    switch (op.kind) {
      case 'teams':
        world.graph.othersBecome(until, op.pair);
        break;
      case 'line':
        world.input({
          kind: 'wanted',
          wanted: op.pair === null ? { kind: 'nothing' } : { kind: 'session', pair: op.pair },
        });
        break;
      case 'leave':
        world.input({ kind: 'wanted', wanted: { kind: 'leave' } });
        break;
      case 'restart':
        world.restart();
        break;
      case 'read':
        world.read(op.lag, op.lasts, op.at);
        break;
    }
  }
}

const scenario = fc.record({
  steps: fc.array(step, { minLength: 10, maxLength: 80 }),
  fates: fc.array(fate, { maxLength: 20 }),
  withSequence: fc.boolean(),
  last: fc.constantFrom(...TEAMS_STATES),
});

const PATIENCE_MS = 60_000;

test('a state is claimed as independent only where Graph would have shown it without us', {
  timeout: PATIENCE_MS,
}, () => {
  fc.assert(
    fc.property(scenario, ({ steps, fates, withSequence }) => {
      const world = new World(fates, withSequence);
      play(world, steps);
      world.run(world.now + 10_000);
    }),
    { numRuns: 6_000 },
  );
});

test('once things are quiet, nothing of ours stands and what Teams says is claimed', { timeout: PATIENCE_MS }, () => {
  fc.assert(
    fc.property(scenario, ({ steps, fates, withSequence, last }) => {
      const world = new World(fates, withSequence);
      play(world, steps);
      world.graph.othersBecome(world.now, last);
      world.input({ kind: 'wanted', wanted: { kind: 'nothing' } });
      const end = world.now + 200_000;
      while (world.now < end) {
        world.run(world.now + 2000);
        world.read(0, 100, 1);
      }
      world.run(world.now + 1000);
      expect(viewOf(world.state)).toMatchObject({ masked: false, independent: { pair: last } });
      expect(world.graph.oursAt(world.now)).toBeNull();
    }),
    { numRuns: 200 },
  );
});
