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
import type { AttributionInput, Wanted } from './attribution-state.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from './attribution-timing.ts';

const timing = { ...DEFAULT_ATTRIBUTION_TIMING, leaseMs: 60_000, landingMs: 6_000, freshMs: 20_000 };
const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
const IN_A_CALL: PresencePair = { availability: 'Busy', activity: 'InACall' };
const TEAMS_STATES: readonly PresencePair[] = [
  AVAILABLE,
  IN_A_CALL,
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Busy', activity: 'InAMeeting' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
  { availability: 'Offline', activity: 'Offline' },
];
const BUSY: PresencePair = { availability: 'Busy', activity: 'Busy' };
const DO_NOT_DISTURB: PresencePair = { availability: 'DoNotDisturb', activity: 'DoNotDisturb' };
/** What is chosen by hand in Teams; null: nothing any more. */
const CHOICES: readonly (PresencePair | null)[] = [null, BUSY, DO_NOT_DISTURB];
const WANTED: readonly Wanted[] = [
  { kind: 'nothing' },
  { kind: 'nothing' },
  { kind: 'session', pair: IN_A_CALL },
  { kind: 'session', pair: { availability: 'Busy', activity: 'InAConferenceCall' } },
  { kind: 'preferred', pair: BUSY, restore: null },
  { kind: 'preferred', pair: DO_NOT_DISTURB, restore: null },
  { kind: 'preferred', pair: BUSY, restore: DO_NOT_DISTURB },
  { kind: 'leave' },
];

type Op =
  | { readonly kind: 'teams'; readonly pair: PresencePair }
  | { readonly kind: 'choose'; readonly pair: PresencePair | null }
  | { readonly kind: 'want'; readonly wanted: Wanted }
  | { readonly kind: 'read'; readonly lag: number; readonly lasts: number; readonly at: number }
  | { readonly kind: 'restart' };

interface Fate {
  readonly lasts: number;
  /** Where between sending and its end the request takes effect, 0 to 1. */
  readonly lands: number;
  readonly outcome: 'answered' | 'refused' | 'lost-applied' | 'lost';
}

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('teams' as const), pair: fc.constantFrom(...TEAMS_STATES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('choose' as const), pair: fc.constantFrom(...CHOICES) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('want' as const), wanted: fc.constantFrom(...WANTED) }) },
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
  readonly graph = new GraphModel(timing.leaseMs, AVAILABLE);
  readonly #events: { readonly at: number; readonly order: number; readonly run: () => void; outlives: boolean }[] = [];
  readonly #fates: readonly Fate[];
  readonly #withSequence: boolean;
  #fate = 0;
  #order = 0;
  #process = 0;
  #queue = new WriteQueue(timing, seededRandom(1));
  state = UNKNOWN_PERSON;
  now = 0;
  claims = 0;
  clears = 0;

  constructor(fates: readonly Fate[], withSequence: boolean) {
    this.#fates = fates;
    this.#withSequence = withSequence;
    this.input({ kind: 'start' });
  }

  /** `outlives`: it happens whatever becomes of the process. */
  later(at: number, run: () => void, outlives = false): void {
    this.#events.push({ at, order: this.#order++, run, outlives });
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

  /** From now on every request is answered. */
  answerAll(): void {
    this.#fate = this.#fates.length;
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
    const landing = this.#events.filter(({ at, outlives }) => outlives && at <= this.now + timing.landingMs);
    this.#events.splice(0, Infinity, ...landing);
    this.graph.restart();
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
    const by = this.graph.process;
    this.clears += write.kind === 'clear' ? 1 : 0;
    const fate = this.#fates[this.#fate++] ?? { lasts: 100, lands: 0.5, outcome: 'answered' };
    const sentAt = this.now;
    const { way } = write;
    this.input(write.kind === 'set' ? { kind: 'set-sent', way, pair: write.pair } : { kind: 'clear-sent', way });
    const lost = fate.outcome === 'lost' || fate.outcome === 'lost-applied';
    const landsAt = sentAt + fate.lands * (fate.lasts + (lost ? timing.landingMs : 0));
    let existed = true;
    if (fate.outcome === 'answered' || fate.outcome === 'lost-applied') {
      this.later(
        landsAt,
        () => {
          existed = apply(this.graph, write, this.now, by);
        },
        true,
      );
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
      this.input({
        kind: 'set-answered',
        way: write.way,
        pair: write.pair,
        sentAt,
        outcome: done ? 'accepted' : failed,
      });
    } else {
      const outcome = done ? (existed ? 'cleared' : 'not-found') : failed;
      this.input({ kind: 'clear-answered', way: write.way, outcome });
    }
  }
}

