import { describe, expect, test } from 'vitest';
import { stepLife } from './subscription-life.ts';
import { nextLifeTickAt } from './subscription-schedule.ts';
import { type LifeEffect, type LifeInput, type LifeState, newLife, type Outcome } from './subscription-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A machine with its own time; every effect is kept. */
class Life {
  state: LifeState = newLife('cert-1');
  now = 0;
  readonly effects: { readonly at: number; readonly effect: LifeEffect }[] = [];

  give(input: LifeInput): void {
    const { state, effects } = stepLife(this.state, input, this.now);
    this.state = state;
    this.effects.push(...effects.map((effect) => ({ at: this.now, effect })));
  }

  answer(outcome: Outcome, jitter = 0): void {
    this.give({ kind: 'answer', outcome, jitter });
  }

  /** Lets time pass without answering anything. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (let at = nextLifeTickAt(this.state); at !== null && at <= end; at = nextLifeTickAt(this.state)) {
      this.now = Math.max(this.now, at);
      this.give({ kind: 'tick' });
    }
    this.now = end;
  }

  get last(): string {
    const { effect } = this.effects.at(-1) ?? {};
    return effect === undefined ? '' : `${effect.kind}${'id' in effect ? ` ${effect.id}` : ''}`;
  }

  live(people: readonly string[] = ['ada', 'bela']): this {
    this.give({ kind: 'people', ids: people });
    this.pass(2000);
    this.answer({ kind: 'created', id: 's1', expiresInMs: HOUR });
    return this;
  }
}

const failed = (trouble: Extract<Outcome, { kind: 'failed' }>['trouble'], pauseMs: number | null = null): Outcome => ({
  kind: 'failed',
  trouble,
  pauseMs,
  failure: null,
});

describe("a subscription's life", () => {
  test('waits for the roster to settle, creates, and has everybody read', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(1500);
    life.give({ kind: 'people', ids: ['ada', 'bela'] });
    life.pass(1900);
    expect(life.effects).toEqual([]);
    life.pass(100);
    life.answer({ kind: 'created', id: 's1', expiresInMs: HOUR });
    expect(life.effects.map(({ effect }) => effect)).toEqual([
      { kind: 'create', people: ['ada', 'bela'], certificateId: 'cert-1' },
      { kind: 'resync', people: ['ada', 'bela'] },
    ]);
  });

  test('a roster that never settles does not keep it from being created', () => {
    const life = new Life();
    for (let person = 0; person < 12; person += 1) {
      life.give({ kind: 'people', ids: Array.from({ length: person + 1 }, (_, index) => `p${index}`) });
      life.pass(1000);
    }
    expect(life.effects[0]?.at).toBe(10_000);
  });

  test('is renewed by PATCH well before its expiry', () => {
    const life = new Life().live();
    life.pass(32 * MINUTE);
    expect(life.last).toBe('resync');
    life.pass(MINUTE);
    expect(life.last).toBe('renew s1');
    life.answer({ kind: 'renewed', expiresInMs: HOUR }, 0.999);
    life.pass(41 * MINUTE);
    expect(life.effects.filter(({ effect }) => effect.kind === 'renew')).toHaveLength(1);
    life.pass(MINUTE);
    expect(life.effects.filter(({ effect }) => effect.kind === 'renew')).toHaveLength(2);
  });

  test('where PATCH is refused it is replaced, and for a day without trying PATCH', () => {
    const life = new Life().live();
    life.pass(33 * MINUTE);
    life.answer(failed('refused'));
    expect(life.last).toBe('delete s1');
    life.answer({ kind: 'deleted' });
    expect(life.last).toBe('create');
    life.answer({ kind: 'created', id: 's2', expiresInMs: HOUR });
    life.pass(33 * MINUTE);
    expect(life.last).toBe('delete s2');
  });

  test('gone at its renewal, it is created anew at once', () => {
    const life = new Life().live();
    life.pass(33 * MINUTE);
    life.answer({ kind: 'gone' });
    expect(life.last).toBe('create');
  });

  test.each([-2 * HOUR, 0, 1000])(
    'made with an end %d ms ahead by this clock, it is not made anew all the time: clocks differ',
    (expiresInMs) => {
      const life = new Life();
      life.give({ kind: 'people', ids: ['ada'] });
      life.pass(2000);
      const answers: Partial<Record<LifeEffect['kind'], Outcome>> = {
        create: { kind: 'created', id: 's1', expiresInMs },
        renew: { kind: 'renewed', expiresInMs },
        delete: { kind: 'deleted' },
      };
      for (let turn = 0; turn < 200 && life.now < HOUR; turn += 1) {
        const outcome = life.state.underWay === null ? undefined : answers[life.state.underWay.kind];
        if (outcome !== undefined) {
          life.answer(outcome);
        }
        life.pass(MINUTE);
      }
      expect(life.now).toBeGreaterThanOrEqual(HOUR);
      expect(life.effects.filter(({ effect }) => effect.kind === 'create')).toHaveLength(1);
      expect(life.effects.length).toBeLessThan(15);
    },
  );

  test('made with an end hours ahead by this clock, it is renewed within the hour that Graph allows all the same', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.answer({ kind: 'created', id: 's1', expiresInMs: 3 * HOUR }, 0.999);
    life.pass(45 * MINUTE);
    expect(life.last).toBe('renew s1');
  });

  test('reauthorizationRequired is met by PATCH, and not twice within ten minutes', () => {
    const life = new Life().live();
    life.pass(MINUTE);
    life.give({ kind: 'reauthorization-required' });
    expect(life.last).toBe('renew s1');
    life.answer({ kind: 'renewed', expiresInMs: HOUR });
    life.pass(MINUTE);
    life.give({ kind: 'reauthorization-required' });
    life.give({ kind: 'reauthorization-required' });
    life.pass(8 * MINUTE);
    expect(life.effects.filter(({ effect }) => effect.kind === 'renew')).toHaveLength(1);
    life.pass(MINUTE);
    expect(life.effects.filter(({ effect }) => effect.kind === 'renew')).toHaveLength(2);
  });

  test('409: finds the earlier one, deletes it and creates', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.answer({ kind: 'exists' });
    expect(life.last).toBe('list');
    life.answer({ kind: 'listed', own: ['old'], otherHosts: [] });
    expect(life.last).toBe('delete old');
    life.answer({ kind: 'deleted' });
    expect(life.last).toBe('create');
  });

  test('409 by a subscription that delivers elsewhere: it is left alone and said so', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.answer({ kind: 'exists' });
    life.answer({ kind: 'listed', own: [], otherHosts: ['other.example'] });
    expect(life.state.trouble?.kind).toBe('other-installation');
    expect(life.last).toBe('list');
    life.pass(8 * MINUTE);
    expect(life.last).toBe('create');
  });

  test('a list that goes on showing what was deleted does not make a loop', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    for (let round = 0; round < 20 && life.state.underWay !== null; round += 1) {
      life.answer({ kind: 'exists' });
      life.answer({ kind: 'listed', own: ['old'], otherHosts: [] });
      life.answer({ kind: 'deleted' });
    }
    expect(life.effects.filter(({ effect }) => effect.kind === 'create')).toHaveLength(3);
  });

  test.each([
    ['endpoint-unreachable', MINUTE, 15 * MINUTE],
    ['consent-missing', 5 * MINUTE, 30 * MINUTE],
    ['sign-in-needed', 5 * MINUTE, 30 * MINUTE],
    ['refused', 5 * MINUTE, 30 * MINUTE],
    ['unavailable', 5000, 5 * MINUTE],
  ] as const)('%s: tried again with pauses from %d to %d ms', (trouble, first, longest) => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      life.answer(failed(trouble), 0.5);
      life.pass(longest);
    }
    const at = life.effects.map((effect) => effect.at);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBe(first);
    expect(life.state.failures).toBe(12);
    expect((life.state.pausedUntil ?? 0) - life.now).toBeLessThanOrEqual(longest);
  });

  test('an account that signed in again is tried at once', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.answer(failed('sign-in-needed'));
    life.pass(1000);
    life.give({ kind: 'try-again' });
    expect(life.effects).toHaveLength(2);
  });

  test('Retry-After is kept to the millisecond', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.answer(failed('throttled', 17_000));
    life.pass(16_999);
    expect(life.effects).toHaveLength(1);
    life.pass(1);
    expect(life.effects).toHaveLength(2);
  });

  test('other people replace it once changes have settled; those who only left after an hour', () => {
    const life = new Life().live();
    life.pass(2 * MINUTE);
    life.give({ kind: 'people', ids: ['ada', 'bela', 'carl'] });
    life.pass(29_000);
    life.give({ kind: 'people', ids: ['ada', 'bela', 'carl', 'dora'] });
    life.pass(29_000);
    expect(life.last).toBe('resync');
    life.pass(1000);
    expect(life.last).toBe('delete s1');
    life.answer({ kind: 'deleted' });
    expect(life.effects.at(-1)?.effect).toMatchObject({ kind: 'create', people: ['ada', 'bela', 'carl', 'dora'] });
    life.answer({ kind: 'created', id: 's2', expiresInMs: HOUR });
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(35 * MINUTE);
    life.answer({ kind: 'renewed', expiresInMs: HOUR });
    life.pass(24 * MINUTE);
    expect(life.last).toBe('renew s2');
    life.pass(MINUTE);
    expect(life.last).toBe('delete s2');
  });

  test('who came and left again before it was replaced replaces nothing', () => {
    const life = new Life().live();
    life.give({ kind: 'people', ids: ['ada', 'bela', 'carl'] });
    life.give({ kind: 'people', ids: ['ada', 'bela'] });
    life.pass(30 * MINUTE);
    expect(life.last).toBe('resync');
  });

  test('without anybody to notify it is deleted', () => {
    const life = new Life().live();
    life.give({ kind: 'people', ids: [] });
    expect(life.last).toBe('delete s1');
    life.answer({ kind: 'deleted' });
    life.pass(HOUR);
    expect(life.last).toBe('delete s1');
  });

  test('without anybody from the start, what an earlier process left is deleted', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: [] });
    life.pass(30_000);
    expect(life.last).toBe('list');
    life.answer({ kind: 'listed', own: ['old'], otherHosts: ['other.example'] });
    expect(life.last).toBe('delete old');
    life.answer({ kind: 'deleted' });
    life.pass(HOUR);
    expect(life.last).toBe('delete old');
    expect(life.state.trouble).toBeNull();
  });

  test('found dead, it is replaced', () => {
    const life = new Life().live();
    life.give({ kind: 'found-dead' });
    expect(life.last).toBe('delete s1');
    life.answer({ kind: 'deleted' });
    expect(life.last).toBe('create');
  });

  test('a new certificate goes out by PATCH', () => {
    const life = new Life().live();
    life.give({ kind: 'certificate', id: 'cert-2' });
    expect(life.effects.at(-1)?.effect).toEqual({ kind: 'renew', id: 's1', certificateId: 'cert-2' });
    life.answer({ kind: 'renewed', expiresInMs: HOUR });
    expect(life.state.live?.certificateId).toBe('cert-2');
  });

  test('stopped while it is being created, it is deleted when that is answered', () => {
    const life = new Life();
    life.give({ kind: 'people', ids: ['ada'] });
    life.pass(2000);
    life.give({ kind: 'stop' });
    life.answer({ kind: 'created', id: 's1', expiresInMs: HOUR });
    expect(life.last).toBe('delete s1');
    life.answer(failed('unavailable'));
    life.pass(HOUR);
    expect(life.last).toBe('delete s1');
    expect(nextLifeTickAt(life.state)).toBeNull();
  });

  test('after an outage of hours it stands again within minutes', () => {
    const life = new Life().live();
    const end = life.now + 6 * HOUR;
    while (life.now < end) {
      life.pass(1000);
      if (life.state.underWay !== null) {
        life.answer(failed('unavailable'), 0.5);
      }
    }
    expect(life.state.live).toBeNull();
    life.pass(5 * MINUTE);
    expect(life.last).toBe('create');
  });
});
