/**
 * The HTTP/1.1 server behind the TLS port, which hands it its connections. It never listens itself, and node arms its
 * limits on slow headers, and its list of connections, only when a server does: so it is told that it listens.
 */
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LamplightError } from '@lamplight/runtime';
import { problemDetails } from './problem-details.ts';

export interface HttpLimits {
  /** For the headers of a request, from when the connection is there. */
  readonly headersMs: number;
  /** How long a connection is kept for another request. */
  readonly idleMs: number;
}

export const HTTP_LIMITS: HttpLimits = { headersMs: 30_000, idleMs: 10_000 };

const MAX_HEADER_BYTES = 16_384;

export function createHttpServer(listener: RequestListener, limits: HttpLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      // A body has no time by which it must be there: pace.ts watches how it comes.
      requestTimeout: 0,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.ceil(limits.headersMs / 4),
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    listener,
  );
  server.emit('listening');
  return server;
}

/** Answers what is no request at all, where the connection still takes an answer. */
export function refuseUnreadable(failure: Error, socket: Duplex): void {
  const code = 'code' in failure ? failure.code : undefined;
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemDetails(unreadable(code, failure));
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}

function unreadable(code: unknown, cause: Error): LamplightError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new LamplightError(
        'request_too_large',
        `the headers are larger than ${MAX_HEADER_BYTES} bytes: send less`,
        {
          cause,
        },
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new LamplightError('timeout', 'the request did not come in time: send it at once', { cause });
    default:
      return new LamplightError('request_invalid', 'this is not a request of HTTP/1.1', { cause });
  }
}
