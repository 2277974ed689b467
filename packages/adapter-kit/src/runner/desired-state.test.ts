import { expect, test } from 'vitest';
import { DesiredState } from './desired-state.ts';

const entry = (address: string, value: number) => ({ address, value });
const [a1, a2, b1, c1] = [entry('a', 1), entry('a', 2), entry('b', 1), entry('c', 1)] as const;

/** A state whose first snapshot (a and b) has come in. */
function known(): DesiredState<typeof a1> {
  const state = new DesiredState<typeof a1>();
  state.apply([a1, b1], [], true);
  return state;
}

test('a snapshot in parts is told as one, when it is complete', () => {
  const state = new DesiredState<typeof a1>();
  expect(state.apply([a1], [], false)).toBeUndefined();
  expect(state.complete).toBe(false);
  expect(state.apply([b1], [], true)).toEqual({ upserted: [a1, b1], removed: [] });
  expect(state.complete).toBe(true);
});

test('an empty first snapshot is told too', () => {
  expect(new DesiredState().apply([], [], true)).toEqual({ upserted: [], removed: [] });
});

test('changes are told as they come, equal ones not', () => {
  const state = known();
  expect(state.apply([a2], ['b'], false)).toEqual({ upserted: [a2], removed: [b1] });
  expect(state.apply([a2], ['x'], false)).toBeUndefined();
});

test('the snapshot of a new stream is told net: what it does not name is gone', () => {
  const state = known();
  state.restart(false);
  expect(state.apply([a1], [], false)).toBeUndefined();
  expect(state.apply([c1], [], true)).toEqual({ upserted: [c1], removed: [b1] });
  state.restart(false);
  expect(state.apply([a1, c1], [], true)).toBeUndefined();
});

test('on demand a new snapshot is told whole, even if the stream was lost before it was complete', () => {
  const state = known();
  state.restart(true);
  state.apply([a1], [], false);
  state.restart(false);
  expect(state.apply([a1], [], true)).toEqual({ upserted: [a1], removed: [b1] });
  expect([...state.told.keys()]).toEqual(['a']);
});
