import { describe, expect, test } from 'vitest';
import { MOST_IDS } from './pace.ts';
import { DEFAULT_POLL_INTERVALS, type PlannedRead, PollPlanner } from './poll-planner.ts';

const PER_SECOND = 22.5;
const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);

function planner(watched: readonly string[], synced: readonly string[] = [], perSecond = PER_SECOND): PollPlanner {
  const made = new PollPlanner(DEFAULT_POLL_INTERVALS, perSecond);
  for (const id of watched) {
    made.follow(id, 'watched', 0);
  }
  for (const id of synced) {
    made.follow(id, 'synced', 0);
  }
  return made;
}

/** Sends whatever is to be sent when it is due; what became of it is told `lastsMs` later. */
class Run {
  readonly made: PollPlanner;
  readonly reads: PlannedRead[] = [];
  readonly asked = new Map<string, number[]>();
  readonly aside: string[] = [];
  /** Ids because of which Graph refuses a request. */
  bad: ReadonlySet<string> = new Set();
  now = 0;
  readonly #lastsMs: number;
  readonly #open: PlannedRead[] = [];

  constructor(made: PollPlanner, lastsMs = 100) {
    this.made = made;
    this.#lastsMs = lastsMs;
  }

  until(end: number): this {
    for (;;) {
      const answeredAt = this.#open[0] === undefined ? Infinity : this.#open[0].at + this.#lastsMs;
      const wakeAt = Math.max(this.made.wakeAt(this.now) ?? Infinity, this.now);
      if (Math.min(answeredAt, wakeAt) > end) {
        this.now = end;
        return this;
      }
      this.now = Math.max(this.now, Math.min(answeredAt, wakeAt));
      if (answeredAt <= wakeAt) {
        this.#answer();
      } else {
        const read = this.made.next(this.now);
        if (read !== undefined) {
          this.#note(read);
        }
      }
    }
  }

  longestGap(id: string): number {
    const times = this.asked.get(id) ?? [];
    return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  }

  #note(read: PlannedRead): void {
    this.reads.push(read);
    this.#open.push(read);
    for (const id of read.ids) {
      const times = this.asked.get(id);
      if (times === undefined) {
        this.asked.set(id, [read.at]);
      } else {
        times.push(read.at);
      }
    }
  }

  #answer(): void {
    const read = this.#open.shift();
    if (read !== undefined) {
      const refused = read.ids.some((id) => this.bad.has(id));
      this.aside.push(
        ...(refused ? this.made.refused(read, this.now, this.now + 30_000) : this.made.answered(read, this.now)),
      );
    }
  }
}

