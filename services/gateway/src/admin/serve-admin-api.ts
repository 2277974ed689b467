/**
 * Serves the route table. In this order: who calls, whether they may, whether the request is as its route demands, then the
 * handler. A stranger thus learns nothing but that it is one, and has not sent a body that anybody read.
 */
import { Readable } from 'node:stream';
import { allRoutes, type Route, routes } from '@lamplight/admin-api';
import { tenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { etagOf, ifRevisionOf, isKnown } from './etag.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { Answer, Call, HandlerOf, Handlers } from './handler.ts';
import { idempotencyKeyOf, Once, type RenderedAnswer, Turns } from './idempotency.ts';
import { requirePermission } from './permission.ts';
import { RETRY_AFTER } from './problem-details.ts';
import { bytesOf, checkBodyHeaders, jsonOf, queryOf } from './request-parts.ts';
import type { AdminSurroundings } from './surroundings.ts';
import { validated } from './validate.ts';

const JSON_TYPE = 'application/json';
/** The revision of a record that is not there: `If-None-Match: *` on a PUT only ever makes one. */
const NOT_THERE_YET = 0;
/** Wrong keys per peer: so many at once, then one every so often. */
const ATTEMPTS = { burst: 20, refillMs: 3_000, maxPeers: 10_000 };

export interface AdminApiOptions {
  readonly surroundings: AdminSurroundings;
  readonly handlers: Handlers;
  /** Aborted when the gateway drains. */
  readonly draining: AbortSignal;
}

type AnyHandler = HandlerOf<Route>;

export function serveAdminApi(app: FastifyInstance, options: AdminApiOptions): void {
  const api = new AdminApi(options);
  const handlers = handlersById(options.handlers);
  for (const route of allRoutes) {
    const handler = handlers.get(route.id);
    if (handler === undefined) {
      throw new LamplightError('unexpected', `${route.id} has no handler`);
    }
    app.route({
      method: route.method,
      url: fastifyPath(route.path),
      // A stream has no head that could be answered without making the whole.
      exposeHeadRoute: route.method === 'GET' && route.answerType === undefined,
      onRequest: async (request) => api.admit(route, request),
      handler: (request, reply) => api.answer(route, handler, request, reply),
    });
  }
}

/** `{name}` as `:name`; a colon that is a verb's stays one, and ends the parameter before it. */
function fastifyPath(path: string): string {
  return path
    .replaceAll(':', '::')
    .replaceAll(/\{(\w+)\}(?=::)/g, ':$1(^[^:]+)')
    .replaceAll(/\{(\w+)\}/g, ':$1');
}

function handlersById(handlers: Handlers): ReadonlyMap<string, AnyHandler> {
  const byNoun = new Map<string, Readonly<Record<string, AnyHandler>>>(Object.entries(handlers));
  return new Map(
    Object.entries<Readonly<Record<string, Route>>>(routes).flatMap(([noun, ofNoun]) =>
      Object.entries(ofNoun).flatMap(([name, { id }]): [string, AnyHandler][] => {
        const handler = byNoun.get(noun)?.[name];
        return handler === undefined ? [] : [[id, handler]];
      }),
    ),
  );
}

class AdminApi {
  readonly #around: AdminSurroundings;
  readonly #draining: AbortSignal;
  readonly #attempts: FailedAttempts;
  readonly #principals = new WeakMap<FastifyRequest, Principal>();
  readonly #turns = new Turns();

  constructor({ surroundings, draining }: AdminApiOptions) {
    this.#around = surroundings;
    this.#draining = draining;
    this.#attempts = new FailedAttempts({ clock: surroundings.clock, ...ATTEMPTS });
  }

  /** Lets a request in before a byte of its body is read. @throws LamplightError */
  admit(route: Route, request: FastifyRequest): void {
    const principal = this.#caller(request);
    requirePermission(route, principal, PATH_IDS.parse(request.params));
    this.#principals.set(request, principal);
  }

  async answer(route: Route, handler: AnyHandler, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const principal = this.#principals.get(request);
    if (principal === undefined) {
      throw new LamplightError('key_missing', 'no key came with this call');
    }
    checkBodyHeaders(route, request.raw);
    const params = validated('path', route.params, request.params);
    const query = validated('query', route.query, queryOf(request.url));
    const ifRevision = this.#ifRevision(route, request);
    const once = this.#once(route, request, principal);
    await this.#requireTenant(route, request);
    const incoming = bytesOf(route, request.raw, (chunk) => once?.addBody(chunk));
    const streamed = route.bodyType !== undefined;
    const body = streamed || route.body instanceof z.ZodUndefined ? undefined : await jsonOf(incoming);
    const hungUp = new AbortController();
    reply.raw.once('close', () => hungUp.abort());
    const signal = AbortSignal.any([hungUp.signal, this.#draining]);
    const call = this.#call(
      { route, principal, once, signal, ifRevision, tenant: PATH_IDS.parse(request.params).tenantId },
      { params, query, body: streamed ? incoming : validated('body', route.body, body) },
    );
    const work = async (): Promise<RenderedAnswer | AsyncIterable<Uint8Array>> => {
      if (once !== undefined && !streamed && (await this.#around.store.read((view) => once.look(view)))) {
        return found(once);
      }
      try {
        const answer = await handler(call);
        return route.answerType === undefined ? rendered(route, answer) : STREAM.parse(answer.value);
      } catch (failure) {
        if (once?.found !== undefined) {
          return once.found;
        }
        throw failure;
      }
    };
    const answer = await (once === undefined ? work() : this.#turns.take(once.name, work));
    return send(route, answer, request, reply);
  }

  #caller(request: FastifyRequest): Principal {
    try {
      return this.#around.caller(request.headers.authorization);
    } catch (failure) {
      const wait =
        failure instanceof LamplightError && failure.reason === 'key_unknown'
          ? this.#attempts.note(request.raw.socket.remoteAddress ?? '')
          : undefined;
      throw wait === undefined
        ? failure
        : new LamplightError(
            'too_many_attempts',
            `too many unknown keys came from this address: wait ${wait} s, and check the key`,
            { details: { [RETRY_AFTER]: String(wait) } },
          );
    }
  }

  #ifRevision(route: Route, { headers }: FastifyRequest): number | null {
    const ifRevision = ifRevisionOf(headers['if-match']);
    const ifNoneMatch = headers['if-none-match']?.trim();
    if (route.method !== 'GET' && ifNoneMatch !== undefined) {
      if (route.method === 'PUT' && route.versioned && ifNoneMatch === '*' && ifRevision === null) {
        return NOT_THERE_YET;
      }
      throw new LamplightError('request_invalid', `If-None-Match is not obeyed by ${route.id}: leave it out`);
    }
    if (ifRevision !== null && !route.versioned) {
      throw new LamplightError('request_invalid', `If-Match is not obeyed by ${route.id}: leave it out`);
    }
    if (ifRevision !== null && route.status === 201) {
      throw new LamplightError('revision_conflict', `If-Match names a record, and ${route.id} makes one: leave it out`);
    }
    return ifRevision;
  }

  #once(route: Route, request: FastifyRequest, principal: Principal): Once | undefined {
    const idempotencyKey = route.method === 'GET' ? undefined : idempotencyKeyOf(request.headers['idempotency-key']);
    const tenant = PATH_IDS.parse(request.params).tenantId;
    if (idempotencyKey === undefined) {
      return undefined;
    }
    if (route.scope === 'installation' || tenant === undefined) {
      throw new LamplightError(
        'request_invalid',
        `Idempotency-Key is not obeyed by ${route.id}, since answers are kept with a tenant: leave it out`,
      );
    }
    return new Once({
      tenantId: tenantId(tenant),
      keyId: principal.keyId,
      callerKey: request.headers.authorization?.trim().replace(/^Bearer +/i, '') ?? '',
      idempotencyKey,
      request: [request.method, request.url, request.headers['if-match'] ?? ''],
      random: this.#around.random,
    });
  }

  /** The audit of a tenant outlives it; everything else of a tenant that is not there is not there. */
  async #requireTenant(route: Route, request: FastifyRequest): Promise<void> {
    const { tenantId: id } = PATH_IDS.parse(request.params);
    if (id === undefined || route.scope !== 'tenant' || route.outlivesTenant) {
      return;
    }
    const tenant = await this.#around.store.read((view) => view.tenants.get(tenantId(id)));
    if (tenant === undefined) {
      throw new LamplightError('tenant_unknown', `there is no tenant ${JSON.stringify(id)}`);
    }
  }

  #call(
    context: Context,
    parts: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
  ): Call<Route> {
    const around = this.#around;
    const { store } = around;
    const { route, principal, once, signal, ifRevision, tenant } = context;
    const id = () => {
      if (tenant === undefined) {
        throw new LamplightError('unexpected', `${route.id} names no tenant`);
      }
      return tenantId(tenant);
    };
    const actor = { kind: 'key', id: principal.keyId } as const;
    const change: Call<Route>['change'] = async (work) => {
      const answer = await store.change(actor, async (stored) => {
        if (once !== undefined && (await once.look(stored))) {
          throw new LamplightError('request_conflict', 'this request was answered before');
        }
        const given = await work(stored);
        await once?.keep(stored, rendered(route, given));
        return given;
      });
      await around.inForce();
      return answer;
    };
    return {
      ...parts,
      principal,
      actor,
      get tenantId() {
        return id();
      },
      ifRevision,
      signal,
      read: (work) => store.read(work),
      readTenant: (work) => store.read((view) => work(view.tenant(id()), view)),
      change,
      changeTenant: (work) => change((stored) => work(stored.tenant(id()), stored)),
    };
  }
}

