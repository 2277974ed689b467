/** People of whose changes a subscription tells, in the planner: asked seldom, and at once as others when it is in doubt. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLL_INTERVALS, PollPlanner } from './poll-planner.ts';

const NOTIFIED_MS = 30_000;
const people = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`);

/** A planner that is asked as soon as it wants; every request is answered 100 ms later. */
class Run {
  readonly made: PollPlanner;
  readonly askedAt = new Map<string, number>();
  longestWait = 0;
  requests = 0;
  now = 0;
  readonly #perSecond: number;

  constructor(ids: readonly string[], perSecond = 22.5, notifiedMs: number | null = NOTIFIED_MS) {
    this.#perSecond = perSecond;
    this.made = new PollPlanner({ ...DEFAULT_POLL_INTERVALS, notifiedMs: notifiedMs ?? undefined }, perSecond);
    for (const [index, id] of ids.entries()) {
      this.made.follow(id, index % 2 === 0 ? 'watched' : 'synced', 0);
    }
  }

  /** @returns requests that were sent */
  pass(ms: number): number {
    const before = this.requests;
    const end = this.now + ms;
    for (let at = this.#wake(); at <= end; at = this.#wake()) {
      this.now = at;
      const read = this.made.next(at);
      if (read === undefined) {
        break;
      }
      this.requests += 1;
      for (const id of read.ids) {
        this.longestWait = Math.max(this.longestWait, at - (this.askedAt.get(id) ?? at));
        this.askedAt.set(id, at);
      }
      this.made.answered(read, at);
    }
    this.now = end;
    return this.requests - before;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  #wake(): number {
    return Math.max(this.now, this.made.wakeAt(this.now) ?? Infinity);
  }
}

describe('people who are notified', () => {
  test('650 of them take two requests a minute in place of a hundred, and wait no longer than is shown', () => {
    const run = new Run(people(650));
    expect(run.pass(60_000)).toBeGreaterThan(95);
    run.made.setNotified(people(650), true);
    run.pass(5_000);
    run.longestWait = 0;
    expect(run.pass(600_000)).toBeLessThanOrEqual(23);
    expect(run.made.bound(run.now).notifiedMs).toBeLessThanOrEqual(NOTIFIED_MS);
    expect(run.longestWait).toBeLessThanOrEqual(NOTIFIED_MS);
  });

  test('without the setting all are asked as often as ever', () => {
    const run = new Run(people(650), 22.5, null);
    run.made.setNotified(people(650), true);
    expect(run.pass(60_000)).toBeGreaterThan(95);
    expect(run.made.bound(run.now).notifiedMs).toBeUndefined();
  });

  test('in doubt they are asked at once, and as others from then on', () => {
    const run = new Run(people(650));
    run.made.setNotified(people(650), true);
    run.pass(70_000);
    run.made.setNotified(people(650), false);
    const at = run.now;
    run.pass(1_000);
    expect(Math.min(...run.askedAt.values())).toBeGreaterThanOrEqual(at);
    expect(run.pass(60_000)).toBeGreaterThan(95);
  });

  test('one of them is read when a read is ordered, and keeps the slower pace', () => {
    const run = new Run(people(2));
    run.made.setNotified(people(2), true);
    run.pass(70_000);
    run.made.order('p1', [run.now]);
    expect(run.pass(0)).toBe(1);
    expect(run.askedAt.get('p1')).toBe(run.now);
    expect(run.pass(10_000)).toBeLessThanOrEqual(1);
  });

  test('more than half of what may be spent they never take: the bound that is shown grows', () => {
    const run = new Run(people(65_000), 2);
    run.made.setNotified(people(65_000).slice(0, 64_000), true);
    run.pass(400_000);
    run.longestWait = 0;
    run.pass(400_000);
    const { notifiedMs = 0, syncedMs } = run.made.bound(run.now);
    expect(notifiedMs).toBeGreaterThan(NOTIFIED_MS);
    expect(run.longestWait).toBeLessThanOrEqual(notifiedMs);
    expect(syncedMs).toBeLessThan(5_000);
  });

  test('whoever comes and goes among them, nobody waits beyond the bounds that are shown', () => {
    const step = fc.record({
      from: fc.nat(2000),
      count: fc.integer({ min: 1, max: 1500 }),
      notified: fc.boolean(),
      forMs: fc.integer({ min: 0, max: 20_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.constantFrom(22.5, 5), (steps, perSecond) => {
        const ids = people(2000);
        const run = new Run(ids, perSecond);
        const burstMs = (Math.ceil(ids.length / 650) * 1000) / perSecond;
        for (const { from, count, notified, forMs } of steps) {
          run.made.setNotified(ids.slice(from, from + count), notified);
          run.pass(forMs);
        }
        run.pass(40_000);
        expect(run.longestWait).toBeLessThanOrEqual(NOTIFIED_MS + burstMs);
        expect(run.requests).toBeLessThanOrEqual((run.now / 1000) * run.perSecond + 5);
      }),
      { numRuns: 30 },
    );
  });
});
