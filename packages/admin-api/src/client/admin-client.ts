/**
 * The client of the admin API, typed by the route table: what a route takes and gives is what its schemas say. The
 * command line and the pages use it and nothing else. It never follows a redirect, since the key would go along.
 */
import { LamplightError, networkFailure, type Target } from '@lamplight/runtime';
import { z } from 'zod';
import type { Route } from '../route.ts';
import type { byteStream } from '../schemas/shared.ts';
import { failureOf } from './failure-of.ts';

export interface AdminClientOptions {
  /** Where the gateway is, such as https://gateway.example.com; a path before the routes is kept. */
  readonly gateway: URL;
  /** `ll_…` */
  readonly key: string;
  /** Of an Egress, so that the company's proxy and certificate authority hold. */
  readonly fetch: typeof globalThis.fetch;
}

/** Demands a member only where its schema demands something. */
type Member<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [Key in Name]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

/** What every request may say. */
export interface RequestOptions {
  /** Of the record as it was read: the change is made only if nobody changed it since. */
  readonly ifMatch?: string;
  /** Makes a repeated request answer what the first one did. 1 to 128 characters of ASCII. */
  readonly idempotencyKey?: string;
  /** The promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

type Addressed<R extends Route> = Member<'params', z.input<R['params']>> &
  Member<'query', z.input<R['query']>> &
  RequestOptions;

type Streaming = typeof byteStream;
/** A route that takes a stream of bytes. */
export type UploadRoute = Route<z.ZodType, z.ZodType, Streaming>;
/** A route that gives a stream of bytes. */
export type DownloadRoute = Route<z.ZodType, z.ZodType, z.ZodType, Streaming>;

/** Of a route that takes and gives JSON, or nothing. */
export type CallInput<R extends Route> = R extends UploadRoute | DownloadRoute
  ? never
  : Addressed<R> & Member<'body', z.input<R['body']>>;
export type SendInput<R extends Route> = Addressed<R> & { readonly bytes: AsyncIterable<Uint8Array> | Uint8Array };

export interface Answered<R extends Route> {
  readonly value: z.output<R['answer']>;
  /** For `ifMatch`; undefined where the route has no version. */
  readonly etag: string | undefined;
}

/**
 * Every failure is a LamplightError: with the gateway's own reason and text where it answered one, `unreachable`,
 * `tls_untrusted` or `timeout` where the network failed, `answer_unreadable` where something else answered.
 */
export interface AdminClient {
  call<R extends Route>(route: R, input: CallInput<R>): Promise<Answered<R>>;
  /** Streams a body: an import, a list, a file to apply, a backup to restore. */
  send<R extends UploadRoute>(route: R, input: SendInput<R>): Promise<Answered<R>>;
  /** The bytes as they come. Leaving the loop hangs up. */
  stream<R extends DownloadRoute>(route: R, input: Addressed<R>): AsyncIterable<Uint8Array>;
}

interface AnyInput extends RequestOptions {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly bytes?: AsyncIterable<Uint8Array> | Uint8Array;
}

export function createAdminClient(options: AdminClientOptions): AdminClient {
  const target: Target = {
    host: options.gateway.hostname.replace(/^\[|\]$/g, ''),
    port: Number(options.gateway.port) || (options.gateway.protocol === 'http:' ? 80 : 443),
  };

  async function ask(route: Route, input: AnyInput): Promise<Response> {
    const upload = input.bytes === undefined ? undefined : remembered(input.bytes);
    try {
      const response = await options.fetch(urlOf(options.gateway, route, input), {
        method: route.method,
        redirect: 'manual',
        headers: headersOf(options.key, route, input),
        ...(upload === undefined ? jsonBody(route, input) : { body: upload.body, duplex: 'half' as const }),
        ...(input.signal === undefined ? {} : { signal: input.signal }),
      });
      if (response.status === route.status) {
        return response;
      }
      throw await failureOf(response, target);
    } catch (failure) {
      throw upload?.failure() ?? foreign(failure, target, input.signal);
    }
  }

  async function answered(route: Route, input: AnyInput): Promise<Answered<Route>> {
    const response = await ask(route, input);
    const etag = response.headers.get('etag') ?? undefined;
    if (route.status === 204) {
      return { value: undefined, etag };
    }
    try {
      return { value: route.answer.parse(await response.json()), etag };
    } catch (failure) {
      if (failure instanceof z.ZodError || failure instanceof SyntaxError) {
        throw new LamplightError(
          'answer_unreadable',
          `${target.host} answered ${route.id} with something else than expected: use a client of the gateway's version`,
          { cause: failure },
        );
      }
      throw foreign(failure, target, input.signal);
    }
  }

  async function* streamed(route: Route, input: AnyInput): AsyncGenerator<Uint8Array> {
    const { body } = await ask(route, input);
    try {
      yield* body ?? [];
    } catch (failure) {
      throw foreign(failure, target, input.signal);
    }
  }

  return Object.freeze({ call: answered, send: answered, stream: streamed });
}

function foreign(failure: unknown, target: Target, signal: AbortSignal | undefined): unknown {
  return signal?.aborted === true ? signal.reason : networkFailure(failure, target);
}

function urlOf(gateway: URL, route: Route, { params, query }: AnyInput): URL {
  const values = new Map(Object.entries(params ?? {}));
  const url = new URL(gateway);
  url.pathname =
    gateway.pathname.replace(/\/$/, '') +
    route.path.replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(name, String(values.get(name) ?? '')));
  url.search = '';
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) {
        url.searchParams.append(name, String(each));
      }
    }
  }
  return url;
}

function segmentOf(name: string, value: string): string {
  // A URL takes these for steps in a tree, encoded or not, and would ask for something else.
  if (value === '' || value === '.' || value === '..') {
    throw new LamplightError('request_invalid', `${name} is ${JSON.stringify(value)}: expected an id`);
  }
  return encodeURIComponent(value);
}

function headersOf(key: string, route: Route, { ifMatch, idempotencyKey }: AnyInput): Headers {
  const headers = new Headers({
    authorization: `Bearer ${key}`,
    accept: `${route.answerType ?? 'application/json'}, application/problem+json`,
  });
  if (ifMatch !== undefined) {
    headers.set('if-match', ifMatch);
  }
  if (idempotencyKey !== undefined) {
    headers.set('idempotency-key', idempotencyKey);
  }
  const type = route.bodyType ?? (route.body instanceof z.ZodUndefined ? undefined : 'application/json');
  if (type !== undefined) {
    headers.set('content-type', type);
  }
  return headers;
}

function jsonBody(route: Route, { body }: AnyInput): { readonly body?: string } {
  return route.body instanceof z.ZodUndefined ? {} : { body: JSON.stringify(body ?? {}) };
}

/** A body whose own failure, such as of a file that cannot be read, is not taken for one of the network. */
function remembered(bytes: AsyncIterable<Uint8Array> | Uint8Array) {
  let failed: { readonly failure: unknown } | undefined;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes instanceof Uint8Array ? [bytes] : bytes;
    } catch (failure) {
      failed = { failure };
      throw failure;
    }
  }
  return { body: ReadableStream.from(read()), failure: () => failed?.failure };
}
