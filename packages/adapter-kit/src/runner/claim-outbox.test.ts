import { type Claim, SILENT_CLAIM } from '@lamplight/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClaimOutbox } from './claim-outbox.ts';

const claim = (activity: string): Claim => ({ ...SILENT_CLAIM, activity });
const take = (outbox: ClaimOutbox) => outbox.take(100, 100)?.items.map((item) => [item.address, item.claim?.activity]);

test('only the newest claim of an address is sent', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  outbox.put('1', claim('b'));
  expect(take(outbox)).toEqual([['1', 'b']]);
  expect(take(outbox)).toBeUndefined();
});

test('what equals the last one is not sent again, even if it was something else between', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  take(outbox);
  outbox.put('1', claim('a'));
  expect(take(outbox)).toBeUndefined();
  outbox.put('1', claim('b'));
  outbox.put('1', claim('a'));
  expect(take(outbox)).toBeUndefined();
});

test('credit counts claims that are not accepted; sequences rise', () => {
  const outbox = new ClaimOutbox();
  for (const address of ['1', '2', '3', '4', '5']) {
    outbox.put(address, claim('a'));
  }
  expect(outbox.take(3, 2)).toMatchObject({ sequence: 1, items: [{ address: '1' }, { address: '2' }] });
  expect(outbox.take(3, 2)).toMatchObject({ sequence: 2, items: [{ address: '3' }] });
  expect(outbox.take(3, 2)).toBeUndefined();
  outbox.accept(1);
  expect(outbox.take(3, 5)).toMatchObject({ sequence: 3, items: [{ address: '4' }, { address: '5' }] });
  expect(outbox.settled).toBe(false);
  outbox.accept(3);
  expect(outbox.settled).toBe(true);
});

test('a withdrawal is sent only for what the gateway has heard', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  outbox.withdraw('1');
  expect(take(outbox)).toBeUndefined();
  outbox.put('1', claim('a'));
  take(outbox);
  outbox.withdraw('1');
  expect(take(outbox)).toEqual([['1', undefined]]);
});

test('a new stream hears everything again, also what was withdrawn since the last one', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  outbox.put('2', claim('b'));
  take(outbox);
  outbox.accept(1);
  outbox.withdraw('2');
  outbox.restart();
  expect(take(outbox)?.toSorted()).toEqual([
    ['1', 'a'],
    ['2', undefined],
  ]);
  expect(outbox.sequence).toBe(2);
});

test('completion is said once per stream, after everything was sent and the adapter has said so', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  expect(outbox.takeCompletion()).toBe(false);
  outbox.complete();
  expect(outbox.takeCompletion()).toBe(false);
  take(outbox);
  expect([outbox.takeCompletion(), outbox.takeCompletion()]).toEqual([true, false]);
  outbox.restart();
  take(outbox);
  expect(outbox.takeCompletion()).toBe(true);
  outbox.standBy();
  outbox.restart();
  take(outbox);
  expect(outbox.takeCompletion()).toBe(false);
});

test('what was withdrawn while another source spoke is not said: that source may claim it', () => {
  const outbox = new ClaimOutbox();
  outbox.put('1', claim('a'));
  outbox.put('2', claim('a'));
  take(outbox);
  outbox.withdraw('1');
  outbox.standBy();
  outbox.restart();
  expect(take(outbox)).toEqual([['2', 'a']]);
});

test('whatever is said, lost and accepted, the gateway ends up with what is claimed', () => {
  const address = fc.constantFrom('1', '2', '3');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put'), address, activity: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('withdraw'), address }),
    fc.record({ kind: fc.constantFrom('send', 'accept', 'reconnect') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const outbox = new ClaimOutbox();
      const wanted = new Map<string, string>();
      const gateway = new Map<string, string | null | undefined>();
      const send = (): void => {
        for (const item of outbox.take(4, 2)?.items ?? []) {
          gateway.set(item.address, item.claim?.activity);
        }
      };
      for (const each of steps) {
        if (each.kind === 'put') {
          wanted.set(each.address, each.activity);
          outbox.put(each.address, claim(each.activity));
        } else if (each.kind === 'withdraw') {
          wanted.delete(each.address);
          outbox.withdraw(each.address);
        } else if (each.kind === 'send') {
          send();
        } else if (each.kind === 'accept') {
          outbox.accept(outbox.sequence);
        } else {
          outbox.restart();
        }
      }
      for (let round = 0; round < 10; round += 1) {
        send();
        outbox.accept(outbox.sequence);
      }
      const stands = [...gateway].filter(([, activity]) => activity !== undefined);
      expect(new Map(stands)).toEqual(wanted);
      expect(outbox.settled).toBe(true);
    }),
  );
});
