import { describe, expect, it } from 'vitest';
import { type KeyedBatch, KeyedSender } from './keyed-sender.ts';

function sender(values: Map<string, number>, keys: Iterable<string>, maxItems = 10) {
  const batches: KeyedBatch<number>[] = [];
  const made = new KeyedSender<number>(
    { read: (key) => values.get(key), send: (batch) => batches.push(batch), maxItems },
    keys,
  );
  return { made, batches };
}

const open = (): boolean => false;

describe('KeyedSender', () => {
  it('sends an empty snapshot as complete', () => {
    const { made, batches } = sender(new Map(), []);
    made.flush(open);
    expect(batches).toEqual([{ items: [], missing: [], complete: true }]);
    made.flush(open);
    expect(batches).toHaveLength(1);
  });

  it('splits a snapshot, and completes it once', () => {
    const values = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const { made, batches } = sender(values, values.keys(), 2);
    made.flush(open);
    made.mark('a');
    made.flush(open);
    expect(batches).toEqual([
      { items: [1, 2], missing: [], complete: false },
      { items: [3], missing: [], complete: true },
      { items: [1], missing: [], complete: false },
    ]);
  });

  it('reads a key when it is sent, so middle states are skipped', () => {
    const values = new Map([['a', 1]]);
    const { made, batches } = sender(values, ['a']);
    values.set('a', 2);
    made.mark('a');
    made.flush(open);
    expect(batches.map(({ items }) => items)).toEqual([[2]]);
  });

  it('names keys without an item', () => {
    const { made, batches } = sender(new Map(), []);
    made.flush(open);
    made.mark('gone');
    made.flush(open);
    expect(batches.at(-1)).toEqual({ items: [], missing: ['gone'], complete: false });
  });

  it('keeps what waits while it is blocked, between batches as well', () => {
    const values = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    const { made, batches } = sender(values, values.keys(), 1);
    made.flush(() => batches.length > 0);
    expect(batches).toHaveLength(1);
    expect(made.waiting).toBe(1);
    made.flush(open);
    expect(batches.at(-1)).toEqual({ items: [2], missing: [], complete: true });
  });
});
