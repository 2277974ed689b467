import { ManualClock } from '@lamplight/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApplicationBudget, ApplicationBudgets, type TenantShare } from './application-budget.ts';

const WINDOW_MS = 1000;

/** A tenant that wants so many requests in each window, and sends as many as it is given. */
class Tenant {
  readonly share: TenantShare;
  readonly sent: number[] = [];
  /** When it began to wait for a turn; null: it does not. */
  waitsSince: number | null = null;
  longestWait = 0;
  #wants = 0;
  readonly #clock: ManualClock;

  constructor(budget: ApplicationBudget, clock: ManualClock) {
    this.#clock = clock;
    this.share = budget.join({ turn: () => this.send() });
  }

  want(count: number): void {
    this.#wants += count;
    this.send();
  }

  send(): void {
    const now = this.#clock.monotonic();
    while (this.#wants > 0) {
      if (!this.share.take(now)) {
        this.waitsSince ??= now;
        return;
      }
      this.longestWait = Math.max(this.longestWait, now - (this.waitsSince ?? now));
      this.waitsSince = null;
      this.#wants -= 1;
      this.sent.push(now);
    }
  }
}

test('never more than the limit in any window, everything is sent at last, and no tenant starves', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 5, maxLength: 5 }), {
        minLength: 2,
        maxLength: 8,
      }),
      fc.integer({ min: 4, max: 40 }),
      (demands, most) => {
        const clock = new ManualClock();
        const budget = new ApplicationBudget(clock, { limits: { limit: most, windowMs: WINDOW_MS, share: 1 } });
        const tenants = demands.map(() => new Tenant(budget, clock));
        for (let window = 0; window < 5; window += 1) {
          for (const [index, tenant] of tenants.entries()) {
            tenant.want(demands[index]?.[window] ?? 0);
          }
          clock.advance(WINDOW_MS);
        }
        clock.advance(500 * WINDOW_MS);
        const all = tenants.flatMap(({ sent }) => sent).sort((a, b) => a - b);
        expect(all.length).toBe(demands.flat().reduce((sum, one) => sum + one, 0));
        for (const [index, at] of all.entries()) {
          expect((all[index + most] ?? Infinity) - at).toBeGreaterThanOrEqual(WINDOW_MS);
        }
        for (const { longestWait } of tenants) {
          expect(longestWait).toBeLessThanOrEqual(Math.ceil(tenants.length / most + 1) * WINDOW_MS);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('while all wait nobody is given more than one request more than any other, however much it wants', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 200, max: 5000 }), { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 3, max: 40 }),
      (wants, most) => {
        const clock = new ManualClock();
        const budget = new ApplicationBudget(clock, { limits: { limit: most, windowMs: WINDOW_MS, share: 1 } });
        const tenants = wants.map(() => new Tenant(budget, clock));
        for (const [index, tenant] of tenants.entries()) {
          tenant.want(wants[index] ?? 0);
        }
        const before = tenants.map(({ sent }) => sent.length);
        for (let window = 0; window < 4; window += 1) {
          clock.advance(WINDOW_MS);
          const given = tenants.map(({ sent }, index) => sent.length - (before[index] ?? 0));
          expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('the rate of reading is given out so that whoever needs little gets it, and the others the same', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 40 }), (demands) => {
      const clock = new ManualClock();
      const budget = new ApplicationBudget(clock, { readsPerSecond: 100 });
      const shares = demands.map(() => budget.join({ turn: () => undefined }));
      for (const [index, share] of shares.entries()) {
        share.reads(demands[index] ?? 0);
      }
      const given = shares.map((share, index) => share.reads(demands[index] ?? 0));
      const sum = given.reduce((total, one) => total + one, 0);
      expect(sum).toBeLessThanOrEqual(100 + 1e-6);
      const cut = given.filter((one, index) => one < (demands[index] ?? 0) - 1e-9);
      for (const one of cut) {
        expect(one).toBeCloseTo(Math.max(...given), 9);
      }
      expect(cut.length === 0 || sum > 100 - 1e-6).toBe(true);
    }),
  );
});

test('whoever leaves takes no turn, and leaves its share to the others', () => {
  const clock = new ManualClock();
  const budget = new ApplicationBudgets(clock, {
    limits: { limit: 2, windowMs: WINDOW_MS, share: 1 },
    readsPerSecond: 2,
  }).of('App');
  const [ada, bela] = [new Tenant(budget, clock), new Tenant(budget, clock)];
  ada.want(10);
  bela.want(10);
  expect([ada.share.reads(5), bela.share.reads(5), ada.share.reads(5)]).toEqual([2, 1, 1]);
  clock.advance(WINDOW_MS);
  expect([ada.sent.length, bela.sent.length]).toEqual([3, 1]);
  ada.share.leave();
  expect(bela.share.reads(5)).toBe(2);
  clock.advance(WINDOW_MS);
  expect([ada.sent.length, bela.sent.length]).toEqual([3, 3]);
  expect(clock.pendingCount).toBe(1);
});