describe('whom to ask', () => {
  test('whom one request carries is asked every 0.6 s, watched or not', () => {
    const run = new Run(planner(['w'], ['s'])).until(20_000);
    expect(run.longestGap('w')).toBeCloseTo(600, 6);
    expect(run.longestGap('s')).toBeCloseTo(600, 6);
    expect(run.reads.length).toBeLessThanOrEqual(34);
  });

  test('more people than fit: each request is full, and all are asked equally often', () => {
    const run = new Run(planner([], people(6500))).until(30_000);
    const later = run.reads.filter(({ at }) => at > 2000);
    expect(Math.min(...later.map(({ ids }) => ids.length))).toBe(MOST_IDS);
    for (const id of run.asked.keys()) {
      expect(run.longestGap(id)).toBeLessThan(run.made.bound(30_000).syncedMs + 1);
    }
    expect(run.made.bound(30_000).syncedMs).toBeLessThan(2100);
    // Up to 1.9 s a round may last, so that a thousand calls that begin together find room to be written.
    expect(later.length).toBeLessThan((10 * 28_000) / 1900 + 2);
  });

  test('few who are watched among many are asked every 0.6 s still', () => {
    const run = new Run(planner(people(100), people(60_000).slice(100))).until(30_000);
    expect(run.longestGap('p0')).toBeLessThan(700);
    expect(run.longestGap('p9999')).toBeLessThan(5500);
    expect(run.reads.length).toBeLessThanOrEqual(PER_SECOND * 30 + 4);
  });

  test('somebody new is asked at once, together with whoever is next', () => {
    const run = new Run(planner([], ['a', 'b'])).until(1000);
    run.made.follow('c', 'watched', 1000);
    run.until(1000);
    expect(run.reads.at(-1)).toMatchObject({ at: 1000, ids: ['c', 'a', 'b'] });
  });

  test('who becomes watched is asked at once', () => {
    const run = new Run(planner([], people(20_000))).until(10_000);
    run.made.follow('p7', 'watched', 10_000);
    run.until(10_000 + 1000 / PER_SECOND);
    expect(run.asked.get('p7')?.at(-1)).toBeGreaterThanOrEqual(10_000);
  });

  test('who just changed is asked more often for a minute', () => {
    const run = new Run(planner([], people(60_000))).until(20_000);
    run.made.changed('p5', 20_000);
    run.until(120_000);
    const times = (run.asked.get('p5') ?? []).filter((at) => at >= 20_000);
    expect(times[0]).toBeLessThanOrEqual(20_700);
    expect(times.filter((at) => at < 80_000).length).toBeGreaterThan(80);
    expect(times.filter((at) => at >= 85_000).length).toBeLessThan(12);
  });

  test('an answer that does not come delays nobody', () => {
    const made = planner(['a']);
    expect(made.next(0)?.ids).toEqual(['a']);
    expect(made.next(599)).toBeUndefined();
    expect(made.next(600)?.ids).toEqual(['a']);
  });

  test('ordered instants come besides the usual ones: 0.5, 1, 2, 3 s after a hang-up', () => {
    const run = new Run(planner(['a'], people(20_000))).until(10_000);
    run.made.order('p9', [10_500, 11_000, 12_000, 13_000]);
    run.until(14_000);
    for (const at of [10_500, 11_000, 12_000, 13_000]) {
      expect(run.asked.get('p9')).toContain(at);
      expect(run.reads.find((read) => read.at === at)?.ids.length).toBe(MOST_IDS);
    }
  });

  test('who is forgotten is not asked', () => {
    const made = planner(['a']);
    made.order('a', [5]);
    made.forget('a');
    expect([made.wakeAt(10), made.next(10)]).toEqual([undefined, undefined]);
  });

  test('who was in a request that failed is asked before all turns', () => {
    const run = new Run(planner([], people(3000)));
    const read = run.made.next(0);
    run.until(1000);
    expect(read?.ids[0]).toBe('p0');
    if (read !== undefined) {
      run.made.failed(read, 1000);
    }
    run.until(1100);
    expect(run.asked.get('p0')?.[0]).toBeLessThanOrEqual(1100);
  });

  test('where nobody is watched and nothing changes the pauses grow up to the bound; a change ends them', () => {
    const run = new Run(planner([], people(10))).until(3 * 3_600_000);
    const times = run.asked.get('p0') ?? [];
    const gapAt = (from: number): number => {
      const index = times.findIndex((at) => at > from);
      return (times[index + 1] ?? 0) - (times[index] ?? 0);
    };
    expect(gapAt(600_000)).toBeCloseTo(600);
    expect(gapAt(1_000_000)).toBeCloseTo(1200);
    // As it might have to wait for one spacing more.
    expect(run.made.bound(run.now).syncedMs).toBe(15_000);
    expect(gapAt(7_200_000)).toBeCloseTo(14_460);
    run.made.changed('p1', run.now);
    const before = run.reads.length;
    run.until(run.now + 6000);
    expect(run.reads.length - before).toBeGreaterThanOrEqual(9);
  });

  test('the same calls give the same requests', () => {
    const once = (): readonly PlannedRead[] => new Run(planner(people(900), people(3000).slice(900))).until(9000).reads;
    expect(once()).toEqual(once());
  });
});

