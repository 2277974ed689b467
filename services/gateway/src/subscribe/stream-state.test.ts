/** Transitions and timers of one stream, each by itself; the promises are held in promises-of-*.test.ts. */
import { describe, expect, test } from 'vitest';
import type { Work } from './outbox.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS as SETTINGS } from './stream-settings.ts';
import { nextStep, openStream, type StreamInput, type StreamState, transition, wakeAt } from './stream-state.ts';

const IDLE: Work = { snapshot: false, ready: false, nextAt: null };
const ORDER = { reason: 'draining', window: { minMs: 0, maxMs: 100 }, endAfterMs: 50 } as const;
const NO_RESUME = { kind: 'none' } as const;

const hello = (minUpdateIntervalMs: number | null = null): StreamInput => ({
  kind: 'request',
  request: { kind: 'hello', clientName: '', clientVersion: '', resumeToken: null, minUpdateIntervalMs },
  resume: NO_RESUME,
});
const watch = (requestId: number): StreamInput => ({
  kind: 'request',
  request: { kind: 'watch', requestId, add: [], keep: [], remove: [] },
  resume: NO_RESUME,
});

function after(...inputs: readonly StreamInput[]): StreamState {
  return inputs.reduce((state, input) => transition(state, input, 0, SETTINGS).state, openStream(0));
}

function effects(state: StreamState, input: StreamInput, now = 0): string[] {
  return transition(state, input, now, SETTINGS).effects.map(({ kind }) => kind);
}

const states: readonly (readonly [string, StreamState])[] = [
  ['awaiting-hello', openStream(0)],
  ['live', after(hello())],
  ['draining', after(hello(), { kind: 'drain', order: ORDER })],
  ['closed', after({ kind: 'half-closed' })],
];

describe('every state, every ending', () => {
  const stopped = { code: 16, reason: 'key_revoked', message: '', details: {} };
  test.each(states)('%s', (phase, state) => {
    expect(state.phase).toBe(phase);
    const closed = phase === 'closed';
    expect(effects(state, { kind: 'cancelled' })).toEqual(closed ? [] : ['let-go']);
    expect(effects(state, { kind: 'half-closed' })).toEqual(closed ? [] : ['end']);
    expect(effects(state, { kind: 'stop', problem: stopped })).toEqual(closed ? [] : ['end']);
    expect(effects(state, { kind: 'violation', problem: stopped })).toEqual(closed ? [] : ['end']);
    expect(transition(state, { kind: 'cancelled' }, 0, SETTINGS).state.phase).toBe('closed');
  });
});

describe('when to wake', () => {
  const blocked = after(hello(), { kind: 'sent', writable: false });
  test.each<readonly [string, StreamState, Work, number | null]>([
    ['before hello: its deadline', openStream(5), IDLE, 10_005],
    ['live and quiet: the heartbeat', after(hello()), IDLE, 25_000],
    ['live with somebody held: when they are free', after(hello()), { ...IDLE, nextAt: 250 }, 250],
    ['live and blocked: the stall limit', blocked, { ...IDLE, nextAt: 250 }, 30_000],
    ['draining: the end', after(hello(), { kind: 'drain', order: ORDER }), IDLE, 50],
    ['closed: never', after({ kind: 'cancelled' }), IDLE, null],
  ])('%s', (_name, state, work, at) => {
    expect(wakeAt(state, work, SETTINGS)).toBe(at);
  });
});

describe('the interval in force', () => {
  test.each([
    [null, 250],
    [1, 1],
    [5_000, 5_000],
    [10_000_000, 60_000],
  ])('asked for %s: %s', (asked, inForce) => {
    const step = transition(openStream(0), hello(asked), 0, SETTINGS);
    expect(step.effects).toEqual([{ kind: 'welcome', updateIntervalMs: inForce }]);
  });

  test('a floor of the service raises it', () => {
    const step = transition(openStream(0), hello(1), 0, { ...SETTINGS, minUpdateIntervalMs: 1_000 });
    expect(step.effects).toEqual([{ kind: 'welcome', updateIntervalMs: 1_000 }]);
  });
});

describe('what to do next', () => {
  test('requests are taken one after another; reading goes on after the last', () => {
    const state = after(hello(), watch(1), watch(2));
    const first = nextStep(state, IDLE);
    expect(first?.effects.map(({ kind }) => kind)).toEqual(['take-watch']);
    const applied = transition(
      first?.state ?? state,
      { kind: 'watch-applied', requestId: 1, resumed: false },
      0,
      SETTINGS,
    );
    const sending = nextStep(applied.state, { ...IDLE, snapshot: true });
    expect(sending?.effects).toEqual([{ kind: 'send-changes' }]);
    const answered = nextStep(sending?.state ?? state, { ...IDLE, ready: true });
    expect(answered?.effects).toEqual([{ kind: 'caught-up', requestId: 1, resumed: false }]);
    const second = nextStep(answered?.state ?? state, { ...IDLE, ready: true });
    expect(second?.effects.map(({ kind }) => kind)).toEqual(['take-watch', 'resume-reading']);
  });

  test('nothing while the reader takes nothing', () => {
    const state = after(hello(), watch(1), { kind: 'sent', writable: false });
    expect(nextStep(state, { ...IDLE, ready: true })).toBeNull();
    expect(
      nextStep(after(hello(), watch(1), { kind: 'sent', writable: false }, { kind: 'writable' }), IDLE),
    ).not.toBeNull();
  });

  test('a stall is counted from the first refusal, not from the last message', () => {
    const refused = (now: number, state: StreamState): StreamState =>
      transition(state, { kind: 'sent', writable: false }, now, SETTINGS).state;
    const state = refused(20_000, refused(1_000, after(hello())));
    expect(effects(state, { kind: 'tick' }, 30_999)).toEqual([]);
    expect(effects(state, { kind: 'tick' }, 31_000)).toEqual(['end']);
  });
});
