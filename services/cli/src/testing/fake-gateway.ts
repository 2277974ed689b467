/**
 * A gateway for tests of commands: it answers as told, and holds every request and every answer against the schemas of
 * the route, so that no test passes with something that the real one would refuse.
 */
import type { AdminClient, Answered, Route } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { z } from 'zod';

/** A request that was made, as the gateway reads it. */
export interface Request<Params = unknown, Query = unknown, Body = unknown> {
  readonly route: string;
  readonly params: Params;
  readonly query: Query;
  /** Undefined where it streams. */
  readonly body: Body | undefined;
  /** Of a body that streams. */
  readonly text: string;
  readonly ifMatch: string | undefined;
  readonly idempotencyKey: string | undefined;
}

interface Input {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly bytes?: AsyncIterable<Uint8Array> | Uint8Array;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
}

interface Told {
  readonly value: unknown;
  readonly etag: string | undefined;
}

export class FakeGateway {
  readonly requests: Request[] = [];
  readonly #answers = new Map<string, (input: Input) => Promise<Told>>();

  /** What a route answers from now on; `answer` may throw. */
  on<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
    route: Route<Params, Query, Body, Answer>,
    answer: (
      request: Request<z.output<Params>, z.output<Query>, z.output<Body>>,
    ) => z.input<Answer> | Promise<z.input<Answer>>,
    etag?: string,
  ): this {
    this.#answers.set(route.id, async (input) => {
      const request = {
        route: route.id,
        params: read(route, 'params', route.params, input.params ?? {}),
        query: read(route, 'query', route.query, input.query ?? {}),
        body: route.bodyType === undefined ? read(route, 'body', route.body, bodyOf(input.body)) : undefined,
        text: input.bytes === undefined ? '' : await textOf(input.bytes),
        ifMatch: input.ifMatch,
        idempotencyKey: input.idempotencyKey,
      };
      this.requests.push(request);
      requireObeyed(route, request);
      return { value: read(route, 'answer', route.answer, await answer(request)), etag };
    });
    return this;
  }

  /** The requests of one route, in their order. */
  of(route: Route): readonly Request[] {
    return this.requests.filter((request) => request.route === route.id);
  }

  get client(): AdminClient {
    const ask = async (route: Route, input: object): Promise<Told> => {
      const answer = this.#answers.get(route.id);
      if (answer === undefined) {
        throw new Error(`the test did not expect ${route.id}`);
      }
      return answer(input);
    };
    async function* streamed(route: Route, input: object): AsyncGenerator<Uint8Array> {
      const { value } = await ask(route, input);
      for await (const chunk of isStream(value) ? value : []) {
        yield chunk instanceof Uint8Array ? chunk : new Uint8Array();
      }
    }
    async function answered(route: Route, input: object): Promise<Answered<Route>> {
      const { value, etag } = await ask(route, input);
      return { value: read(route, 'answer', route.answer, value), etag };
    }
    return {
      call: answered,
      send: answered,
      stream: streamed,
    };
  }
}

/** A failure as the gateway answers it. */
export function refusal(...of: ConstructorParameters<typeof LamplightError>): () => never {
  return () => {
    throw new LamplightError(...of);
  };
}

export async function* streamOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

function read<Schema extends z.ZodType>(route: Route, part: string, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new Error(`${part} of ${route.id} breaks its schema: ${result.error.message}`);
  }
  return result.data;
}

/** As the real one: a header that would have no effect is refused. */
function requireObeyed(route: Route, { ifMatch, idempotencyKey }: Request): void {
  if (ifMatch !== undefined && !route.versioned) {
    throw new Error(`If-Match is not obeyed by ${route.id}`);
  }
  if (idempotencyKey !== undefined && (route.scope !== 'tenant' || route.method === 'GET')) {
    throw new Error(`Idempotency-Key is not obeyed by ${route.id}`);
  }
}

/** As it arrives: what JSON does not carry is gone. */
function bodyOf(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body));
}

async function textOf(bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