function apply(graph: GraphModel, write: Write, at: number, by: number): boolean {
  if (write.kind === 'set') {
    graph.set(at, write, by);
    return true;
  }
  if (write.way === 'session') {
    return graph.clear(at);
  }
  graph.choose(at, write.restore);
  return true;
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
      case 'choose':
        world.graph.choose(until, op.pair);
        break;
      case 'want':
        world.input({ kind: 'wanted', wanted: op.wanted });
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

/** Lets time pass, with a read every `everyMs`. */
function watch(world: World, forMs: number, everyMs = 2000): void {
  const end = world.now + forMs;
  while (world.now < end) {
    world.run(world.now + everyMs);
    world.read(0, 100, 1);
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
      watch(world, 200_000);
      world.run(world.now + 1000);
      const { pair } = world.graph.shown(world.now);
      expect(viewOf(world.state)).toMatchObject({ masked: false, independent: { pair } });
      expect(world.graph.oursAt(world.now)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('do-not-disturb hidden by signing out shows for a whole call, and nothing is cleared meanwhile', {
  timeout: PATIENCE_MS,
}, () => {
  fc.assert(
    fc.property(scenario, ({ steps, fates, withSequence }) => {
      const world = new World(fates, withSequence);
      play(world, steps);
      world.graph.othersBecome(world.now, { availability: 'Offline', activity: 'Offline' });
      world.input({ kind: 'wanted', wanted: { kind: 'nothing' } });
      world.answerAll();
      watch(world, 200_000);
      world.graph.choose(world.now, DO_NOT_DISTURB);
      watch(world, 4000);
      const before = world.clears;
      world.input({ kind: 'wanted', wanted: { kind: 'session', pair: IN_A_CALL } });
      watch(world, 20_000);
      const view = { masked: false, shownByOurs: true, independent: { pair: DO_NOT_DISTURB } };
      expect(viewOf(world.state)).toMatchObject(view);
      watch(world, 100_000);
      expect(viewOf(world.state)).toMatchObject(view);
      expect(world.clears).toBe(before);
      world.input({ kind: 'wanted', wanted: { kind: 'nothing' } });
      watch(world, 20_000);
      expect(viewOf(world.state)).toMatchObject({ shownByOurs: false, independent: { pair: { activity: 'Offline' } } });
      expect(world.graph.oursAt(world.now)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const orphan = fc.record({
  lasts: fc.integer({ min: 200, max: timing.landingMs }),
  lands: fc.double({ min: 0, max: 1, noNaN: true }),
  diesAfter: fc.integer({ min: 0, max: 1000 }),
  decidesAfter: fc.integer({ min: 0, max: 1000 }),
  talksAgain: fc.boolean(),
  callLasts: fc.integer({ min: 0, max: 30_000 }),
});

test('a set that takes effect after its process has ended is no Teams call, also under one that goes on', {
  timeout: PATIENCE_MS,
}, () => {
  fc.assert(
    fc.property(orphan, ({ lasts, lands, diesAfter, decidesAfter, talksAgain, callLasts }) => {
      const world = new World([{ lasts, lands, outcome: 'answered' }], false);
      watch(world, 1000, 500);
      world.input({ kind: 'wanted', wanted: { kind: 'session', pair: IN_A_CALL } });
      world.run(world.now + diesAfter);
      world.graph.othersBecome(world.now, IN_A_CALL);
      world.restart();
      watch(world, decidesAfter, 250);
      world.input({ kind: 'wanted', wanted: talksAgain ? { kind: 'session', pair: IN_A_CALL } : { kind: 'nothing' } });
      watch(world, 500, 250);
      world.input({ kind: 'wanted', wanted: { kind: 'nothing' } });
      watch(world, callLasts, 500);
      world.graph.othersBecome(world.now, AVAILABLE);
      watch(world, 100_000, 1000);
      expect(viewOf(world.state)).toMatchObject({ masked: false, independent: { pair: AVAILABLE } });
      expect(world.graph.oursAt(world.now)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
