import type { AdapterContext } from '@lamplight/adapter-kit';
import { createEgress, delay, ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TeamsAdapter } from '../adapter.ts';
import type { GraphApi, WriteAnswer } from '../graph-api.ts';
import { graphError } from '../graph-errors.ts';
import { configFor } from '../testing/simulated-graph.ts';

interface Sent {
  readonly at: number;
  readonly kind: 'read' | 'set' | 'clear';
  readonly ids: readonly string[];
}

let clock: ManualClock;
let sent: Sent[];
let writeAnswer: WriteAnswer;
/** How long a write takes at Graph. */
let writeMs: number;
/** How long a read takes, after it has seen what is so. */
let readMs: number;
let shown: string;
let claimed: (string | null)[];
/** Whose requests end in a way that is not foreseen. */
let broken: RegExp | null;
let adapter: TeamsAdapter;

/** Graph as it is when all is well; reads are answered at once. */
function fakeGraph(): GraphApi {
  const note = (kind: Sent['kind'], ids: readonly string[]): void => {
    sent.push({ at: clock.monotonic(), kind, ids });
    if (broken !== null && ids.some((id) => broken?.test(id))) {
      throw new Error('not foreseen');
    }
  };
  return {
    getPresences: async (ids) => {
      note('read', ids);
      const pair = { availability: shown, activity: shown };
      if (readMs > 0) {
        await delay(clock, readMs);
      }
      const rest = { outOfOffice: { active: false, message: '' }, statusMessage: null, workLocation: null };
      return { kind: 'presences', presences: ids.map((id) => ({ id, pair, ...rest, sequenceNumber: null })) };
    },
    setPresence: async (id) => {
      note('set', [id]);
      await delay(clock, writeMs);
      return writeAnswer;
    },
    clearPresence: async (id) => {
      note('clear', [id]);
      return writeAnswer;
    },
    setPreferredPresence: async (id) => {
      note('set', [id]);
      return writeAnswer;
    },
    clearPreferredPresence: async (id) => {
      note('clear', [id]);
      return writeAnswer;
    },
  };
}

function start(addresses: readonly string[], interest: 'watched' | 'synced' = 'watched'): void {
  const context: AdapterContext = {
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    egress: createEgress({ clock }),
    claim: (_, { availability }) => {
      if (availability !== claimed.at(-1)) {
        claimed.push(availability);
      }
    },
    withdraw: () => undefined,
    claimsComplete: () => undefined,
    reportEffect: () => undefined,
    reportHealth: () => undefined,
  };
  adapter.start(context);
  adapter.linkChanged('active');
  const upserted = addresses.map((address) => ({ address, interest, lineKind: null }));
  adapter.rosterChanged({ upserted, removed: [] });
  adapter.desiredStateComplete();
}

function want(addresses: readonly string[], generation: number, talking: boolean): void {
  const desired = talking ? ({ kind: 'session', availability: 'Busy', activity: 'InACall' } as const) : null;
  adapter.effectsChanged({ items: addresses.map((address) => ({ address, generation, desired })) });
}

async function run(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await clock.advanceAsync(50);
  }
}

beforeEach(() => {
  clock = new ManualClock();
  sent = [];
  writeAnswer = { kind: 'accepted' };
  writeMs = 0;
  readMs = 0;
  shown = 'Available';
  claimed = [];
  broken = null;
  adapter = new TeamsAdapter({ config: configFor(), softwareVersion: '0.0.0', api: fakeGraph() });
});

afterEach(() => adapter.stop());

test('a thousand calls in one second: writes first, and no more than 1,050 requests in any 30 seconds', async () => {
  const people = Array.from({ length: 1300 }, (_, index) => `p${index}`);
  writeMs = 100;
  start(people);
  await run(500);
  sent = [];
  want(people, 1, true);
  await run(40_000);
  const writes = sent.filter(({ kind }) => kind === 'set');
  expect(writes).toHaveLength(1300);
  expect(sent.findIndex(({ kind }) => kind === 'read')).toBeGreaterThanOrEqual(1000);
  for (const { at } of sent) {
    const inWindow = sent.filter((other) => other.at >= at && other.at < at + 30_000).length;
    expect(inWindow).toBeLessThanOrEqual(1050);
  }
});

test('after a clear the person is read at 0.5, 1, 2 and 3 s, and when settling is over', async () => {
  start(['ada'], 'synced');
  // What a process before this one had under way can land no more.
  await run(11_000);
  want(['ada'], 1, true);
  await run(1000);
  want(['ada'], 2, false);
  await run(100);
  const clearedAt = sent.find(({ kind }) => kind === 'clear')?.at ?? 0;
  sent = [];
  await run(12_000);
  const delays = sent.filter(({ kind }) => kind === 'read').map(({ at }) => at - clearedAt);
  expect(delays).toEqual(expect.arrayContaining([500, 1000, 2000, 3000, 7001]));
});

test('Retry-After of a write holds reads back as well', async () => {
  start(['ada']);
  await run(100);
  writeAnswer = {
    kind: 'failed',
    failure: graphError({ operation: 'set', status: 429, body: '', retryAfterMs: 20_000 }),
  };
  want(['ada'], 1, true);
  await run(50);
  const throttledAt = sent.find(({ kind }) => kind === 'set')?.at ?? 0;
  writeAnswer = { kind: 'accepted' };
  sent = [];
  await run(25_000);
  expect(sent[0]).toMatchObject({ at: throttledAt + 20_000, kind: 'set' });
});

test('somebody who is to be written is read though nobody watches', async () => {
  start([]);
  want(['ada'], 1, true);
  await run(1000);
  expect(sent.some(({ kind, ids }) => kind === 'read' && ids.includes('ada'))).toBe(true);
});

test('without sequenceNumber an answer that comes late does not undo that of a read which began later', async () => {
  start(['ada']);
  await run(100);
  readMs = 1500;
  await run(600);
  shown = 'Away';
  readMs = 0;
  await run(5000);
  expect(sent.filter(({ kind }) => kind === 'read').length).toBeGreaterThan(8);
  expect(claimed).toEqual(['Available', 'Away']);
});

test('requests that end in a way that is not foreseen take no room from others', async () => {
  const people = Array.from({ length: 128 }, (_, index) => `broken${index}`);
  start([...people, 'ada']);
  await run(11_000);
  broken = /^broken/;
  want(people, 1, true);
  await run(1000);
  want(['ada'], 1, true);
  await run(1000);
  expect(sent.filter(({ kind, ids }) => kind === 'set' && ids.includes('ada'))).toHaveLength(1);
  await run(10_000);
  adapter.rosterChanged({ upserted: [{ address: 'bela', interest: 'watched', lineKind: null }], removed: [] });
  sent = [];
  await run(1000);
  expect(sent.some(({ kind, ids }) => kind === 'read' && ids.includes('bela'))).toBe(true);
});
