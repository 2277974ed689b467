import { DEFAULT_APP, DEFAULT_TENANT, simulatorFetch } from '@lamplight/graph-simulator';
import { LamplightError, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixedCredentials } from '../testing/fixed-credentials.ts';
import { createSimulator } from '../testing/simulated-graph.ts';
import type { TokenCache } from './msal-application.ts';
import { createTokenSource } from './token.ts';
import type { TokenSource } from './token-source.ts';

let clock: ManualClock;
let logger: MemoryLogger;
let simulator: ReturnType<typeof createSimulator>;
let kept: string | undefined;

beforeEach(() => {
  clock = new ManualClock();
  logger = new MemoryLogger();
  simulator = createSimulator(clock);
  kept = undefined;
});
afterEach(() => simulator.stop());

const cache: TokenCache = {
  read: async () => kept,
  write: async (content) => {
    kept = content;
  },
};

/** As after a start of the process. */
function started(given: TokenCache = cache): TokenSource {
  return createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: 'https://entra.test',
      scope: 'https://graph.microsoft.com/.default',
      credentials: fixedCredentials({ kind: 'secret', secret: DEFAULT_APP.secret }),
      timeoutMs: 5000,
    },
    { clock, random: seededRandom(1), fetch: simulatorFetch(simulator), cache: given, logger },
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

test.each([
  ['cannot be read', { ...cache, read: () => Promise.reject(new LamplightError('store_unavailable', 'locked')) }],
  ['cannot be written', { ...cache, write: () => Promise.reject(new LamplightError('store_unavailable', 'locked')) }],
  ['holds something else', { ...cache, read: async () => 'not JSON' }],
])('a cache that %s costs nothing but a token request', async (_name, faulty) => {
  expect((await started(faulty).get()).kind).toBe('token');
  expect(tokenRequests()).toBe(1);
  expect(logger.messages).toContain('the kept tokens cannot be used: a new one is asked for');
});
