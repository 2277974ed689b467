/** Health, readiness, metrics and a status line: for orchestrators, Prometheus and a glance, so mostly without a key. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** A tenant's systems, counted, for the status line. */
export interface StatusReport {
  readonly state: 'ok' | 'draining';
  readonly tenants: number;
  readonly people: number;
  readonly streams: number;
  readonly systems: number;
  /** Systems whose active source is connected and has sent its snapshot. */
  readonly systemsHeard: number;
  readonly upSeconds: number;
}

export interface OperationsOptions {
  readonly status: () => StatusReport;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Who may read metrics and status without a key of role operator. */
  readonly openTo: 'loopback' | 'nobody' | 'everybody';
  /** @throws LamplightError when the key is no operator's */
  readonly requireOperator: (authorization: string | undefined) => void;
}

const TEXT = 'text/plain; charset=utf-8';

export const OPERATIONS_PATHS = ['/healthz', '/readyz', '/metrics', '/status'] as const;

type Path = (typeof OPERATIONS_PATHS)[number];

export function serveOperations(app: FastifyInstance, options: OperationsOptions): void {
  const handlers: Readonly<Record<Path, (request: FastifyRequest, reply: FastifyReply) => unknown>> = {
    '/healthz': (_, reply) => reply.type(TEXT).send('ok\n'),
    '/readyz': (_, reply) => {
      const { state } = options.status();
      return reply
        .code(state === 'ok' ? 200 : 503)
        .type(TEXT)
        .send(`${state}\n`);
    },
    '/metrics': async (request, reply) => {
      allow(options, request);
      const { contentType, text } = await options.metrics();
      return reply.type(contentType).send(text);
    },
    '/status': async (request, reply) => {
      allow(options, request);
      const status = options.status();
      return (request.headers.accept ?? '').includes('application/json')
        ? reply.type('application/json').send(`${JSON.stringify(status)}\n`)
        : reply.type(TEXT).send(`${statusLine(status)}\n`);
    },
  };
  for (const path of OPERATIONS_PATHS) {
    app.get(path, handlers[path]);
  }
}

function allow(options: OperationsOptions, request: FastifyRequest): void {
  const peer = request.raw.socket.remoteAddress ?? '';
  const loopback = peer === '::1' || /^(?:::ffff:)?127\./.test(peer);
  if (options.openTo === 'everybody' || (options.openTo === 'loopback' && loopback)) {
    return;
  }
  options.requireOperator(request.headers.authorization);
}

function statusLine(status: StatusReport): string {
  return (
    `lamplight-gateway ${status.state}: ${counted(status.tenants, 'tenant')}, ${counted(status.people, 'person', 'people')}, ` +
    `${counted(status.streams, 'stream')}, ${status.systemsHeard} of ${counted(status.systems, 'system')} heard, ` +
    `up ${status.upSeconds} s`
  );
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
