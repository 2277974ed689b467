/** The simulator's requests and answers over TLS. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CertificatePair, type Logger, listenFailure } from '@lamplight/runtime';
import type { SimulatorRequest, SimulatorResponse } from './simulator-request.ts';

/** A body larger than this is answered 413. The largest documented request is about 30 KB. */
const LARGEST_BODY = 1_048_576;
/** Bytes of a stream that wait for its reader; one that is slower is let go, and connects again when it reads. */
const MOST_WAITING = 8_388_608;

export interface HttpsListenerOptions {
  readonly certificate: CertificatePair;
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
  readonly logger: Logger;
  readonly handle: (request: SimulatorRequest) => Promise<SimulatorResponse>;
}

export interface HttpsListener {
  readonly port: number;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/** @throws LamplightError `address_in_use` when the port is taken, `config_invalid` for an address that is not ours. */
export async function listenHttps(options: HttpsListenerOptions): Promise<HttpsListener> {
  const { certificate, host, port } = options;
  const server = createServer({ cert: certificate.certPem, key: certificate.keyPem }, (incoming, outgoing) => {
    void answer(incoming, outgoing, options);
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    port: isAddressInfo(address) ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (failure) => reject(listenFailure(failure, { host, port })));
    server.listen(port, host, resolve);
  });
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: HttpsListenerOptions,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const body = await readBody(incoming);
    if (body === undefined) {
      outgoing.writeHead(413).end();
      return;
    }
    const host = incoming.headers.host ?? 'localhost';
    const url = `https://${host}${incoming.url ?? '/'}`;
    if (!URL.canParse(url)) {
      outgoing.writeHead(400).end();
      return;
    }
    const response = await options.handle({
      method: incoming.method ?? 'GET',
      url,
      headers: flatHeaders(incoming),
      body,
      signal: gone.signal,
    });
    send(response, incoming, outgoing);
  } catch (failure) {
    if (!gone.signal.aborted) {
      options.logger.error({ err: failure, path: incoming.url }, 'a request could not be answered');
    }
    incoming.socket.destroy();
  }
}

function send(response: SimulatorResponse, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (response.connection === 'reset') {
    incoming.socket.destroy();
    return;
  }
  if (response.stream !== undefined) {
    outgoing.writeHead(response.status, response.headers);
    outgoing.flushHeaders();
    outgoing.once(
      'close',
      response.stream((text) => {
        if (outgoing.writableLength > MOST_WAITING) {
          outgoing.destroy();
        } else {
          outgoing.write(text);
        }
      }),
    );
    return;
  }
  const bytes = Buffer.from(response.body, 'utf8');
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': bytes.length });
  if (response.connection === 'cut') {
    outgoing.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy());
    return;
  }
  outgoing.end(bytes);
}

/** Undefined when the body is too large. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) {
      return undefined;
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatHeaders(incoming: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
