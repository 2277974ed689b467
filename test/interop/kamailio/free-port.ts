import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of 127.0.0.1 that is free for UDP and TCP at the moment it is asked for. */
export async function freePort(): Promise<number> {
  for (;;) {
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer();
    tcp.listen(port, '127.0.0.1');
    const isFree = await once(tcp, 'listening').then(
      () => true,
      () => false,
    );
    await new Promise<void>((resolve) => {
      udp.close(() => resolve());
    });
    if (isFree) {
      await new Promise<void>((resolve) => {
        tcp.close(() => resolve());
      });
      return port;
    }
  }
}
