/**
 * The one file that knows @microsoft/microsoft-graph-client. Its chain is ours: the token goes on whatever host is
 * configured (its own handler drops it silently for hosts that it does not know), nothing is retried behind the
 * budget's back (its own handler repeats even POSTs), and answers are taken raw, since it makes a stream of an empty 200
 * without a content type and throws at one with it.
 */
import { type Clock, type Egress, LamplightError } from '@lamplight/runtime';
import { Client, type Context, type Middleware, ResponseType } from '@microsoft/microsoft-graph-client';
import type { TokenSource } from './credentials/token-source.ts';
import type { GraphFailure } from './graph-api.ts';
import { excerptOf } from './graph-body.ts';
import {
  type GraphOperation,
  graphError,
  graphNetworkError,
  graphUnreadable,
  parseRetryAfter,
  tokenFailure,
} from './graph-errors.ts';

export interface GraphClientOptions {
  /** Such as https://graph.microsoft.com. */
  readonly baseUrl: string;
  /** How long one request may last; ms. */
  readonly timeoutMs: number;
}

export interface GraphClientSurroundings {
  readonly clock: Clock;
  readonly fetch: Egress['fetch'];
  readonly tokens: TokenSource;
}

/** One request of Graph v1.0. */
export interface GraphRequest {
  /** What it is for: how a failure is told. */
  readonly operation: GraphOperation;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version, such as `/communications/getPresencesByUserId`; or the whole address of a next page. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What Graph answered with success, or how it failed. */
export type GraphAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly failure: GraphFailure };

/** Sends one request with a token and without repeating it; never rejects. */
export interface GraphRequests {
  send(request: GraphRequest): Promise<GraphAnswer>;
}

export function createGraphRequests(options: GraphClientOptions, surroundings: GraphClientSurroundings): GraphRequests {
  return new GraphClient(options, surroundings);
}

class GraphClient implements GraphRequests {
  readonly #options: GraphClientOptions;
  readonly #surroundings: GraphClientSurroundings;

  constructor(options: GraphClientOptions, surroundings: GraphClientSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
  }

  async send({ operation, method, path, body, headers = {} }: GraphRequest): Promise<GraphAnswer> {
    const { clock, fetch, tokens } = this.#surroundings;
    const token = await tokens.get();
    if (token.kind === 'failed') {
      return { kind: 'failed', failure: tokenFailure(token.failure.health, token.failure.retry) };
    }
    const abort = new AbortController();
    const { timeoutMs } = this.#options;
    const timer = clock.after(timeoutMs, () =>
      abort.abort(new LamplightError('timeout', `Graph did not answer in ${timeoutMs} ms.`)),
    );
    const hop = new EgressHop(fetch, token.token, abort.signal);
    try {
      const client = Client.initWithMiddleware({ baseUrl: this.#options.baseUrl, middleware: hop });
      const request = client.api(path).headers(headers).responseType(ResponseType.RAW);
      const response: unknown = await call(request, method, body);
      if (!(response instanceof Response)) {
        return { kind: 'failed', failure: graphUnreadable('unexpected', operation, 'no response') };
      }
      const answer = await readText(response, abort.signal);
      if (response.status === 401 || response.status === 403) {
        tokens.reject(token.token, response.status);
      }
      if (response.ok) {
        return answer.complete
          ? { kind: 'answer', status: response.status, body: answer.text }
          : { kind: 'failed', failure: graphUnreadable('truncated', operation, excerptOf(answer.text)) };
      }
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), clock.now());
      const failure = graphError({ operation, status: response.status, body: answer.text, retryAfterMs });
      return { kind: 'failed', failure };
    } catch (thrown) {
      return { kind: 'failed', failure: graphNetworkError(LamplightError.from(hop.failure ?? thrown), operation) };
    } finally {
      timer.cancel();
    }
  }
}

/** The whole chain for one request; it keeps what failed, of which the client would leave only a name. */
class EgressHop implements Middleware {
  readonly #fetch: Egress['fetch'];
  readonly #token: string;
  readonly #signal: AbortSignal;
  failure: unknown;

  constructor(fetch: Egress['fetch'], token: string, signal: AbortSignal) {
    this.#fetch = fetch;
    this.#token = token;
    this.#signal = signal;
  }

  readonly execute = async (context: Context): Promise<void> => {
    const headers = new Headers(context.options?.headers);
    headers.set('authorization', `Bearer ${this.#token}`);
    const { method, body } = context.options ?? {};
    try {
      context.response = await this.#fetch(context.request, {
        method: method ?? 'POST',
        body: body ?? null,
        headers,
        signal: this.#signal,
        redirect: 'manual',
      });
    } catch (thrown) {
      this.failure = thrown;
      throw thrown;
    }
  };
}

/** @throws the signal's reason when the time for the whole request ran out over the body. */
async function readText(
  response: Response,
  signal: AbortSignal,
): Promise<{ readonly complete: boolean; readonly text: string }> {
  try {
    return { complete: true, text: await response.text() };
  } catch {
    signal.throwIfAborted();
    return { complete: false, text: '' };
  }
}

async function call(
  request: ReturnType<Client['api']>,
  method: GraphRequest['method'],
  body: object | undefined,
): Promise<unknown> {
  switch (method) {
    case 'GET':
      return await request.get();
    case 'POST':
      return await request.post(body ?? {});
    case 'PATCH':
      return await request.patch(body ?? {});
    case 'DELETE':
      return await request.delete();
  }
}
