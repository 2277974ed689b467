import { DEFAULT_APP, DEFAULT_TENANT, simulatorFetch } from '@lamplight/graph-simulator';
import { LamplightError, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedCredentials } from '../testing/fixed-credentials.ts';
import { createSimulator } from '../testing/simulated-graph.ts';
import type { TokenCache } from './msal-application.ts';
import { createTokenSource } from './token.ts';
import type { RenewableTokenSource, TokenNews } from './token-source.ts';

let clock: ManualClock;
let logger: MemoryLogger;
let simulator: ReturnType<typeof createSimulator>;
let kept: string | undefined;
let news: TokenNews[];

beforeEach(() => {
  clock = new ManualClock();
  logger = new MemoryLogger();
  simulator = createSimulator(clock);
  kept = undefined;
  news = [];
});
afterEach(() => simulator.stop());

const cache: TokenCache = {
  read: async () => kept,
  write: async (content) => {
    kept = content;
  },
};

/** As after a start of the process. */
function started(
  given: TokenCache = cache,
  secret: string = DEFAULT_APP.secret,
  fallback: string | null = null,
): RenewableTokenSource {
  return createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: 'https://entra.test',
      scope: 'https://graph.microsoft.com/.default',
      credentials: fixedCredentials(
        { kind: 'secret', secret },
        fallback === null ? null : { kind: 'secret', secret: fallback },
      ),
      timeoutMs: 5000,
    },
    {
      clock,
      random: seededRandom(1),
      fetch: simulatorFetch(simulator),
      cache: given,
      logger,
      report: (told) => news.push(told),
    },
  );
}

const tokenRequests = (): number =>
  simulator.control.counts.filter(({ route }) => route === 'token').reduce((sum, { count }) => sum + count, 0);

test('after a restart the kept token is used, and none is asked for', async () => {
  const first = await started().get();
  expect(await started().get()).toEqual(first);
  expect(tokenRequests()).toBe(1);
});

test('a kept token that was rejected is replaced, also for the next start', async () => {
  const source = started();
  const first = await source.get();
  const restarted = started();
  restarted.reject(first.kind === 'token' ? first.token : '', 401);
  const second = await restarted.get();
  expect([second.kind, second === first, tokenRequests()]).toEqual(['token', false, 2]);
  expect(await started().get()).toEqual(second);
  expect(tokenRequests()).toBe(2);
});

describe('a credential that a start brought', () => {
  test('proves itself at once, while the kept token goes on', async () => {
    const first = await started().get();
    simulator.control.apps.addSecret(DEFAULT_APP.appId, { value: 'next' });
    const source = started(cache, 'next');
    expect(await source.get()).toEqual(first);
    await clock.advanceAsync(0);
    expect(news.at(-1)).toMatchObject({ kind: 'token', by: 'first', refused: null });
    expect(await source.get()).not.toEqual(first);
    await started(cache, 'next').get();
    await clock.advanceAsync(0);
    expect(tokenRequests()).toBe(2);
  });

  test('and that Entra refuses is told before the kept token ends', async () => {
    const first = await started().get();
    const source = started(cache, 'wrong');
    expect(await source.get()).toEqual(first);
    await clock.advanceAsync(0);
    expect(news.at(-1)).toMatchObject({
      kind: 'refused',
      stillGood: true,
      failure: { health: { reason: 'secret_invalid' } },
    });
    expect(await source.get()).toEqual(first);
  });

  test('and that Entra refuses gives way to the fallback, after each start anew', async () => {
    await started().get();
    for (let start = 0; start < 2; start += 1) {
      const source = started(cache, 'wrong', DEFAULT_APP.secret);
      await source.get();
      await clock.advanceAsync(0);
      expect(news.at(-1)).toMatchObject({
        kind: 'token',
        by: 'fallback',
        refused: { health: { reason: 'secret_invalid' } },
      });
    }
  });
});

test.each([
  ['cannot be read', { ...cache, read: () => Promise.reject(new LamplightError('store_unavailable', 'locked')) }],
  ['cannot be written', { ...cache, write: () => Promise.reject(new LamplightError('store_unavailable', 'locked')) }],
  ['holds something else', { ...cache, read: async () => 'not JSON' }],
])('a cache that %s costs nothing but a token request', async (_name, faulty) => {
  expect((await started(faulty).get()).kind).toBe('token');
  expect(tokenRequests()).toBe(1);
  expect(logger.messages).toContain('the kept tokens cannot be used: a new one is asked for');
});
