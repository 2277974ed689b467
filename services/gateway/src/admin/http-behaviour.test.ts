/** What the server does before any route is asked: paths, methods, slow peers, and its end. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { LamplightError } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import type { StatusReport } from './operations-routes.ts';
import { type RunAdminOptions, type RunningAdmin, runAdmin } from './testing/running-admin.ts';

const running: RunningAdmin[] = [];

afterEach(async () => {
  for (const each of running.splice(0)) {
    await each.close();
  }
});

async function started(options: RunAdminOptions = {}): Promise<RunningAdmin> {
  const admin = await runAdmin(options);
  running.push(admin);
  return admin;
}

/** What comes back until the server ends the connection. */
async function saying(admin: RunningAdmin, text: string): Promise<{ readonly socket: Socket; said(): string }> {
  const socket = connect(admin.port, '127.0.0.1');
  let said = '';
  socket.setEncoding('utf8').on('data', (part) => {
    said += part;
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, said: () => said };
}

async function ask(request: string, operations: RunAdminOptions['operations'] = {}): Promise<string> {
  const { socket, said } = await saying(
    await started({ operations }),
    `${request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
  );
  await once(socket, 'close');
  return said();
}

describe('operations', () => {
  test('the status line counts what is there', async () => {
    expect(await ask('GET /status')).toContain(
      '\r\n\r\nlamplight-gateway ok: 2 tenants, 1 person, 0 streams, 1 of 3 systems heard, up 7 s\n',
    );
  });

  test('metrics are for this machine only, for everybody, or for operators, as configured', async () => {
    const requireOperator = () => {
      throw new LamplightError('key_missing', 'no key came with this call');
    };
    expect(await ask('GET /metrics')).toContain('up 1');
    expect(await ask('GET /metrics', { openTo: 'everybody', requireOperator })).toContain('up 1');
    const refused = await ask('GET /metrics', { openTo: 'nobody', requireOperator });
    expect(refused).toContain('HTTP/1.1 401');
    expect(refused).toContain('"title":"key_missing"');
    expect(await ask('GET /metrics', { openTo: 'nobody' })).toContain('up 1');
  });

  test('a gateway that drains is alive and not ready', async () => {
    const status = (): StatusReport => ({
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
    const post = await ask('POST /healthz');
    expect(post).toContain('HTTP/1.1 405');
    expect(post).toMatch(/allow: GET, HEAD, OPTIONS/i);
    const fault = await ask('GET /metrics', { metrics: () => Promise.reject(new Error('inside')) });
    expect(fault).toContain('HTTP/1.1 500');
    expect(fault).not.toContain('inside');
    expect(await ask('HEAD /healthz')).toMatch(/content-length: 3\r\n[\s\S]*\r\n\r\n$/);
  });

  test('what is no request is told so', async () => {
    expect(await ask('what is this')).toMatch(/^HTTP\/1\.1 400 [\s\S]*request_invalid/);
    expect(await ask(`GET /${'x'.repeat(20_000)}`)).toMatch(/^HTTP\/1\.1 413 [\s\S]*request_too_large/);
    expect(await ask('POST / HTTP/1.1\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\nx:')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await ask('POST / HTTP/1.1\r\ncontent-length: 4\r\ncontent-length: 6\r\nx:')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask('GET /v1/tenants/%zz')).toMatch(/^HTTP\/1\.1 400 [\s\S]*request_invalid/);
    expect(await ask(`GET /v1/tenants/${'x'.repeat(10_000)}`)).toMatch(/^HTTP\/1\.1 400 [\s\S]*request_invalid/);
  });
});

describe('every answer', () => {
  test('tells browsers to keep nothing and to guess nothing', async () => {
    const admin = await started();
    for (const path of ['/healthz', '/v1/openapi.json', '/v1/tenants', '/nowhere']) {
      const response = await admin.fetch(path);
      await response.text();
      const { headers } = response;
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('the OpenAPI document needs no key', async () => {
    const admin = await started();
    const document = await (await admin.fetch('/v1/openapi.json')).json();
    expect(document).toMatchObject({ openapi: '3.1.1', info: { version: '1.2.3' } });
  });
});

describe('peers', () => {
  test('who does not finish the headers is cut', async () => {
    const admin = await started({ limits: { headersMs: 40, idleMs: 10_000 } });
    const { socket, said } = await saying(admin, 'GET /healthz HTTP/1.1\r\nhost:');
    await once(socket, 'close');
    expect(said()).toMatch(/^HTTP\/1\.1 408 [\s\S]*"reason":"timeout"/);
  });

  test('a drain ends idle connections, and makes each answer the last of its connection', async () => {
    const admin = await started();
    const { socket, said } = await saying(admin, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    expect(said()).toMatch(/connection: keep-alive/i);
    const closed = once(socket, 'close');
    admin.admin.drain();
    await closed;
    const later = await saying(admin, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(later.socket, 'close');
    expect(later.said()).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
  });
});
