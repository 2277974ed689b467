/**
 * Pages of Graph's directory, one request after another, so that presence is never starved: at a usual 150 ms each a
 * directory takes some 7 of the 50 requests a second that presence has, and it counts at another limit of Graph's (identity and
 * access; presence has its own). A pause that Graph asks for is kept, what may pass is tried again.
 */
import { Backoff, type Clock, delay, type Random } from '@lamplight/runtime';
import { z } from 'zod';
import type { GraphRequests } from '../client.ts';
import type { GraphFailure } from '../graph-api.ts';
import { excerptOf, parseBody } from '../graph-body.ts';
import { graphUnreadable } from '../graph-errors.ts';

/** Attempts for one request while only time can help. */
const ATTEMPTS = 5;
/** A pause that is longer ends the read; it begins anew after it. */
const LONGEST_PAUSE_MS = 300_000;

export type Got<T> =
  | { readonly kind: 'got'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: GraphFailure }
  | { readonly kind: 'stopped' };

export interface DirectoryPage {
  readonly records: readonly unknown[];
  /** Address of the next page; null: this was the last. */
  readonly next: string | null;
  /** Where changes are asked for from then on; null: not the last page, or no delta. */
  readonly delta: string | null;
}

const pageBody = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().nullish(),
  '@odata.deltaLink': z.string().nullish(),
});

export interface DirectorySurroundings {
  readonly requests: GraphRequests;
  readonly clock: Clock;
  readonly random: Random;
}

export class DirectoryRequests {
  readonly #around: DirectorySurroundings;
  readonly #origin: string;

  /** @param baseUrl of Graph: no other host is ever sent a token, whatever a page names as the next one */
  constructor(baseUrl: string, around: DirectorySurroundings) {
    this.#around = around;
    this.#origin = new URL(baseUrl).origin;
  }

  /** @param path below the version, or the address that a page named */
  async page(path: string, signal: AbortSignal): Promise<Got<DirectoryPage>> {
    const got = await this.one(path, signal);
    if (got.kind !== 'got') {
      return got;
    }
    const parsed = pageBody.safeParse(got.value);
    if (!parsed.success) {
      return unexpected(parsed.error.issues[0]?.message ?? 'no page');
    }
    const { value: records, '@odata.nextLink': nextLink, '@odata.deltaLink': deltaLink } = parsed.data;
    const next = nextLink ?? null;
    const delta = deltaLink ?? null;
    const foreign = [next, delta].find((link) => link !== null && !this.#isOfGraph(link));
    if (foreign != null) {
      return unexpected(`a next page at ${excerptOf(foreign)}`);
    }
    return next === path
      ? unexpected('a page that names itself as the next one')
      : { kind: 'got', value: { records, next, delta } };
  }

  /** The JSON of one answer. */
  async one(path: string, signal: AbortSignal): Promise<Got<unknown>> {
    const got = await this.#send(path, {}, signal);
    if (got.kind !== 'got') {
      return got;
    }
    const body = parseBody(got.value);
    return body.kind === 'json'
      ? { kind: 'got', value: body.value }
      : { kind: 'failed', failure: graphUnreadable(body.kind, 'directory', excerptOf(got.value)) };
  }

  /** How many users there are, asked once; null: Graph does not say now. Source: Graph, List users, example 3. */
  async count(signal: AbortSignal): Promise<number | null> {
    const got = await this.#send('/users/$count', { ConsistencyLevel: 'eventual' }, signal, 1);
    if (got.kind === 'failed' && got.failure.retry.kind === 'after') {
      const pause = Math.min(got.failure.retry.ms, LONGEST_PAUSE_MS);
      await delay(this.#around.clock, pause, signal).catch(() => undefined);
    }
    const count = got.kind === 'got' ? /^\uFEFF?(\d{1,9})\s*$/.exec(got.value)?.[1] : undefined;
    return count === undefined ? null : Number(count);
  }

  async #send(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    attempts = ATTEMPTS,
  ): Promise<Got<string>> {
    const { requests, clock, random } = this.#around;
    const backoff = new Backoff(random);
    for (let attempt = 1; ; attempt += 1) {
      if (signal.aborted) {
        return { kind: 'stopped' };
      }
      const answer = await unlessStopped(
        requests.send({ operation: 'directory', method: 'GET', path, headers }),
        signal,
      );
      if (answer === 'stopped' || answer.kind === 'answer') {
        return answer === 'stopped' ? { kind: 'stopped' } : { kind: 'got', value: answer.body };
      }
      const { failure } = answer;
      const pause = pauseBefore(failure, backoff);
      if (pause === null || pause > LONGEST_PAUSE_MS || attempt === attempts) {
        return { kind: 'failed', failure };
      }
      await delay(clock, pause, signal).catch(() => undefined);
    }
  }

  #isOfGraph(link: string): boolean {
    return URL.canParse(link) && new URL(link).origin === this.#origin;
  }
}

/** Null: no attempt helps before a person acts. */
function pauseBefore({ retry }: GraphFailure, backoff: Backoff): number | null {
  switch (retry.kind) {
    case 'after':
      return retry.ms;
    case 'later':
      return backoff.next();
    case 'slowly':
    case 'split':
      return null;
  }
}

function unexpected(found: string): { readonly kind: 'failed'; readonly failure: GraphFailure } {
  return { kind: 'failed', failure: graphUnreadable('unexpected', 'directory', found) };
}

/** A request that is under way when the process stops is not waited for. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  const { promise, resolve } = Promise.withResolvers<'stopped'>();
  const stop = (): void => resolve('stopped');
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
