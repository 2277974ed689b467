import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CertificatePair, makeSelfSignedCertificate } from '../certificates/self-signed-certificate.ts';
import { ManualClock } from '../clock/manual-clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { createEgress } from './direct-egress.ts';

let trusted: CertificatePair;
let expired: CertificatePair;
const cleanups: (() => Promise<unknown> | undefined)[] = [];

beforeAll(async () => {
  const made = { commonName: 'lamplight.test', altNames: ['127.0.0.1', 'lamplight.test'], validDays: 1 };
  trusted = await makeSelfSignedCertificate({ ...made, clock: systemClock() });
  expired = await makeSelfSignedCertificate({ ...made, clock: new ManualClock(Date.UTC(2020, 0, 1)) });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function egress(caPem: readonly string[] = []) {
  const made = createEgress({ clock: systemClock(), caPem });
  cleanups.push(() => made.close());
  return made;
}

async function unusedPort(): Promise<number> {
  const server = createTcpServer();
  const port = await listening(server);
  await cleanups.pop()?.();
  return port;
}

describe('fetch', () => {
  test('trusts the given CA, and gives the answer whatever its status', async () => {
    const server = createHttpsServer({ cert: trusted.certPem, key: trusted.keyPem }, (request, response) => {
      response.writeHead(418, { 'x-method': request.method ?? '' }).end('short and stout');
    });
    const port = await listening(server);
    const answer = await egress([trusted.certPem]).fetch(`https://127.0.0.1:${port}/pot`, {
      method: 'POST',
      body: 'x',
    });
    expect([answer.status, answer.headers.get('x-method'), await answer.text()]).toEqual([
      418,
      'POST',
      'short and stout',
    ]);
  });

  test('says from which address of this machine it went out, once it did', async () => {
    const port = await listening(
      createHttpsServer({ cert: trusted.certPem, key: trusted.keyPem }, (_, answer) => answer.end()),
    );
    const out = egress([trusted.certPem]);
    expect(out.describeRoute('127.0.0.1')).toEqual({ localAddress: null, proxy: null });
    await out.fetch(`https://127.0.0.1:${port}/`);
    expect(out.describeRoute('127.0.0.1')).toEqual({ localAddress: '127.0.0.1', proxy: null });
  });

  test('refuses a certificate that nobody vouches for, and knows no way there then', async () => {
    const port = await listening(createHttpsServer({ cert: trusted.certPem, key: trusted.keyPem }));
    const out = egress();
    await expect(out.fetch(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
      reason: 'tls_untrusted',
      details: { host: '127.0.0.1', port: String(port), code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(out.describeRoute('127.0.0.1')).toEqual({ localAddress: null, proxy: null });
  });

  test('says who refuses connections', async () => {
    const port = await unusedPort();
    await expect(egress().fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      reason: 'unreachable',
      message: `127.0.0.1:${port} refuses connections: check the port, and that the service runs.`,
    });
  });

  test('takes a Request, and asks for a whole URL', async () => {
    const port = await unusedPort();
    const request = new Request(`http://[::ffff:127.0.0.1]:${port}/`);
    await expect(egress().fetch(request)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(egress().fetch('/presence')).rejects.toMatchObject({
      reason: 'unexpected',
      message: '/presence is not an absolute URL: write it with https:// and a host',
    });
  });

  test('ends with the reason of the caller who aborts', async () => {
    const port = await listening(createTcpServer());
    const controller = new AbortController();
    const reason = new Error('enough');
    const answer = egress().fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });
});

describe('tcpConnect', () => {
  test('connects', async () => {
    const port = await listening(createTcpServer((socket) => socket.end('hello')));
    const socket = await egress().tcpConnect('127.0.0.1', port);
    const [data] = await once(socket, 'data');
    expect(String(data)).toBe('hello');
    socket.destroy();
  });

  test('says who refuses connections', async () => {
    const port = await unusedPort();
    await expect(egress().tcpConnect('127.0.0.1', port)).rejects.toMatchObject({
      reason: 'unreachable',
      details: { host: '127.0.0.1', port: String(port), code: 'ECONNREFUSED' },
    });
  });

  test('leaves no timer behind, however it ends', async () => {
    const clock = new ManualClock();
    const direct = createEgress({ clock });
    const port = await listening(createTcpServer((socket) => socket.end()));
    const socket = await direct.tcpConnect('127.0.0.1', port);
    socket.destroy();
    await expect(direct.tcpConnect('127.0.0.1', await unusedPort())).rejects.toThrow();
    await expect(direct.tcpConnect('127.0.0.1', port, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(clock.pendingCount).toBe(0);
  });
});

describe('tlsConnect', () => {
  const tlsServer = (pair: CertificatePair): Server =>
    createTlsServer({ cert: pair.certPem, key: pair.keyPem, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.end();
    }).on('tlsClientError', () => undefined);

  test('connects by address, by another name, and with a protocol', async () => {
    const port = await listening(tlsServer(trusted));
    const direct = egress([trusted.certPem]);
    const byAddress = await direct.tlsConnect('127.0.0.1', port);
    expect(byAddress.authorized).toBe(true);
    byAddress.destroy();
    const byName = await direct.tlsConnect('127.0.0.1', port, { serverName: 'lamplight.test', protocols: ['h2'] });
    expect(byName.alpnProtocol).toBe('h2');
    byName.destroy();
  });

  test('refuses another name, an expired certificate and one that nobody vouches for', async () => {
    const port = await listening(tlsServer(trusted));
    const expiredPort = await listening(tlsServer(expired));
    const direct = egress([trusted.certPem, expired.certPem]);
    await expect(direct.tlsConnect('127.0.0.1', port, { serverName: 'other.test' })).rejects.toMatchObject({
      reason: 'tls_untrusted',
      details: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    await expect(direct.tlsConnect('127.0.0.1', expiredPort)).rejects.toMatchObject({
      reason: 'tls_untrusted',
      details: { code: 'CERT_HAS_EXPIRED' },
    });
    await expect(egress().tlsConnect('127.0.0.1', port)).rejects.toMatchObject({
      reason: 'tls_untrusted',
      details: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  test('gives up on a peer that accepts and says nothing', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    const clock = new ManualClock();
    const attempt = createEgress({ clock }).tlsConnect('127.0.0.1', port, { timeoutMs: 3000 });
    const [peer] = await once(server, 'connection');
    clock.advance(3000);
    await expect(attempt).rejects.toMatchObject({
      reason: 'timeout',
      message: `127.0.0.1:${port} did not answer in time: check that it runs, and that no firewall drops the connection.`,
    });
    peer.destroy();
  });

  test('says that a peer hung up, or does not speak TLS', async () => {
    const silent = await listening(createTcpServer((socket) => socket.destroy()));
    const plain = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.resume().end('220 hello\r\n');
      }),
    );
    await expect(egress().tlsConnect('127.0.0.1', silent)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(egress().tlsConnect('127.0.0.1', plain)).rejects.toThrow(/does not speak TLS as expected/);
  });
});

describe('udpSocket', () => {
  test('binds, and says that a port is taken or an address is not of this machine', async () => {
    const direct = egress();
    const first = await direct.udpSocket({ bindAddress: '127.0.0.1', port: 0 });
    const { port } = first.address();
    await expect(direct.udpSocket({ bindAddress: '127.0.0.1', port })).rejects.toMatchObject({
      reason: 'address_in_use',
    });
    await expect(direct.udpSocket({ bindAddress: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      reason: 'config_invalid',
      message: '192.0.2.1:0 is not an address of this machine: use one that it has, or 0.0.0.0 for all.',
    });
    first.close();
    await once(first, 'close');
  });
});

test('grpc gets the trusted CAs and no proxy of its own', () => {
  expect(egress().grpc).toEqual({ rootCertificates: undefined, channelOptions: { 'grpc.enable_http_proxy': 0 } });
  expect(String(egress([trusted.certPem]).grpc.rootCertificates)).toContain(trusted.certPem);
});
