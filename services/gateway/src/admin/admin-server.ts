/**
 * Everything that the port answers over HTTP/1.1, in one Fastify server: the admin API, its OpenAPI document, and what
 * orchestrators ask. Fastify routes; requests are checked by the schemas of the route table and by nothing else. Paths and
 * methods that are not there, and requests that are none, are answered with problem details as every other failure.
 */
import type { Server } from 'node:http';
import { openApiDocument } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type HTTPMethods } from 'fastify';
import { RunningJobs } from '../imports/running-jobs.ts';
import { serveTeams, type TeamsRoutesOptions } from '../teams/teams-routes.ts';
import { adminHandlers } from './handlers/handlers.ts';
import { createHttpServer, HTTP_LIMITS, type HttpLimits, refuseUnreadable } from './http-server.ts';
import { OPERATIONS_PATHS, type OperationsOptions, serveOperations } from './operations-routes.ts';
import { watchPace } from './pace.ts';
import { problemDetails } from './problem-details.ts';
import { serveAdminApi } from './serve-admin-api.ts';
import type { AdminSurroundings } from './surroundings.ts';

export interface AdminServerOptions {
  readonly surroundings: AdminSurroundings;
  readonly operations: OperationsOptions;
  readonly teams: TeamsRoutesOptions;
  /** Default {@link HTTP_LIMITS}. */
  readonly limits?: HttpLimits;
}

export interface AdminServer {
  /** Emit `connection` on it for each connection; it does not listen itself. */
  readonly server: Server;
  /** Resolves once it can answer. */
  ready(): Promise<void>;
  /** Every answer from now on is the last of its connection, idle connections close, and streams that follow end. */
  drain(): void;
  /** Cuts what is open. */
  close(): Promise<void>;
}

/** In bytes, percent-encoded: an address of 256 characters of 4 bytes each. */
const MAX_PARAMETER = 3_072;
/** What is thrown away of a body that was refused, so that its sender gets to read why. */
const MAX_DISCARDED = 16 * 1_048_576;

const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
} as const;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const satisfies readonly HTTPMethods[];

export function createAdminServer(options: AdminServerOptions): AdminServer {
  const { surroundings, operations, teams, limits = HTTP_LIMITS } = options;
  const logger = surroundings.logger.forComponent('admin');
  const draining = new AbortController();
  const jobs = new RunningJobs(surroundings);
  const fail = (failure: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { status, headers, body } = problemDetails(ours(failure));
    if (status >= 500 && status !== 503) {
      logger.error({ method: request.method, route: request.routeOptions.url, err: failure }, 'a request failed');
    }
    discard(request);
    // As bytes: Fastify would add a charset, which JSON has none of (RFC 8259 section 11).
    void reply.code(status).headers(headers).send(Buffer.from(body));
  };
  const app = fastify({
    serverFactory: (listener) => createHttpServer(listener, limits),
    routerOptions: { maxParamLength: MAX_PARAMETER, querystringParser: () => ({}) },
    frameworkErrors: fail,
    clientErrorHandler: (failure, socket) => refuseUnreadable(failure, socket),
    requestIdHeader: false,
  });
  app.setErrorHandler(fail);
  app.setNotFoundHandler((request) => {
    throw new LamplightError(
      'route_unknown',
      `there is nothing at ${request.url.slice(0, 80)}: known here are /v1/openapi.json, which names the rest, and ` +
        `${OPERATIONS_PATHS.join(', ')}; gRPC is on this port too`,
    );
  });
  // Bodies are read by whoever knows their schema and their limit.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    watchPace(request.raw, reply.raw, surroundings.clock, logger);
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (draining.signal.aborted) {
      reply.header('connection', 'close');
    }
    done(null, payload);
  });
  const served = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = served.get(url) ?? new Set();
    served.set(url, methods);
    for (const each of [method].flat()) {
      methods.add(each);
    }
  });
  serveOperations(app, operations);
  serveTeams(app, teams);
  const document = JSON.stringify(openApiDocument(surroundings.version));
  app.get('/v1/openapi.json', (_, reply) => reply.type('application/json').send(document));
  serveAdminApi(app, { surroundings, handlers: adminHandlers(surroundings, jobs), draining: draining.signal });
  refuseOtherMethods(app, served);
  return {
    server: app.server,
    ready: async () => {
      await jobs.start();
      await app.ready();
    },
    drain: () => {
      draining.abort();
      app.server.closeIdleConnections();
    },
    close: async () => {
      draining.abort();
      app.server.close();
      app.server.closeAllConnections();
      await jobs.stop();
      await app.close();
    },
  };
}

/** A path that is there answers other methods 405, and OPTIONS with what it takes. */
function refuseOtherMethods(app: FastifyInstance, served: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, methods] of [...served]) {
    const allow = [...methods].join(', ');
    app.options(url, (_, reply) => reply.code(204).header('allow', `${allow}, OPTIONS`).send());
    const others = METHODS.filter((method) => !methods.has(method));
    if (others.length > 0) {
      app.route({
        url,
        method: [...others],
        exposeHeadRoute: false,
        handler: (request, reply) => {
          reply.header('allow', `${allow}, OPTIONS`);
          throw new LamplightError('method_unknown', `${request.method} is not answered here: use ${allow}`);
        },
      });
    }
  }
}

/** What Fastify itself refuses, in our words: the one place that knows its codes. */
function ours(failure: unknown): unknown {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  switch (code) {
    case 'FST_ERR_BAD_URL':
      return new LamplightError('request_invalid', 'the path is not as expected: percent-encode it as UTF-8', {
        cause: failure,
      });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new LamplightError(
        'request_invalid',
        `a part of the path is longer than ${MAX_PARAMETER} bytes: shorten it`,
        {
          cause: failure,
        },
      );
    default:
      return failure;
  }
}

function discard({ raw }: FastifyRequest): void {
  if (raw.complete) {
    return;
  }
  let left = MAX_DISCARDED;
  raw.on('data', (chunk: Uint8Array) => {
    left -= chunk.length;
    if (left < 0) {
      raw.socket.destroy();
    }
  });
}