describe('an id that Graph refuses', () => {
  test('is found by halving in some twenty requests, and all the others are answered', () => {
    const run = new Run(planner(people(650)));
    run.bad = new Set(['p417']);
    run.until(10_000);
    expect(run.aside).toEqual(['p417']);
    expect(run.made.setAside).toEqual(['p417']);
    expect(run.reads.filter(({ kind }) => kind === 'part').length).toBeLessThanOrEqual(22);
    expect(run.asked.get('p416')?.at(-1)).toBeGreaterThan(9000);
  });

  test.each([
    ['spread', (index: number) => index % 65 === 3],
    ['neighbours', (index: number) => index >= 100 && index < 110],
    ['every second one', (index: number) => index % 2 === 0],
    ['nine of ten', (index: number) => index % 10 !== 3],
  ])('several are found, %s, with some 2 k log2(n / k) requests', (_, isBad) => {
    const run = new Run(planner(people(650)));
    run.bad = new Set(people(650).filter((_id, index) => isBad(index)));
    run.until(240_000);
    const k = run.bad.size;
    expect(new Set(run.aside)).toEqual(run.bad);
    const parts = run.reads.filter(({ kind }) => kind === 'part').length;
    expect(parts).toBeLessThanOrEqual(1.25 * (2 * k * Math.log2(650 / k) + 2 * k) + 60);
  });

  test('is tried again alone, so that it spoils nobody else’s answer, and comes back when it is answered', () => {
    const run = new Run(planner(people(3)));
    run.bad = new Set(['p1']);
    run.until(610_000);
    const alone = run.reads.filter(({ kind }) => kind === 'alone');
    expect(alone.map(({ ids }) => ids)).toEqual([['p1']]);
    run.bad = new Set();
    run.until(1_300_000);
    expect(run.made.setAside).toEqual([]);
    expect(run.asked.get('p1')?.at(-1)).toBe(run.asked.get('p0')?.at(-1));
  });

  test('takes nobody’s ordered reads away, whoever was in a request with it', () => {
    const run = new Run(planner(['a'], people(20_000))).until(10_000);
    run.bad = new Set(['bad']);
    run.made.follow('bad', 'synced', 10_000);
    run.made.order('p9', [10_000, 11_000]);
    run.until(10_200);
    const together = run.reads.findIndex(({ ids }) => ids.includes('bad') && ids.includes('p9'));
    expect(run.reads.slice(together).map(({ kind }) => kind)).toContain('part');
    run.made.order('p9', [12_000, 13_000]);
    run.until(14_000);
    expect(run.aside).toEqual(['bad']);
    for (const at of [10_000, 11_000, 12_000, 13_000]) {
      expect(run.asked.get('p9')?.find((asked) => asked >= at)).toBeLessThan(at + 150);
    }
  });

  test.each([
    ['the roster names it anew', (made: PollPlanner, now: number) => made.follow('p1', 'watched', now)],
    ['the directory is said to have changed', (made: PollPlanner, now: number) => made.directoryChanged(now)],
  ])('is tried again at once when %s', (_, tell) => {
    const run = new Run(planner(people(3)));
    run.bad = new Set(['p1']);
    run.until(60_000);
    run.bad = new Set();
    tell(run.made, 60_000);
    run.until(61_000);
    expect(run.made.setAside).toEqual([]);
  });

  test('when every id is refused it is not an id: nobody is set aside, and all wait', () => {
    const run = new Run(planner(people(650)));
    run.bad = new Set(people(650));
    run.until(29_000);
    expect(run.made.setAside).toEqual([]);
    expect(run.reads.length).toBeLessThan(30);
    run.bad = new Set();
    run.until(40_000);
    expect(run.asked.get('p649')?.at(-1)).toBeGreaterThan(30_000);
  });

  test('nor is anybody set aside when Graph begins to refuse everything later on, in a tenant of any size', () => {
    for (const count of [650, 6500]) {
      const run = new Run(planner(people(count))).until(5000);
      run.bad = new Set(people(count));
      const before = run.reads.length;
      run.until(30_000);
      expect(run.made.setAside).toEqual([]);
      expect(run.reads.length - before).toBeLessThan(60);
      run.bad = new Set();
      run.until(120_000);
      expect(run.asked.get('p3')?.at(-1)).toBeGreaterThan(110_000);
    }
  });
});
