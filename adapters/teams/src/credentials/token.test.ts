import { DEFAULT_APP, DEFAULT_TENANT, type FaultAnswer, simulatorFetch } from '@lamplight/graph-simulator';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedCredentials } from '../testing/fixed-credentials.ts';
import { createSimulator } from '../testing/simulated-graph.ts';
import type { TokenCache } from './msal-application.ts';
import { createTokenSource } from './token.ts';
import type { TokenSource } from './token-source.ts';

let clock: ManualClock;
let simulator: ReturnType<typeof createSimulator>;
let source: TokenSource;

beforeEach(() => {
  clock = new ManualClock();
  simulator = createSimulator(clock);
  source = open();
});

function open(cache?: TokenCache): TokenSource {
  return createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: 'https://entra.test',
      scope: 'https://graph.microsoft.com/.default',
      credentials: fixedCredentials({ kind: 'secret', secret: DEFAULT_APP.secret }),
      timeoutMs: 5000,
    },
    {
      clock,
      random: seededRandom(1),
      fetch: simulatorFetch(simulator),
      logger: silentLogger,
      ...(cache === undefined ? {} : { cache }),
    },
  );
}

afterEach(() => simulator.stop());

const fail = (answer: FaultAnswer): void => {
  simulator.control.addFault({ routes: ['token'], answer });
};
const tokenRequests = (): number =>
  simulator.control.counts.filter(({ route }) => route === 'token').reduce((sum, { count }) => sum + count, 0);

describe('a recovery is seen at once: msal’s own throttle hides none', () => {
  test('429 with Retry-After: nothing is asked before, and the first request after it succeeds', async () => {
    fail({ kind: 'status', status: 429, retryAfterS: 120 });
    expect(await source.get()).toMatchObject({
      failure: { retry: { kind: 'after', ms: 120_000 }, health: { reason: 'entra_throttled' } },
    });
    clock.advance(119_999);
    expect(await source.get()).toMatchObject({ kind: 'failed', failure: { health: { reason: 'entra_throttled' } } });
    expect(tokenRequests()).toBe(1);
    clock.advance(1);
    expect(await source.get()).toMatchObject({ kind: 'token' });
  });

  test('503 without Retry-After: tried again within about a second, where msal would wait a minute', async () => {
    fail({ kind: 'status', status: 503 });
    expect(await source.get()).toMatchObject({ failure: { health: { reason: 'entra_unavailable' } } });
    clock.advance(1200);
    expect(await source.get()).toMatchObject({ kind: 'token' });
  });
});

test('pauses grow while it fails, to a minute', async () => {
  simulator.control.addFault({ routes: ['token'], times: 'always', answer: { kind: 'status', status: 500 } });
  for (let second = 0; second < 600; second += 1) {
    await source.get();
    clock.advance(1000);
  }
  expect(tokenRequests()).toBeGreaterThan(10);
  expect(tokenRequests()).toBeLessThan(25);
});

test('a request that hangs is given up and named', async () => {
  fail({ kind: 'hang', carriedOut: false });
  const answer = source.get();
  await clock.advanceAsync(5000);
  expect(await answer).toMatchObject({ failure: { health: { reason: 'entra_timeout' } } });
});

test('a page in place of Entra', async () => {
  fail({ kind: 'html', status: 200 });
  expect(await source.get()).toMatchObject({ kind: 'failed', failure: { health: { state: 'degraded' } } });
});

test('a rejected token is replaced, a good one is kept', async () => {
  const first = await source.get();
  expect(await source.get()).toEqual(first);
  source.reject(first.kind === 'token' ? first.token : '', 401);
  expect((await source.get()).kind).toBe('token');
  expect(tokenRequests()).toBe(2);
  expect((await source.get()).kind).toBe('token');
  expect(tokenRequests()).toBe(2);
});

test('tokens that Graph goes on refusing are replaced at once, then ever more seldom', async () => {
  const fetchedAt: number[] = [];
  let before: unknown;
  for (let second = 0; second < 200; second += 1) {
    const answer = await source.get();
    if (JSON.stringify(answer) !== JSON.stringify(before)) {
      fetchedAt.push(second);
      before = answer;
    }
    source.reject(answer.kind === 'token' ? answer.token : '', 401);
    clock.advance(1000);
  }
  expect(fetchedAt).toEqual([0, 1, 21, 61, 141]);
  expect(tokenRequests()).toBe(5);
});

test('a code of Entra becomes health', async () => {
  fail({ kind: 'entraError', code: 53003 });
  expect(await source.get()).toMatchObject({ failure: { health: { reason: 'blocked_by_policy' } } });
});

test('a token that Graph rejected never comes back from what is kept, whatever becomes of the request for another', async () => {
  let kept: string | undefined;
  const cache = {
    read: async () => kept,
    write: async (content: string) => {
      kept = content;
    },
  };
  source = open(cache);
  const first = await source.get();
  const rejected = first.kind === 'token' ? first.token : '';
  source.reject(rejected, 401);
  simulator.control.addFault({ routes: ['token'], times: 3, answer: { kind: 'status', status: 503 } });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await source.get()).toMatchObject({ kind: 'failed' });
    expect(kept).toContain(rejected);
    clock.advance(60_000);
  }
  const second = await source.get();
  expect(second.kind).toBe('token');
  expect(second).not.toEqual(first);
});