interface Context {
  readonly route: Route;
  readonly principal: Principal;
  readonly once: Once | undefined;
  readonly signal: AbortSignal;
  readonly ifRevision: number | null;
  readonly tenant: string | undefined;
}

/** Ids in a path, as they stand there: whether they are ids at all is for the route's schema. */
const PATH_IDS = z.object({ tenantId: z.string().optional(), personId: z.string().optional() });
const STREAM = z.custom<AsyncIterable<Uint8Array>>((value) => typeof value === 'object' && value !== null);

function found(once: Once): RenderedAnswer {
  if (once.found === undefined) {
    throw new LamplightError('unexpected', 'nothing was found');
  }
  return once.found;
}

/** Parsed on its way out, so that nothing travels which the route does not name. */
function rendered(route: Route, { value, revision, variant }: Answer<Route>): RenderedAnswer {
  const etag = route.versioned && revision !== undefined ? { etag: etagOf(revision, variant) } : {};
  return {
    status: route.status,
    headers: route.status === 204 ? {} : { 'content-type': JSON_TYPE, ...etag },
    body: route.status === 204 ? '' : `${JSON.stringify(route.answer.parse(value))}\n`,
  };
}

function send(
  route: Route,
  answer: RenderedAnswer | AsyncIterable<Uint8Array>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (Symbol.asyncIterator in answer) {
    return reply
      .code(route.status)
      .type(route.answerType ?? 'application/octet-stream')
      .send(Readable.from(answer, { objectMode: false }));
  }
  const etag = answer.headers['etag'];
  if (route.method === 'GET' && etag !== undefined && isKnown(etag, request.headers['if-none-match'])) {
    return reply.code(304).header('etag', etag).send();
  }
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .send(answer.body === '' ? undefined : Buffer.from(answer.body));
}
