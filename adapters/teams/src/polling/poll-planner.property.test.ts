/** What holds for any roster, whatever comes in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_IDS } from './pace.ts';
import { DEFAULT_POLL_INTERVALS, type PlannedRead, PollPlanner } from './poll-planner.ts';
import { RequestBudget } from './request-budget.ts';

const STEP_MS = 25;

type Event =
  | { readonly kind: 'follow'; readonly from: number; readonly count: number; readonly watched: boolean }
  | { readonly kind: 'forget'; readonly from: number; readonly count: number }
  | { readonly kind: 'changed' | 'order'; readonly from: number };

const from = fc.nat(3000);
const count = fc.integer({ min: 1, max: 2000 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('follow' as const), from, count, watched: fc.boolean() }),
  fc.record({ kind: fc.constant('forget' as const), from, count }),
  fc.record({ kind: fc.constantFrom('changed' as const, 'order' as const), from }),
);
const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 12_000 }), event), { maxLength: 8 });

/** Drives a planner inside a budget, as the pump does. */
class Run {
  readonly interest = new Map<string, 'watched' | 'synced'>();
  readonly askedAt = new Map<string, number>();
  readonly reads: PlannedRead[] = [];
  readonly made: PollPlanner;
  readonly budget = new RequestBudget();
  now = 0;

  constructor(perSecond: number) {
    this.made = new PollPlanner(DEFAULT_POLL_INTERVALS, perSecond);
  }

  apply(given: Event): void {
    for (let index = given.from; index < given.from + ('count' in given ? given.count : 1); index += 1) {
      const id = `p${index}`;
      if (given.kind === 'follow') {
        const interest = given.watched ? 'watched' : 'synced';
        this.made.follow(id, interest, this.now);
        this.interest.set(id, interest);
        this.askedAt.set(id, this.askedAt.get(id) ?? this.now);
      } else if (given.kind === 'forget') {
        this.made.forget(id);
        this.interest.delete(id);
        this.askedAt.delete(id);
      } else if (given.kind === 'changed') {
        this.made.changed(id, this.now);
      } else {
        this.made.order(id, [this.now + 500, this.now + 1000]);
      }
    }
  }

  /** One step; what is sent is answered at once. */
  step(sent: (read: PlannedRead) => void): void {
    while (this.budget.available(this.now) > 0 && (this.made.wakeAt(this.now) ?? Infinity) <= this.now) {
      const read = this.made.next(this.now);
      if (read === undefined) {
        return;
      }
      this.budget.spend(this.now);
      this.reads.push(read);
      sent(read);
      for (const id of read.ids) {
        this.askedAt.set(id, this.now);
      }
      this.made.answered(read, this.now);
    }
    this.now += STEP_MS;
  }
}

test('nobody waits longer than the bound that is shown, and nobody is asked who is not on the roster or twice at once', () => {
  fc.assert(
    fc.property(events, fc.constantFrom(22.5, 35, 5), (given, perSecond) => {
      const run = new Run(perSecond);
      run.apply({ kind: 'follow', from: 0, count: 700, watched: false });
      const coming = [...given].sort(([a], [b]) => a - b);
      // What was in force when somebody was last asked, at most, and one burst of newcomers.
      let watchedMs = 0;
      let syncedMs = 0;
      while (run.now < 15_000) {
        while ((coming[0]?.[0] ?? Infinity) <= run.now) {
          const next = coming.shift();
          if (next !== undefined) {
            run.apply(next[1]);
          }
        }
        const bound = run.made.bound(run.now);
        const burstMs = (Math.ceil(run.made.size / MOST_IDS) * 1000) / perSecond;
        watchedMs = Math.max(watchedMs, bound.watchedMs + burstMs);
        syncedMs = Math.max(syncedMs, bound.syncedMs + burstMs);
        run.step(({ ids }) => {
          expect(ids.length).toBeLessThanOrEqual(MOST_IDS);
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) {
            expect(run.interest.has(id)).toBe(true);
          }
        });
        if (run.now % 500 === 0) {
          for (const [id, interest] of run.interest) {
            const waited = run.now - (run.askedAt.get(id) ?? run.now);
            expect(waited).toBeLessThanOrEqual((interest === 'watched' ? watchedMs : syncedMs) + 2 * STEP_MS);
          }
        }
      }
    }),
    { numRuns: 6 },
  );
});

test('what is spent on reading stays within the rate that was given', () => {
  fc.assert(
    fc.property(events, fc.constantFrom(22.5, 3), (given, perSecond) => {
      const run = new Run(perSecond);
      run.apply({ kind: 'follow', from: 0, count: 3000, watched: true });
      const coming = [...given].sort(([a], [b]) => a - b);
      while (run.now < 15_000) {
        while ((coming[0]?.[0] ?? Infinity) <= run.now) {
          const next = coming.shift();
          if (next !== undefined) {
            run.apply(next[1]);
          }
        }
        run.step(() => undefined);
      }
      for (const [index, { at }] of run.reads.entries()) {
        const later = run.reads.slice(index).filter((other) => other.at < at + 5000).length;
        expect(later).toBeLessThanOrEqual(5 * perSecond + 5);
      }
    }),
    { numRuns: 6 },
  );
});

test('when there is less to spend than is needed, the watched come before the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 700, max: 20_000 }), (watched, others) => {
      const run = new Run(4);
      run.apply({ kind: 'follow', from: watched, count: others, watched: false });
      run.apply({ kind: 'follow', from: 0, count: watched, watched: true });
      run.step(() => undefined);
      expect(run.reads[0]?.ids.slice(0, watched).every((id) => run.interest.get(id) === 'watched')).toBe(true);
      for (let passed = 0; passed < 5000; passed += STEP_MS) {
        run.step(() => undefined);
        const bound = run.made.bound(run.now);
        expect(bound.watchedMs).toBeLessThanOrEqual(bound.syncedMs);
        expect(run.now - (run.askedAt.get('p0') ?? 0)).toBeLessThanOrEqual(bound.watchedMs + 1000 / 4 + 2 * STEP_MS);
      }
    }),
    { numRuns: 8 },
  );
});

test('nothing is sent before a Retry-After is over, and no burst after it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 9 })), { maxLength: 5 }),
      (closings) => {
        const run = new Run(22.5);
        run.apply({ kind: 'follow', from: 0, count: 20_000, watched: false });
        const coming = [...closings].sort(([a], [b]) => a - b);
        let closedUntil = -Infinity;
        while (run.now < 30_000) {
          while ((coming[0]?.[0] ?? Infinity) <= run.now) {
            const retryAfterMs = (coming.shift()?.[1] ?? 0) * 1000;
            run.budget.close(run.now, { retryAfterMs, guessed: false, sentAt: run.now - 100 });
            closedUntil = Math.max(closedUntil, run.now + retryAfterMs);
          }
          const { now } = run;
          const until = closedUntil;
          run.step(({ at }) => expect(at).toBeGreaterThanOrEqual(until));
          if (now === closedUntil) {
            expect(run.reads.filter(({ at }) => at === now).length).toBeLessThanOrEqual(1);
          }
        }
      },
    ),
    { numRuns: 6 },
  );
});
