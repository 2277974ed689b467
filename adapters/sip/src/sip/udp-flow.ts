import type { Socket } from 'node:dgram';
import { LamplightError } from '@lamplight/runtime';
import { type MessageLimits, parseMessage } from './parse-message.ts';
import type { Flow, FlowEvents, HostPort } from './transport.ts';

/** A way to one peer over a socket that is bound and connected: datagrams of others never arrive. */
export function udpFlow(socket: Socket, limits: MessageLimits, events: FlowEvents): Flow {
  const { address, port } = socket.address();
  const remote = socket.remoteAddress();
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const flow: Flow = {
    protocol: 'udp',
    local: { host: address, port },
    remote: { host: remote.address, port: remote.port },
    send: (bytes) => {
      if (!isClosed) {
        socket.send(bytes, (failure) => {
          if (failure !== null && !isClosed) {
            events.onClosed(unreachable(flow.remote, failure), flow);
          }
        });
      }
    },
    close: () => {
      if (!isClosed) {
        isClosed = true;
        socket.close();
      }
      return closed;
    },
  };
  socket.on('message', (bytes) => receive(bytes, limits, events, flow));
  // A connected socket learns by ICMP that nobody listens at the other end.
  socket.on('error', (failure) => {
    if (!isClosed) {
      events.onClosed(unreachable(flow.remote, failure), flow);
    }
  });
  return flow;
}

/** The ways back over a socket that is bound but not connected: what a server has. Closing one closes nothing. */
export function serveUdp(socket: Socket, limits: MessageLimits, events: FlowEvents): void {
  const { address, port } = socket.address();
  socket.on('message', (bytes, from) => {
    const flow: Flow = {
      protocol: 'udp',
      local: { host: address, port },
      remote: { host: from.address, port: from.port },
      // A reply that cannot be sent is lost like a datagram; the peer sends its request again.
      send: (answer) => socket.send(answer, from.port, from.address, () => undefined),
      close: () => Promise.resolve(),
    };
    receive(bytes, limits, events, flow);
  });
}

function receive(bytes: Uint8Array, limits: MessageLimits, events: FlowEvents, flow: Flow): void {
  if (isKeepAlive(bytes)) {
    return;
  }
  let received: ReturnType<typeof parseMessage>;
  try {
    received = parseMessage(bytes, limits);
  } catch (failure) {
    events.onRefused(LamplightError.from(failure), undefined, flow);
    return;
  }
  events.onReceived(received, flow);
}

/** Empty lines and NULs keep address translations open (RFC 5626, 4.4; common practice). */
function isKeepAlive(bytes: Uint8Array): boolean {
  return bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0);
}

function unreachable(remote: HostPort, cause: Error): LamplightError {
  return new LamplightError('unreachable', `${remote.host}:${remote.port} does not take datagrams: ${cause.message}`, {
    cause,
  });
}
