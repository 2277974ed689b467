/** Many calls at once through the queue and the budget: how fast they are written, and how their renewals fall. */
import { seededRandom } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRESENCE_LIMITS, RequestBudget } from '../polling/request-budget.ts';
import { WriteQueue } from './write-queue.ts';

const LEASE_MS = 300_000;
const STEP_MS = 100;
const keep = (activity: string) =>
  ({ kind: 'keep', way: 'session', pair: { availability: 'Busy', activity } }) as const;

interface Sent {
  readonly at: number;
  readonly id: string;
  readonly activity: string;
}

/** Everybody writes through one queue inside one budget; every write is accepted `latencyMs` after it was sent. */
class Tenant {
  readonly queue: WriteQueue;
  readonly budget = new RequestBudget(PRESENCE_LIMITS);
  readonly sent: Sent[] = [];
  readonly #latencyMs: number;
  readonly #underWay: { readonly id: string; readonly at: number }[] = [];
  now = 0;

  constructor(seed: number, latencyMs: number) {
    this.queue = new WriteQueue({ leaseMs: LEASE_MS, landingMs: 10_000 }, seededRandom(seed));
    this.#latencyMs = latencyMs;
  }

  begin(people: number, at: number): void {
    for (let index = 0; index < people; index += 1) {
      this.queue.intend(`p${index}`, keep('InACall'), at);
    }
  }

  run(until: number): void {
    for (; this.now <= until; this.now += STEP_MS) {
      while ((this.#underWay[0]?.at ?? Infinity) <= this.now) {
        const answered = this.#underWay.shift();
        if (answered !== undefined) {
          this.queue.answered(answered.id, { kind: 'done' }, answered.at);
        }
      }
      while (this.budget.available(this.now) > 0) {
        const planned = this.queue.next(this.now);
        if (planned === undefined) {
          break;
        }
        this.budget.spend(this.now);
        this.#underWay.push({ id: planned.id, at: this.now + this.#latencyMs });
        const { write } = planned;
        this.sent.push({ at: this.now, id: planned.id, activity: write.kind === 'set' ? write.pair.activity : '' });
      }
    }
  }

  /** The most writes in any second of the time from `from` on. */
  busiestSecond(from: number): number {
    const perSecond = new Map<number, number>();
    for (const { at } of this.sent.filter((write) => write.at >= from)) {
      const second = Math.floor(at / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    return Math.max(0, ...perSecond.values());
  }

  /** The longest that somebody's session stood without being written again. */
  longestGap(): number {
    const last = new Map<string, number>();
    let longest = 0;
    for (const { id, at } of this.sent) {
      longest = Math.max(longest, at - (last.get(id) ?? at));
      last.set(id, at);
    }
    return longest;
  }
}

describe('a burst of calls', () => {
  test('a thousand that begin in one second go out at once', () => {
    const tenant = new Tenant(1, 200);
    tenant.begin(1000, 0);
    tenant.run(0);
    expect(new Set(tenant.sent.map(({ id }) => id)).size).toBe(1000);
  });

  test('ten thousand go out as fast as the budget lets them; of those that stand no lease ends', () => {
    const tenant = new Tenant(1, 200);
    tenant.begin(10_000, 0);
    tenant.run(269_900);
    expect(tenant.sent).toHaveLength(9 * 1050);
    expect(new Set(tenant.sent.map(({ id }) => id)).size).toBe(9 * 1050);
    // That many the budget can keep up; the others are written when calls have ended.
    tenant.run(600_000);
    expect(new Set(tenant.sent.map(({ id }) => id)).size).toBe(9 * 1050);
    for (let index = 0; index < 5000; index += 1) {
      tenant.queue.intend(`p${index}`, { kind: 'rest' }, tenant.now);
    }
    tenant.run(630_000);
    expect(new Set(tenant.sent.map(({ id }) => id)).size).toBe(10_000);
    tenant.run(1_200_000);
    expect(tenant.longestGap()).toBeLessThan(LEASE_MS);
    for (let from = 0; from < tenant.now; from += 5000) {
      const inWindow = tenant.sent.filter(({ at }) => at > from && at <= from + 30_000).length;
      expect(inWindow).toBeLessThanOrEqual(1050);
    }
  });

  test('what is overtaken before it was sent is never sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1100, max: 2500 }), (seed, people) => {
        const tenant = new Tenant(seed, 200);
        tenant.begin(people, 0);
        tenant.run(1000);
        expect(tenant.sent).toHaveLength(1050);
        // Every second one hangs up before it was its turn, and every third one's call becomes a conference.
        const waiting = new Set(Array.from({ length: people }, (_, index) => `p${index}`));
        for (const { id } of tenant.sent) {
          waiting.delete(id);
        }
        const hungUp = [...waiting].filter((_, index) => index % 2 === 0);
        const changed = [...waiting].filter((id, index) => index % 3 === 0 && !hungUp.includes(id));
        for (const id of hungUp) {
          tenant.queue.intend(id, { kind: 'rest' }, 1500);
        }
        for (const id of changed) {
          tenant.queue.intend(id, keep('InAConferenceCall'), 1500);
        }
        tenant.run(70_000);
        expect(tenant.sent).toHaveLength(people - hungUp.length);
        expect(tenant.sent.filter(({ id }) => hungUp.includes(id))).toEqual([]);
        expect(tenant.sent.filter(({ id }) => changed.includes(id)).map(({ activity }) => activity)).toEqual(
          changed.map(() => 'InAConferenceCall'),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('its renewals do not come as a burst, in whichever round', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 200, max: 1500 }),
        fc.integer({ min: 50, max: 2000 }),
        (seed, people, latencyMs) => {
          const tenant = new Tenant(seed, latencyMs);
          tenant.begin(people, 0);
          tenant.run(600_000);
          // On average everybody is written every 150 s and at most every 75 s.
          expect(tenant.busiestSecond(60_000)).toBeLessThanOrEqual((3 * people) / 75 + 10);
          expect(tenant.longestGap()).toBeLessThan(LEASE_MS);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('renewals that had to wait for Graph are spread again', () => {
    const tenant = new Tenant(7, 200);
    tenant.begin(1000, 0);
    tenant.run(70_000);
    tenant.budget.close(70_000, { retryAfterMs: 90_000, guessed: false, sentAt: 70_000 });
    tenant.run(200_000);
    const after = tenant.sent.length;
    tenant.run(400_000);
    expect(after).toBe(2000);
    expect(tenant.busiestSecond(200_001)).toBeLessThanOrEqual((2 * 1000) / 75 + 5);
    expect(tenant.longestGap()).toBeLessThan(LEASE_MS);
  });
});
