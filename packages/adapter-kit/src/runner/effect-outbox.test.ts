import type { EffectResult } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { EffectOutbox } from './effect-outbox.ts';

const result = (address: string, generation: number): EffectResult => ({
  address,
  generation,
  outcome: 'applied',
  reason: '',
  message: '',
});

test('the newest result of an address is sent once', () => {
  const outbox = new EffectOutbox();
  outbox.put(result('1', 2));
  outbox.put(result('1', 1));
  outbox.put(result('2', 1));
  expect(outbox.take(1)).toEqual([result('1', 2)]);
  expect(outbox.take(10)).toEqual([result('2', 1)]);
  expect(outbox.take(10)).toEqual([]);
});

test('a new stream hears the results of what is still wanted, and of what was never sent', () => {
  const outbox = new EffectOutbox();
  outbox.put(result('wanted', 1));
  outbox.put(result('gone', 1));
  outbox.take(10);
  outbox.put(result('unsent', 1));
  outbox.restart(new Map([['wanted', true]]));
  expect(
    outbox
      .take(10)
      .map((item) => item.address)
      .toSorted(),
  ).toEqual(['unsent', 'wanted']);
});

test('the result of another generation is forgotten', () => {
  const outbox = new EffectOutbox();
  outbox.put(result('1', 9));
  outbox.forgetOthers('1', 3);
  expect(outbox.take(10)).toEqual([]);
  outbox.put(result('1', 3));
  outbox.forgetOthers('1', 3);
  expect(outbox.take(10)).toEqual([result('1', 3)]);
});
