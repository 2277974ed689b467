import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestBudget } from './request-budget.ts';

test('when it says that a request may be sent, it may: nobody asks in vain again and again at one instant', () => {
  const limits = fc.record({
    limit: fc.integer({ min: 1, max: 2000 }),
    windowMs: fc.constantFrom(10_000, 12_345, 30_000),
    share: fc.double({ min: 0.1, max: 1, noNaN: true }),
  });
  const begunAt = fc.double({ min: 0, max: 1e9, noNaN: true });
  const pause = fc.double({ min: 0, max: 20_000, noNaN: true });
  fc.assert(
    fc.property(limits, begunAt, pause, (given, from, retryAfterMs) => {
      const budget = new RequestBudget(given);
      budget.close(from, { retryAfterMs, guessed: false, sentAt: from });
      for (let sent = 0, now = from; sent < 200; sent += 1) {
        now = budget.availableAt(now);
        expect(budget.available(now)).toBeGreaterThan(0);
        budget.spend(now);
      }
    }),
    { numRuns: 500, examples: [[{ limit: 681, windowMs: 30_000, share: 0.7638724161225119 }, 1_990_000, 0]] },
  );
});
