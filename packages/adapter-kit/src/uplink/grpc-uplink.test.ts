import { createServer } from 'node:net';
import { type GatewayMessage, type Problem, SILENT_CLAIM, sourceId, systemId } from '@lamplight/domain';
import { createEgress, ManualClock, MemoryLogger } from '@lamplight/runtime';
import { afterEach, expect, test } from 'vitest';
import { SUITE_PRINCIPAL } from '../compliance/bench.ts';
import { startGrpcReportServer } from '../compliance/grpc-report-server.ts';
import { ScriptedGateway } from '../compliance/scripted-gateway.ts';
import { until } from '../compliance/until.ts';
import { GrpcUplink } from './grpc-uplink.ts';

const hello = {
  kind: 'hello',
  systemId: systemId('system'),
  sourceId: sourceId('source'),
  instanceId: 'boot',
  technology: 'PBX',
  capabilities: { callStates: [], effects: [], features: [] },
  previousLease: null,
  takeOver: false,
  softwareName: '',
  softwareVersion: '',
} as const;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

async function startGateway() {
  const gateway = new ScriptedGateway();
  const clock = new ManualClock();
  const server = await startGrpcReportServer(gateway, SUITE_PRINCIPAL, clock);
  closers.push(() => server.close());
  return { gateway, clock, server };
}

/** Opens a stream and keeps what comes of it. */
function openStream(clock: ManualClock, target: string, caPem: readonly string[], key = 'key') {
  const messages: GatewayMessage[] = [];
  const ends: (Problem | null)[] = [];
  const writable = { count: 0 };
  const uplink = new GrpcUplink({
    target,
    key,
    serverName: 'localhost',
    egress: createEgress({ caPem }),
    clock,
    logger: new MemoryLogger(),
  });
  const stream = uplink.open({
    onMessage: (message) => messages.push(message),
    onWritable: () => {
      writable.count += 1;
    },
    onEnd: (problem) => ends.push(problem),
  });
  closers.push(() => stream.close());
  return { stream, messages, ends, writable, until: (what: string, is: () => boolean) => until(clock, what, is) };
}

test('carries the key and both directions, and ends orderly when it is closed', async () => {
  const { gateway, clock, server } = await startGateway();
  const { stream, messages, ends, until } = openStream(clock, server.target, [server.certificate.certPem], 'secret');
  stream.send(hello);
  await until('welcome', () => messages.length > 0);
  expect(messages[0]?.kind).toBe('welcome');
  expect(server.authorizations).toEqual(['Bearer secret']);
  stream.send({ kind: 'leaving', handover: true });
  stream.close();
  await until('the end', () => ends.length > 0);
  expect(ends).toEqual([null]);
  expect(gateway.messages.at(-1)).toEqual({ kind: 'leaving', handover: true });
  expect(clock.pendingCount).toBe(0);
});

test('the end from the gateway carries its reason', async () => {
  const { gateway, clock, server } = await startGateway();
  gateway.greeting = { refuse: { code: 16, reason: 'key_revoked', message: 'revoked', details: { key: 'k' } } };
  const { stream, ends, until } = openStream(clock, server.target, [server.certificate.certPem]);
  stream.send(hello);
  await until('the end', () => ends.length > 0);
  expect(ends).toEqual([{ code: 16, reason: 'key_revoked', message: 'revoked', details: { key: 'k' } }]);
  expect(clock.pendingCount).toBe(0);
});

test('a gateway that says nothing for three intervals is given up', async () => {
  const { gateway, clock, server } = await startGateway();
  gateway.greeting = 'silence';
  const { stream, ends, until } = openStream(clock, server.target, [server.certificate.certPem]);
  stream.send(hello);
  await until('hello', () => gateway.hello !== undefined);
  clock.advance(90_000 - clock.monotonic() - 1);
  expect(ends).toEqual([]);
  clock.advance(1);
  expect(ends).toMatchObject([{ code: 14, reason: 'unreachable' }]);
  await until('the end at the gateway', () => gateway.streams[0]?.closed === true);
});

test('once welcome has named the interval, the silence is measured by it', async () => {
  const { gateway, clock, server } = await startGateway();
  gateway.renewMs = 10_000;
  const { stream, messages, ends, until } = openStream(clock, server.target, [server.certificate.certPem]);
  stream.send(hello);
  await until('the snapshots', () => messages.length === 3);
  clock.advance(29_999);
  expect(ends).toEqual([]);
  clock.advance(1);
  expect(ends).toMatchObject([{ reason: 'unreachable' }]);
});

test('a gateway that nobody listens for ends the stream, as does a certificate that is not trusted', async () => {
  const { clock, server } = await startGateway();
  const free = await new Promise<number>((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
  for (const target of [`127.0.0.1:${free}`, server.target]) {
    const { stream, ends, until } = openStream(clock, target, []);
    stream.send(hello);
    await until('the end', () => ends.length > 0);
    expect(ends).toMatchObject([{ code: 14, reason: 'unreachable' }]);
  }
});

test('says when it is full and when it can take more', async () => {
  const { gateway, clock, server } = await startGateway();
  const { stream, writable, until } = openStream(clock, server.target, [server.certificate.certPem]);
  stream.send(hello);
  let sequence = 0;
  let takes = true;
  while (takes) {
    sequence += 1;
    takes = stream.send({ kind: 'claims', sequence, items: [{ address: '1', claim: SILENT_CLAIM }] });
  }
  await until('room', () => writable.count > 0);
  await until('every claim', () => gateway.everyClaim.length === sequence);
});

test('an unreadable message ends the stream as a protocol violation', async () => {
  const { gateway, clock, server } = await startGateway();
  gateway.credit = 0;
  const { stream, ends, until } = openStream(clock, server.target, [server.certificate.certPem]);
  stream.send(hello);
  await until('the end', () => ends.length > 0);
  expect(ends).toMatchObject([{ reason: 'protocol_violation', details: { field: 'welcome.credit' } }]);
});
