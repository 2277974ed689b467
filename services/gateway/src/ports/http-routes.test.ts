import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { LamplightError } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpRoutesOptions, httpRoutes } from './http-routes.ts';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function ask(request: string, options: Partial<HttpRoutesOptions> = {}): Promise<string> {
  const server = createServer(
    httpRoutes({
      status: () => ({ state: 'ok', tenants: 2, people: 1, streams: 0, systems: 3, systemsHeard: 1, upSeconds: 7 }),
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' }),
      openTo: 'loopback',
      requireOperator: () => {
        throw new LamplightError('key_missing', 'no key came with this call');
      },
      ...options,
    }),
  );
  servers.push(server);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () =>
      socket.end(`${request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
    );
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
  });
}

describe('httpRoutes', () => {
  test('the status line counts what is there', async () => {
    expect(await ask('GET /status')).toContain(
      '\r\n\r\nlamplight-gateway ok: 2 tenants, 1 person, 0 streams, 1 of 3 systems heard, up 7 s\n',
    );
  });

  test('metrics are for this machine only, for everybody, or for operators, as configured', async () => {
    expect(await ask('GET /metrics')).toContain('up 1');
    expect(await ask('GET /metrics', { openTo: 'everybody' })).toContain('up 1');
    const refused = await ask('GET /metrics', { openTo: 'nobody' });
    expect(refused).toContain('HTTP/1.1 401');
    expect(refused).toContain('"title":"key_missing"');
    expect(await ask('GET /metrics', { openTo: 'nobody', requireOperator: () => undefined })).toContain('up 1');
  });

  test('a gateway that drains is alive and not ready', async () => {
    const status = (): ReturnType<HttpRoutesOptions['status']> => ({
      state: 'draining',
      tenants: 0,
      people: 0,
      streams: 0,
      systems: 0,
      systemsHeard: 0,
      upSeconds: 0,
    });
    expect(await ask('GET /healthz', { status })).toContain('HTTP/1.1 200');
    expect(await ask('GET /readyz', { status })).toContain('HTTP/1.1 503');
  });

  test('anything else is a problem in JSON, and a fault says nothing of its inside', async () => {
    expect(await ask('GET /x')).toContain('"title":"route_unknown"');
    expect(await ask('POST /healthz')).toContain('HTTP/1.1 405');
    const fault = await ask('GET /metrics', { metrics: () => Promise.reject(new Error('inside')) });
    expect(fault).toContain('HTTP/1.1 500');
    expect(fault).not.toContain('inside');
    expect(await ask('HEAD /healthz')).toMatch(/content-length: 3\r\n[\s\S]*\r\n\r\n$/);
  });
});
