import { ManualClock, seededRandom } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import type { GraphRequest } from '../client.ts';
import { graphError } from '../graph-errors.ts';
import { GRAPH } from '../testing/directory-model.ts';
import { DirectoryRequests } from './directory-requests.ts';

test.each([
  { status: 501, retryAfterMs: null, pauses: 0 },
  { status: 503, retryAfterMs: null, pauses: 0 },
  { status: 429, retryAfterMs: 20_000, pauses: 1 },
])('a count answered with $status is asked for once, and waits only where Graph asks for it', async (given) => {
  const { status, retryAfterMs, pauses } = given;
  const asked: string[] = [];
  const send = async ({ operation, path }: GraphRequest) => {
    asked.push(path);
    return { kind: 'failed', failure: graphError({ operation, status, body: '', retryAfterMs }) } as const;
  };
  const clock = new ManualClock();
  const requests = new DirectoryRequests(GRAPH, { requests: { send }, clock, random: seededRandom(1) });
  const counted = requests.count(new AbortController().signal);
  await expect.poll(() => asked.length).toBe(1);
  await new Promise(setImmediate);
  expect(clock.pendingCount).toBe(pauses);
  clock.advance(20_000);
  expect([await counted, asked]).toEqual([null, ['/users/$count']]);
});
