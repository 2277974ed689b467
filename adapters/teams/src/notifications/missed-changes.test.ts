import { beforeEach, describe, expect, test } from 'vitest';
import { GRACE_MS, MissedChanges } from './missed-changes.ts';

let missed: MissedChanges;
beforeEach(() => {
  missed = new MissedChanges();
});

describe('changes that polls found', () => {
  test('three in a row without a word: the subscription is dead', () => {
    missed.found('ada', 0);
    missed.found('bela', 1000);
    missed.found('carl', 2000);
    expect(missed.isDead(GRACE_MS + 1999)).toBe(false);
    expect(missed.isDead(GRACE_MS + 2000)).toBe(true);
    expect(missed.missed).toBe(3);
  });

  test('a notification in time, before or after, shows that it lives', () => {
    missed.notified('ada', 0);
    missed.found('ada', 5000);
    missed.found('bela', 6000);
    missed.notified('bela', 60_000);
    expect(missed.isDead(10 * GRACE_MS)).toBe(false);
    expect(missed.missed).toBe(0);
  });

  test('one about somebody else ends a row, too', () => {
    missed.found('ada', 0);
    missed.found('bela', 0);
    expect(missed.isDead(GRACE_MS)).toBe(false);
    missed.notified('dora', GRACE_MS + 1);
    missed.found('carl', GRACE_MS + 2);
    expect(missed.isDead(3 * GRACE_MS)).toBe(false);
  });

  test('half of the last twenty lost is as good as dead', () => {
    let now = 0;
    for (let round = 0; round < 10; round += 1) {
      expect(missed.isDead(now)).toBe(false);
      missed.found(`lost-${round}`, now);
      now += GRACE_MS + 1;
      missed.isDead(now);
      missed.notified('ada', now);
      missed.found('ada', now);
    }
    expect(missed.isDead(now)).toBe(true);
    missed.reset();
    expect(missed.isDead(now)).toBe(false);
  });
});
