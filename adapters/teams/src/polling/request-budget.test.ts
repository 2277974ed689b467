import { describe, expect, test } from 'vitest';
import { RequestBudget } from './request-budget.ts';

test('at most 70 % of 1,500 requests in any 30 seconds', () => {
  const budget = new RequestBudget();
  for (let sent = 0; sent < 1050; sent += 1) {
    expect(budget.available(sent)).toBe(1050 - sent);
    budget.spend(sent);
  }
  expect(budget.availableAt(1049)).toBe(30_000);
  expect(budget.available(29_999)).toBe(0);
  expect(budget.availableAt(29_999)).toBe(30_000);
  expect(budget.available(30_000)).toBe(1);
});

test('what was not sent is given back, whatever was counted before and after it', () => {
  const budget = new RequestBudget({ limit: 3, windowMs: 30_000, share: 1 });
  for (const at of [1, 2, 3]) {
    budget.spend(at);
  }
  budget.giveBack(2);
  budget.giveBack(2);
  expect(budget.available(4)).toBe(1);
  budget.spend(4);
  expect([30_001, 30_003, 30_004].map((at) => budget.available(at))).toEqual([1, 2, 3]);
});

test('a second has its share of the window', () => {
  expect(new RequestBudget({ limit: 300, windowMs: 30_000, share: 0.5 }).perSecond).toBe(5);
});

const said = (retryAfterMs: number, sentAt: number) => ({ retryAfterMs, guessed: false, sentAt });
const unsaid = (sentAt: number) => ({ retryAfterMs: 30_000, guessed: true, sentAt });

describe('Retry-After', () => {
  test('closes it to the millisecond, whatever is left; a shorter one does not open it', () => {
    const budget = new RequestBudget();
    budget.close(1000, said(17_000, 900));
    budget.close(2000, said(1000, 950));
    expect(budget.available(17_999)).toBe(0);
    expect(budget.availableAt(5000)).toBe(18_000);
    expect(budget.available(18_000)).toBe(1);
  });

  test('after it the rate grows to the usual one, in place of a burst', () => {
    const budget = new RequestBudget();
    budget.close(0, said(10_000, 0));
    const sent: number[] = [];
    for (let now = 10_000; now < 60_000; now = Math.max(now + 1, Math.ceil(budget.availableAt(now)))) {
      if (budget.available(now) > 0) {
        budget.spend(now);
        sent.push(now);
      }
    }
    const inSecond = (from: number): number => sent.filter((at) => at >= from && at < from + 1000).length;
    expect(inSecond(10_000)).toBeLessThanOrEqual(5);
    expect(inSecond(14_000)).toBeGreaterThan(25);
    for (let from = 10_000; from <= 39_000; from += 500) {
      expect(inSecond(from)).toBeLessThanOrEqual(36);
    }
    expect(sent.filter((at) => at < 40_000).length).toBeGreaterThan(900);
  });

  test('that Graph does not name is guessed, and doubles while it is not long enough', () => {
    const budget = new RequestBudget();
    budget.close(1000, unsaid(500));
    expect(budget.availableAt(1000)).toBe(31_000);
    budget.close(31_500, unsaid(31_000));
    expect(budget.availableAt(31_500)).toBe(91_500);
    budget.close(92_000, unsaid(91_500));
    expect(budget.availableAt(92_000)).toBe(212_000);
    budget.accepted(212_000);
    budget.close(213_000, unsaid(212_500));
    expect(budget.availableAt(213_000)).toBe(243_000);
  });

  test('that was answered to many requests under way at once counts as one', () => {
    const budget = new RequestBudget();
    for (let index = 0; index < 20; index += 1) {
      budget.close(1000 + index, unsaid(500 + index));
    }
    expect(budget.availableAt(2000)).toBe(31_000);
    budget.accepted(600);
    budget.close(31_200, unsaid(31_000));
    expect(budget.availableAt(31_200)).toBe(91_200);
  });
});
