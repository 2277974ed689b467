import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyedHeap } from './keyed-heap.ts';

const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ set: fc.nat({ max: 30 }), rank: fc.nat({ max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.constant({ take: true } as const) },
);

test('the first is the one of lowest rank, and of equal ranks the one that was set first', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400 }), (steps) => {
      const heap = new KeyedHeap<number>();
      let model: { readonly key: number; readonly rank: number }[] = [];
      for (const step of steps) {
        if ('set' in step) {
          if (model.find(({ key }) => key === step.set)?.rank !== step.rank) {
            model = [...model.filter(({ key }) => key !== step.set), { key: step.set, rank: step.rank }];
          }
          heap.set(step.set, step.rank);
        } else {
          const key = 'remove' in step ? step.remove : heap.first?.key;
          if (key !== undefined) {
            model = model.filter((entry) => entry.key !== key);
            heap.delete(key);
          }
        }
        const lowest = Math.min(...model.map(({ rank }) => rank));
        expect(heap.first).toEqual(
          model.length === 0 ? undefined : expect.objectContaining(model.find(({ rank }) => rank === lowest)),
        );
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});

test('after many replacements the order still holds', () => {
  const heap = new KeyedHeap<string>();
  for (let rank = 0; rank < 100_000; rank += 1) {
    heap.set('late', 1_000_000 + rank);
    heap.set('first', 0);
  }
  expect(heap.first?.key).toBe('first');
  heap.delete('first');
  expect(heap.first).toMatchObject({ key: 'late', rank: 1_099_999 });
});
