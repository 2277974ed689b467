import type { Socket } from 'node:net';
import { LamplightError } from '@lamplight/runtime';
import type { MessageLimits } from './parse-message.ts';
import { StreamFramer } from './stream-framer.ts';
import type { Flow, FlowEvents } from './transport.ts';

/** What a peer that does not read may cost before its connection is closed, in bytes. */
const SEND_BUFFER_BYTES = 4 * 1024 * 1024;

/** Answers a keep-alive (RFC 5626, 3.5.1). */
const PONG = Buffer.from('\r\n');

/** One TCP connection, opened by either side. */
export function tcpFlow(socket: Socket, limits: MessageLimits, events: FlowEvents): Flow {
  const framer = new StreamFramer(limits);
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const flow: Flow = {
    protocol: 'tcp',
    local: { host: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
    send: (bytes) => {
      if (isClosed) {
        return;
      }
      socket.write(bytes);
      if (socket.writableLength > SEND_BUFFER_BYTES) {
        lose(new LamplightError('unreachable', `${flow.remote.host} does not read what is sent to it`));
      }
    },
    close: () => {
      isClosed = true;
      socket.destroy();
      return closed;
    },
  };
  const lose = (error: LamplightError): void => {
    if (!isClosed) {
      isClosed = true;
      socket.destroy();
      events.onClosed(error, flow);
    }
  };
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 30_000);
  socket.on('data', (chunk) => {
    for (const frame of framer.push(chunk)) {
      if (isClosed) {
        return;
      }
      switch (frame.kind) {
        case 'message':
          events.onReceived(frame.received, flow);
          break;
        case 'ping':
          flow.send(PONG);
          break;
        case 'refused':
          events.onRefused(frame.error, frame.head, flow);
          break;
        case 'broken':
          events.onRefused(frame.error, undefined, flow);
          lose(frame.error);
          break;
      }
    }
  });
  socket.on('error', (cause) => {
    lose(
      new LamplightError('unreachable', `the connection to ${flow.remote.host} failed: ${cause.message}`, { cause }),
    );
  });
  socket.on('close', () => {
    lose(new LamplightError('unreachable', `${flow.remote.host}:${flow.remote.port} closed the connection`));
  });
  return flow;
}
