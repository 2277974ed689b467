import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Clock, delay } from '@lamplight/runtime';

/** A request that is written by hand: method, URI and the fields beside Via, From, To, Call-ID, CSeq and Max-Forwards. */
export interface HandWritten {
  readonly method: string;
  readonly uri: string;
  readonly user: string;
  readonly fields?: readonly string[];
}

let asked = 0;

/**
 * Sends a request over UDP to 127.0.0.1 again and again until it is answered.
 * @returns the status of the final answer
 * @throws Error when nobody answers within `timeoutMs`
 */
export async function askSip(clock: Clock, port: number, request: HandWritten, timeoutMs = 20_000): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  asked += 1;
  const text = [
    `${request.method} ${request.uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bKask${asked}p${socket.address().port}`,
    `From: <sip:${request.user}@127.0.0.1>;tag=ask${asked}`,
    `To: <sip:${request.user}@127.0.0.1>`,
    `Call-ID: ask-${asked}-${own}`,
    `CSeq: ${asked} ${request.method}`,
    'Max-Forwards: 70',
    ...(request.fields ?? []),
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');
  const done = new AbortController();
  try {
    return await new Promise<number>((resolve, reject) => {
      socket.on('message', (bytes) => {
        const status = Number(/^SIP\/2\.0 (\d{3})/.exec(bytes.toString('latin1'))?.[1] ?? 0);
        if (status >= 200) {
          resolve(status);
        }
      });
      const again = async (leftMs: number): Promise<void> => {
        if (leftMs <= 0) {
          reject(new Error(`nobody answers ${request.method} on port ${port}`));
          return;
        }
        socket.send(text, port, '127.0.0.1', () => undefined);
        await delay(clock, 100, done.signal);
        await again(leftMs - 100);
      };
      again(timeoutMs).catch(() => undefined);
    });
  } finally {
    done.abort();
    socket.close();
  }
}
