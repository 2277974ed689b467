/**
 * The one file that knows @microsoft/microsoft-graph-client. Its chain is ours: the token goes on whatever host is
 * configured (its own handler drops it silently for hosts that it does not know), nothing is retried behind the
 * budget's back (its own handler repeats even POSTs), and answers are taken raw, since it makes a stream of an empty 200
 * without a content type and throws at one with it.
 */
import type { PresencePair } from '@lamplight/domain';
import { type Clock, type Egress, LamplightError } from '@lamplight/runtime';
import { Client, type Context, type Middleware, ResponseType } from '@microsoft/microsoft-graph-client';
import { presencesAnswer } from './graph-answers.ts';
import type { GraphApi, GraphFailure, ReadAnswer, WriteAnswer } from './graph-api.ts';
import {
  type GraphOperation,
  graphError,
  graphNetworkError,
  graphUnreadable,
  parseRetryAfter,
  tokenFailure,
} from './graph-errors.ts';
import type { TokenSource } from './token.ts';

export interface GraphClientOptions {
  /** Such as https://graph.microsoft.com. */
  readonly baseUrl: string;
  /** Our session's id: the application's client id. */
  readonly clientId: string;
  /** How long one request may last; ms. */
  readonly timeoutMs: number;
}

export interface GraphClientSurroundings {
  readonly clock: Clock;
  readonly fetch: Egress['fetch'];
  readonly tokens: TokenSource;
}

type Raw =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly failure: GraphFailure };

export function createGraphClient(options: GraphClientOptions, surroundings: GraphClientSurroundings): GraphApi {
  return new GraphClient(options, surroundings);
}

class GraphClient implements GraphApi {
  readonly #options: GraphClientOptions;
  readonly #surroundings: GraphClientSurroundings;

  constructor(options: GraphClientOptions, surroundings: GraphClientSurroundings) {
    this.#options = options;
    this.#surroundings = surroundings;
  }

  async getPresences(ids: readonly string[]): Promise<ReadAnswer> {
    const raw = await this.#post('read', '/communications/getPresencesByUserId', { ids });
    if (raw.kind === 'failed') {
      return raw;
    }
    const body = parseBody(raw.body);
    if (body.kind !== 'json') {
      return { kind: 'failed', failure: graphUnreadable(body.kind, 'read', excerpt(raw.body)) };
    }
    const parsed = presencesAnswer.safeParse(body.value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const found = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
      return { kind: 'failed', failure: graphUnreadable('unexpected', 'read', found) };
    }
    return { kind: 'presences', presences: parsed.data };
  }

  async setPresence(id: string, pair: PresencePair, leaseMs: number): Promise<WriteAnswer> {
    return accepted(
      await this.#post('set', `/users/${encodeURIComponent(id)}/presence/setPresence`, {
        sessionId: this.#options.clientId,
        availability: pair.availability,
        activity: pair.activity,
        expirationDuration: minutes(leaseMs),
      }),
      'set',
    );
  }

  async clearPresence(id: string): Promise<WriteAnswer> {
    const raw = await this.#post('clear', `/users/${encodeURIComponent(id)}/presence/clearPresence`, {
      sessionId: this.#options.clientId,
    });
    return raw.kind === 'failed' && raw.failure.reason === 'person_not_found'
      ? { kind: 'no-session' }
      : accepted(raw, 'clear');
  }

  async setPreferredPresence(id: string, pair: PresencePair, leaseMs: number | null): Promise<WriteAnswer> {
    return accepted(
      await this.#post('set', `/users/${encodeURIComponent(id)}/presence/setUserPreferredPresence`, {
        availability: pair.availability,
        activity: pair.activity,
        ...(leaseMs === null ? {} : { expirationDuration: minutes(leaseMs) }),
      }),
      'set',
    );
  }

  async clearPreferredPresence(id: string): Promise<WriteAnswer> {
    return accepted(
      await this.#post('clear', `/users/${encodeURIComponent(id)}/presence/clearUserPreferredPresence`, {}),
      'clear',
    );
  }

  async #post(operation: GraphOperation, path: string, body: object): Promise<Raw> {
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
      const response: unknown = await client.api(path).responseType(ResponseType.RAW).post(body);
      if (!(response instanceof Response)) {
        return { kind: 'failed', failure: graphUnreadable('unexpected', operation, 'no response') };
      }
      const answer = await readText(response, abort.signal);
      if (response.status === 401) {
        tokens.reject(token.token);
      }
      if (response.ok) {
        return answer.complete
          ? { kind: 'answer', status: response.status, body: answer.text }
          : { kind: 'failed', failure: graphUnreadable('truncated', operation, excerpt(answer.text)) };
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

/** ISO 8601. */
function minutes(ms: number): string {
  return `PT${Math.round(ms / 60_000)}M`;
}

/** A write is accepted by its status; a page in place of the empty body is not Graph's. */
function accepted(raw: Raw, operation: GraphOperation): WriteAnswer {
  if (raw.kind === 'failed') {
    return raw;
  }
  return /^\s*</.test(raw.body)
    ? { kind: 'failed', failure: graphUnreadable('not-json', operation, excerpt(raw.body)) }
    : { kind: 'accepted' };
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

type ParsedBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' | 'not-json' | 'truncated' };

function parseBody(body: string): ParsedBody {
  if (body.trim() === '') {
    return { kind: 'empty' };
  }
  try {
    return { kind: 'json', value: JSON.parse(body) };
  } catch {
    return { kind: /^\s*[[{]/.test(body) ? 'truncated' : 'not-json' };
  }
}

function excerpt(body: string): string {
  return body.replace(/\s+/g, ' ').slice(0, 80);
}
