import { describe, expect, test } from 'vitest';
import { MOST_IDS, PollPlanner } from './poll-planner.ts';

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);

function planner(watched: readonly string[], synced: readonly string[] = []): PollPlanner {
  const made = new PollPlanner();
  for (const id of watched) {
    made.follow(id, 'watched', 0);
  }
  for (const id of synced) {
    made.follow(id, 'synced', 0);
  }
  return made;
}

/** Asks and answers until `end`; when each person was asked. */
function simulate(made: PollPlanner, end: number, lastsMs = 100): Map<string, number[]> {
  const asked = new Map<string, number[]>();
  const open: { at: number; ids: readonly string[] }[] = [];
  for (let now = 0; now <= end; now += 50) {
    while (open[0] !== undefined && open[0].at <= now) {
      made.answered(open.shift()?.ids ?? []);
    }
    for (let read = made.next(now); read !== undefined; read = made.next(now)) {
      for (const id of read.ids) {
        asked.set(id, [...(asked.get(id) ?? []), now]);
      }
      open.push({ at: now + lastsMs, ids: read.ids });
    }
  }
  return asked;
}

const longestGap = (times: readonly number[]): number =>
  Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));

describe('whom to ask', () => {
  test('watched people every 2 s; a request that goes out anyway takes the synced along', () => {
    const asked = simulate(planner(['w'], ['s']), 20_000);
    expect(longestGap(asked.get('w') ?? [])).toBe(2000);
    expect(longestGap(asked.get('s') ?? [])).toBe(2000);
  });

  test('synced people alone every 15 s', () => {
    expect(longestGap(simulate(planner([], ['s']), 60_000).get('s') ?? [])).toBe(15_000);
  });

  test('more people than fit: several requests of 650 at most, and nobody is left waiting', () => {
    const made = planner(people(1500));
    const first = [made.next(0), made.next(0), made.next(0), made.next(0)];
    expect(first.map((read) => read?.ids.length)).toEqual([MOST_IDS, MOST_IDS, 200, undefined]);
    const asked = simulate(planner(people(700), ['s']), 30_000);
    expect(asked.size).toBe(701);
    expect(Math.max(...[...asked.values()].map(longestGap))).toBeLessThanOrEqual(15_000);
    expect(longestGap(asked.get('p0') ?? [])).toBe(2000);
  });

  test('nobody is asked again while an answer is awaited', () => {
    const made = planner(['a']);
    expect(made.next(0)).toEqual({ ids: ['a'] });
    expect(made.next(60_000)).toBeUndefined();
    made.answered(['a']);
    expect(made.next(60_000)).toEqual({ ids: ['a'] });
  });

  test('ordered instants come besides the usual ones: 0.5, 1, 2, 3 s after a hang-up', () => {
    const made = planner([], ['s']);
    made.order('s', [500, 1000, 2000, 3000]);
    expect(simulate(made, 4000, 50).get('s')).toEqual([0, 500, 1000, 2000, 3000]);
  });

  test('who becomes watched is due within two seconds', () => {
    const made = planner([], ['s']);
    made.next(0);
    made.answered(['s']);
    made.follow('s', 'watched', 1000);
    expect(made.wakeAt()).toBe(3000);
  });

  test('who just changed is asked at the pace of the watched for a minute', () => {
    const made = planner([], ['s']);
    made.next(0);
    made.answered(['s']);
    made.changed('s', 1000);
    const asked = simulate(made, 90_000).get('s') ?? [];
    expect(asked[0]).toBe(3000);
    expect(longestGap(asked.filter((at) => at < 61_000))).toBe(2000);
    expect(longestGap(asked)).toBe(15_000);
  });

  test('who is forgotten is not asked', () => {
    const made = planner(['a']);
    made.forget('a');
    expect(made.next(0)).toBeUndefined();
    expect(made.wakeAt()).toBeUndefined();
  });

  test('after a failure people are asked when the pause is over', () => {
    const made = planner(['a']);
    made.next(0);
    made.failed(['a'], 9000);
    expect(made.wakeAt()).toBe(9000);
    expect(made.next(8999)).toBeUndefined();
  });
});

describe('an id that Graph refuses', () => {
  function bisect(bad: ReadonlySet<string>, count: number): { requests: number; aside: string[]; made: PollPlanner } {
    const made = planner(people(count));
    const aside: string[] = [];
    let requests = 0;
    for (let read = made.next(0); read !== undefined && requests < 2000; read = made.next(0)) {
      requests += 1;
      if (read.ids.some((id) => bad.has(id))) {
        aside.push(...made.refused(read.ids, 0, 30_000));
      } else {
        made.answered(read.ids);
      }
    }
    return { requests, aside, made };
  }

  test('is found by halving in some twenty requests, and all the others are answered', () => {
    const { requests, aside, made } = bisect(new Set(['p417']), 650);
    expect(aside).toEqual(['p417']);
    expect(made.setAside).toEqual(['p417']);
    expect(requests).toBeLessThanOrEqual(21);
  });

  test('several are found', () => {
    expect(bisect(new Set(['p3', 'p300', 'p649']), 650).aside.sort()).toEqual(['p3', 'p300', 'p649']);
  });

  test('is tried again alone after ten minutes, so that it spoils nobody else’s answer', () => {
    const { made } = bisect(new Set(['p1']), 3);
    const alone = [made.next(600_000), made.next(600_000)].map((read) => read?.ids);
    expect(alone).toContainEqual(['p1']);
    made.answered(['p1']);
    expect(made.setAside).toEqual([]);
  });

  test('when every id is refused it is not an id: nobody is set aside, and all wait', () => {
    const everybody = new Set(people(650));
    const { requests, made } = bisect(everybody, 650);
    expect(made.setAside).toEqual([]);
    expect(requests).toBeLessThan(30);
    expect(made.wakeAt()).toBe(30_000);
  });
});

describe('the bound that is shown', () => {
  test('is the interval while the budget lasts', () => {
    expect(planner(people(650)).bound(35)).toEqual({ watchedMs: 2000, syncedMs: 15_000 });
  });

  test('is longer when the roster needs more requests than there are', () => {
    expect(planner(people(65_000)).bound(10)).toEqual({ watchedMs: 10_000, syncedMs: 15_000 });
  });
});
