/** What the port answers over HTTP/1.1: health, readiness, metrics and a status line. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Problem } from '@lamplight/domain';
import { problemOf } from '../problem.ts';

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

export interface HttpRoutesOptions {
  readonly status: () => StatusReport;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Who may read metrics and status without a key of role operator. */
  readonly openTo: 'loopback' | 'nobody' | 'everybody';
  /** @throws LamplightError when the key is no operator's */
  readonly requireOperator: (authorization: string | undefined) => void;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TEXT = 'text/plain; charset=utf-8';

export function httpRoutes(options: HttpRoutesOptions): RequestListener {
  return (request, response) => {
    void answer(options, request).then((given) => send(response, request, given));
  };
}

async function answer(options: HttpRoutesOptions, request: IncomingMessage): Promise<Answer> {
  try {
    return await route(options, request);
  } catch (failure) {
    const told = problemOf(failure);
    const status = told.code === 16 ? 401 : told.code === 7 ? 403 : 500;
    return failed(status, told, status === 401 ? { 'www-authenticate': 'Bearer realm="lamplight"' } : {});
  }
}

async function route(options: HttpRoutesOptions, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (!ROUTES.includes(path)) {
    const message = `there is nothing at ${path.slice(0, 80)}: known here are ${ROUTES.join(', ')}; gRPC is on this port too`;
    return failed(404, { code: 5, reason: 'route_unknown', message, details: {} });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const message = `${request.method ?? ''} is not answered here: use GET`;
    return failed(405, { code: 12, reason: 'method_unknown', message, details: {} }, { allow: 'GET, HEAD' });
  }
  switch (path) {
    case '/healthz':
      return { status: 200, contentType: TEXT, body: 'ok\n' };
    case '/readyz': {
      const { state } = options.status();
      return { status: state === 'ok' ? 200 : 503, contentType: TEXT, body: `${state}\n` };
    }
    case '/metrics': {
      allow(options, request);
      const { contentType, text } = await options.metrics();
      return { status: 200, contentType, body: text };
    }
    default: {
      allow(options, request);
      const status = options.status();
      return (request.headers.accept ?? '').includes('application/json')
        ? { status: 200, contentType: 'application/json', body: `${JSON.stringify(status)}\n` }
        : { status: 200, contentType: TEXT, body: `${statusLine(status)}\n` };
    }
  }
}

const ROUTES: readonly string[] = ['/healthz', '/readyz', '/metrics', '/status'];

function allow(options: HttpRoutesOptions, request: IncomingMessage): void {
  const peer = request.socket.remoteAddress ?? '';
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

/** A JSON problem (RFC 9457). */
function failed(status: number, told: Problem, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = { type: 'about:blank', title: told.reason, status, detail: told.message };
  return { status, contentType: 'application/problem+json', body: `${JSON.stringify(body)}\n`, headers };
}

function send(response: ServerResponse, request: IncomingMessage, given: Answer): void {
  response.writeHead(given.status, {
    'content-type': given.contentType,
    'content-length': Buffer.byteLength(given.body),
    'cache-control': 'no-store',
    // Who asks here asks seldom: no connection is kept that a drain would have to wait for.
    connection: 'close',
    ...given.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : given.body);
}
