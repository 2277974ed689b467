import { expect, test } from 'vitest';
import { RequestBudget } from './request-budget.ts';

test('at most 70 % of 1,500 requests in any 30 seconds', () => {
  const budget = new RequestBudget();
  for (let sent = 0; sent < 1050; sent += 1) {
    expect(budget.available(sent)).toBe(1050 - sent);
    budget.spend(sent);
  }
  expect(budget.available(29_999)).toBe(0);
  expect(budget.availableAt(29_999)).toBe(30_000);
  expect(budget.available(30_000)).toBe(1);
  expect(budget.availableAt(1049, 10)).toBe(30_009);
});

test('Retry-After closes it to the millisecond, whatever is left; a shorter one does not open it', () => {
  const budget = new RequestBudget();
  budget.close(1000, 17_000);
  budget.close(2000, 1000);
  expect(budget.available(17_999)).toBe(0);
  expect(budget.availableAt(5000)).toBe(18_000);
  expect(budget.available(18_000)).toBe(1050);
});

test('a second has its share of the window', () => {
  expect(new RequestBudget({ limit: 300, windowMs: 30_000, share: 0.5 }).perSecond).toBe(5);
});
