import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { ManualClock, silentLogger } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { watchPace } from './pace.ts';

const clock = new ManualClock();
const servers: Server[] = [];
const responses: ServerResponse[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
  for (const response of responses.splice(0)) {
    await (response.closed ? undefined : once(response, 'close'));
  }
  expect(clock.pendingCount).toBe(0);
});

interface Exchange {
  readonly client: Socket;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function exchange(text: string): Promise<Exchange> {
  const server = createServer((request, response) => watchPace(request, response, clock, silentLogger)).listen(
    0,
    '127.0.0.1',
  );
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  client.on('error', () => undefined);
  const asked = new Promise<Omit<Exchange, 'client'>>((resolve) => {
    server.once('request', (request, response) => resolve({ request, response }));
  });
  client.write(text);
  const { request, response } = await asked;
  responses.push(response);
  return { client, request, response };
}

async function received(request: IncomingMessage, bytes: number): Promise<void> {
  let count = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    count += chunk.length;
    if (count >= bytes) {
      return;
    }
  }
}

const UPLOAD = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n';

describe('watchPace', () => {
  test('a body that comes at a byte now and then is cut', async () => {
    const { client, request } = await exchange(UPLOAD);
    client.write(' ');
    await received(request, 1);
    const closed = once(client, 'close');
    clock.advance(30_000);
    await closed;
  });

  test('a body that keeps coming is let come, until it stops', async () => {
    const { client, request } = await exchange(UPLOAD);
    client.write(' '.repeat(40_000));
    await received(request, 40_000);
    clock.advance(30_000);
    expect(request.socket.destroyed).toBe(false);
    clock.advance(30_000);
    expect(request.socket.destroyed).toBe(true);
  });

  test('what the gateway itself takes long over is not held against the peer', async () => {
    const { client, request, response } = await exchange('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    clock.advance(600_000);
    expect(request.socket.destroyed).toBe(false);
    const answered = once(client, 'data');
    response.end('done');
    await answered;
    const waiting = await exchange(UPLOAD);
    waiting.client.write(' '.repeat(500_000));
    await once(waiting.request, 'readable');
    clock.advance(60_000);
    expect(waiting.request.socket.destroyed).toBe(false);
  });

  test('an answer that nobody reads is cut', async () => {
    const { client, request, response } = await exchange('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    client.pause();
    while (response.write('x'.repeat(1_048_576))) {
      await once(response, 'drain');
    }
    const stuck = async (): Promise<void> => {
      let before = -1;
      while (before !== request.socket.bytesWritten - request.socket.writableLength) {
        before = request.socket.bytesWritten - request.socket.writableLength;
        clock.advance(30_000);
      }
    };
    await stuck();
    clock.advance(30_000);
    expect(request.socket.destroyed).toBe(true);
  });
});
