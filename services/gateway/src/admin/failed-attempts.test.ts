import { ManualClock } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { FailedAttempts } from './failed-attempts.ts';

function limits(options: { readonly burst: number; readonly maxPeers?: number }) {
  const clock = new ManualClock();
  return { clock, attempts: new FailedAttempts({ clock, refillMs: 1_000, maxPeers: 10, ...options }) };
}

describe('FailedAttempts', () => {
  test('a peer has so many, then one every so often; another has its own', () => {
    const { clock, attempts } = limits({ burst: 2 });
    expect([attempts.note('10.0.0.1'), attempts.note('10.0.0.1'), attempts.note('10.0.0.1')]).toEqual([
      undefined,
      undefined,
      1,
    ]);
    expect(attempts.note('10.0.0.2')).toBeUndefined();
    clock.advance(1_000);
    expect([attempts.note('10.0.0.1'), attempts.note('10.0.0.1')]).toEqual([undefined, 1]);
  });

  test('the addresses of one IPv6 network are one peer, those that stand for IPv4 are not', () => {
    const { attempts } = limits({ burst: 1 });
    expect([attempts.note('2001:db8:1:2::1'), attempts.note('2001:db8:1:2:ffff::9')]).toEqual([undefined, 1]);
    expect([attempts.note('::ffff:10.0.0.1'), attempts.note('::ffff:10.0.0.2')]).toEqual([undefined, undefined]);
  });

  test('remembers so many peers, and forgets the one heard of longest ago', () => {
    const { attempts } = limits({ burst: 1, maxPeers: 2 });
    attempts.note('a');
    attempts.note('b');
    attempts.note('a');
    attempts.note('c');
    expect([attempts.note('a'), attempts.note('b')]).toEqual([1, undefined]);
  });
});
