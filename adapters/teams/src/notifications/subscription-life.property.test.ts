import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepLife } from './subscription-life.ts';
import { nextLifeTickAt } from './subscription-schedule.ts';
import { type LifeEffect, type LifeInput, type LifeState, newLife, type Outcome } from './subscription-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What Graph does with the next request, when it is not simply right. */
type Fault = 'lost-request' | 'lost-answer' | 'throttled' | 'refused' | 'sign-in-needed' | 'validation' | 'forgets';

/** One account at Graph: at most one subscription, which ends by itself. */
class AccountAtGraph {
  readonly patch: boolean;
  subscription: { readonly id: string; readonly people: readonly string[]; expiresAt: number } | null = null;
  #next = 0;

  constructor(patch: boolean) {
    this.patch = patch;
  }

  meet(effect: LifeEffect, fault: Fault | undefined, now: number): Outcome {
    if (this.subscription !== null && now >= this.subscription.expiresAt) {
      this.subscription = null;
    }
    const failed = (
      trouble: Extract<Outcome, { kind: 'failed' }>['trouble'],
      pauseMs: number | null = null,
    ): Outcome => ({
      kind: 'failed',
      trouble,
      pauseMs,
      failure: null,
    });
    switch (fault) {
      case 'lost-request':
        return failed('unavailable');
      case 'throttled':
        return failed('throttled', 20_000);
      case 'refused':
        return failed('refused');
      case 'sign-in-needed':
        return failed('sign-in-needed');
      case 'validation':
        return effect.kind === 'create' ? failed('endpoint-unreachable') : failed('unavailable');
      case 'lost-answer':
        this.#carryOut(effect, now);
        return failed('unavailable');
      case 'forgets':
        this.subscription = null;
    }
    return this.#carryOut(effect, now);
  }

  #carryOut(effect: LifeEffect, now: number): Outcome {
    const { subscription } = this;
    switch (effect.kind) {
      case 'create':
        if (subscription !== null) {
          return { kind: 'exists' };
        }
        this.#next += 1;
        this.subscription = { id: `s${this.#next}`, people: effect.people, expiresAt: now + HOUR };
        return { kind: 'created', id: this.subscription.id, expiresInMs: HOUR };
      case 'renew':
        if (subscription?.id !== effect.id) {
          return { kind: 'gone' };
        }
        if (!this.patch) {
          return { kind: 'failed', trouble: 'refused', pauseMs: null, failure: null };
        }
        subscription.expiresAt = now + HOUR;
        return { kind: 'renewed', expiresInMs: HOUR };
      case 'delete':
        if (subscription?.id === effect.id) {
          this.subscription = null;
        }
        return { kind: 'deleted' };
      case 'list':
        return { kind: 'listed', own: subscription === null ? [] : [subscription.id], otherHosts: [] };
      case 'resync':
        return { kind: 'deleted' };
    }
  }
}

/** The machine before an account, with what was sent. */
class Run {
  readonly graph: AccountAtGraph;
  state: LifeState = newLife('cert-1');
  now = 0;
  faults: Fault[] = [];
  readonly sent: { readonly at: number; readonly effect: LifeEffect; readonly outcome: Outcome }[] = [];
  readonly read = new Set<string>();

  constructor(patch: boolean) {
    this.graph = new AccountAtGraph(patch);
  }

  give(input: LifeInput): void {
    const { state, effects } = stepLife(this.state, input, this.now);
    this.state = state;
    const requests = effects.filter(({ kind }) => kind !== 'resync');
    for (const effect of effects) {
      if (effect.kind === 'resync') {
        for (const id of effect.people) {
          this.read.add(id);
        }
      }
    }
    expect(requests.length).toBeLessThanOrEqual(1);
    const [request] = requests;
    if (request !== undefined) {
      const outcome = this.graph.meet(request, this.faults.shift(), this.now);
      this.sent.push({ at: this.now, effect: request, outcome });
      this.now += 150;
      this.give({ kind: 'answer', outcome, jitter: (this.sent.length * 0.37) % 1 });
    }
  }

  pass(ms: number): void {
    const end = this.now + ms;
    for (let at = nextLifeTickAt(this.state); at !== null && at <= end; at = nextLifeTickAt(this.state)) {
      this.now = Math.max(this.now, at);
      this.give({ kind: 'tick' });
    }
    this.now = Math.max(this.now, end);
  }
}

const people = fc.subarray(['ada', 'bela', 'carl', 'dora', 'emil'], { minLength: 1 });
const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 40 * MINUTE }) }),
  },
  { weight: 2, arbitrary: people.map((ids) => ({ do: 'give' as const, input: { kind: 'people' as const, ids } })) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<LifeInput>(
        { kind: 'people', ids: [] },
        { kind: 'reauthorization-required' },
        { kind: 'found-dead' },
        { kind: 'try-again' },
        { kind: 'certificate', id: 'cert-2' },
        { kind: 'certificate', id: 'cert-3' },
      )
      .map((input) => ({ do: 'give' as const, input })),
  },
  {
    weight: 3,
    arbitrary: fc
      .array(
        fc.constantFrom<Fault>(
          'lost-request',
          'lost-answer',
          'throttled',
          'refused',
          'sign-in-needed',
          'validation',
          'forgets',
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((faults) => ({ do: 'fault' as const, faults })),
  },
);

test('whatever happened before: one live subscription with the right people once faults stop, and everybody read', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), people, (events, patch, last) => {
      const run = new Run(patch);
      for (const step of events) {
        if (step.do === 'pass') {
          run.pass(step.ms);
        } else if (step.do === 'fault') {
          run.faults.push(...step.faults);
        } else {
          run.give(step.input);
        }
      }
      run.faults = [];
      run.read.clear();
      run.give({ kind: 'people', ids: last });
      run.pass(4 * HOUR);
      expect(run.graph.subscription?.id).toBe(run.state.live?.id);
      expect(run.graph.subscription?.people).toEqual(last);
      expect(run.graph.subscription?.expiresAt).toBeGreaterThan(run.now);
      expect(run.state.live?.certificateId).toBe(run.state.certificateId);
      expect(run.state.trouble).toBeNull();
      run.give({ kind: 'stop' });
      expect(run.graph.subscription).toBeNull();
      expect(nextLifeTickAt(run.state)).toBeNull();
    }),
    { numRuns: 400 },
  );
});

test('two successful PATCHes are never within ten minutes, and no pause is broken', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const run = new Run(true);
      for (const step of events) {
        if (step.do === 'pass') {
          run.pass(step.ms);
        } else if (step.do === 'fault') {
          run.faults.push(...step.faults);
        } else if (step.input.kind !== 'try-again') {
          run.give(step.input);
        }
      }
      const patches = run.sent.filter(({ outcome }) => outcome.kind === 'renewed');
      for (const [index, { at, effect }] of patches.entries()) {
        const before = patches[index - 1];
        const same = before !== undefined && 'id' in before.effect && 'id' in effect && before.effect.id === effect.id;
        expect(same && at - before.at < 10 * MINUTE).toBe(false);
      }
      for (const [index, { at }] of run.sent.entries()) {
        const before = run.sent[index - 1];
        const pause = before?.outcome.kind === 'failed' && before.outcome.trouble === 'throttled' ? 20_000 : 0;
        expect(at - (before?.at ?? at)).toBeGreaterThanOrEqual(before === undefined ? 0 : pause);
      }
    }),
    { numRuns: 300 },
  );
});
