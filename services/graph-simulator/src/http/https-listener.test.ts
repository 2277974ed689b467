import { get } from 'node:https';
import { makeSelfSignedCertificate, silentLogger, systemClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { listenHttps } from './https-listener.ts';
import type { SimulatorResponse } from './simulator-request.ts';

const MEGABYTE = 'x'.repeat(1_000_000);

test('a reader of a stream that does not read is let go: nothing piles up for it', async () => {
  const certificate = await makeSelfSignedCertificate({
    commonName: 'localhost',
    altNames: ['localhost'],
    validDays: 1,
    clock: systemClock(),
  });
  let send: (text: string) => void = () => undefined;
  let stopped = false;
  const streaming: SimulatorResponse = {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: '',
    stream: (sendText) => {
      send = sendText;
      return () => {
        stopped = true;
      };
    },
  };
  const listener = await listenHttps({
    certificate,
    host: 'localhost',
    port: 0,
    logger: silentLogger,
    handle: async () => streaming,
  });
  try {
    const request = get({ host: 'localhost', port: listener.port, ca: certificate.certPem, agent: false });
    request.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      request.on('response', (response) => {
        response.on('error', () => undefined);
        response.pause();
        resolve();
      });
    });
    for (let megabyte = 0; megabyte < 64; megabyte += 1) {
      send(MEGABYTE);
    }
    await expect.poll(() => stopped).toBe(true);
    request.destroy();
  } finally {
    await listener.stop();
  }
});
