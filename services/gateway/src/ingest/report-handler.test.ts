/** SourceService.Report over real gRPC on loopback, with the whole core behind it. */
import { type ClientDuplexStream, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import {
  type Problem,
  type ReportHello,
  type ReportPort,
  SILENT_CLAIM,
  type SourceMessage,
  type SourcePrincipal,
  sourceId,
  systemId,
  tenantId,
} from '@lamplight/domain';
import {
  gatewayMessageFromWire,
  grpcOptions,
  problemFromStatus,
  SourceServiceClient,
  SourceServiceService,
  sourceMessageToWire,
  type WireReportRequest,
  type WireReportResponse,
} from '@lamplight/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { problem } from '../problem.ts';
import { createTenantCore } from '../tenant/create-tenant-core.ts';
import { createReportHandler } from './report-handler.ts';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

async function openServer(instead?: ReportPort) {
  const setup = tenantSetup();
  const core = createTenantCore(setup);
  const server = new Server(grpcOptions());
  const principals: Readonly<Record<string, SourcePrincipal>> = {
    good: { tenantId: tenantId('acme'), systemIds: [systemId('pbx')], keyId: 'good' },
    elsewhere: { tenantId: tenantId('elsewhere'), systemIds: [systemId('pbx')], keyId: 'elsewhere' },
  };
  const authenticate = (metadata: Metadata): SourcePrincipal | Problem =>
    principals[String(metadata.get('key')[0])] ?? problem('key_unknown', 'No such key.');
  const reportsOf = (tenant: string) => (tenant === 'acme' ? (instead ?? core.reports) : undefined);
  server.addService(SourceServiceService, {
    report: createReportHandler({ authenticate, reportsOf, clock: setup.clock }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, bound) =>
      failure === null ? resolve(bound) : reject(failure),
    );
  });
  const client = new SourceServiceClient(`127.0.0.1:${port}`, credentials.createInsecure(), grpcOptions());
  closers.push(
    () => client.close(),
    () => server.forceShutdown(),
    () => core.stop(),
  );
  return { ...setup, core, client };
}

function openStream(client: SourceServiceClient, now: () => number, key = 'good') {
  const metadata = new Metadata();
  metadata.set('key', key);
  const call: ClientDuplexStream<WireReportRequest, WireReportResponse> = client.report(metadata);
  const heard: unknown[] = [];
  call.on('data', (response: WireReportResponse) => {
    const reading = gatewayMessageFromWire(response);
    heard.push(reading.kind === 'message' ? reading.message : reading);
  });
  call.on('error', () => undefined);
  const status = new Promise<Problem | null>((resolve) => {
    call.on('status', (received) => resolve(problemFromStatus(received)));
  });
  const say = (message: SourceMessage): void => {
    call.write(sourceMessageToWire(message, now()));
  };
  const kinds = () =>
    heard.map((message) => (typeof message === 'object' && message !== null ? Reflect.get(message, 'kind') : ''));
  return { call, heard, kinds, say, status };
}

const hello: ReportHello = {
  kind: 'hello',
  systemId: systemId('pbx'),
  sourceId: sourceId('one'),
  instanceId: 'first',
  technology: 'PBX',
  capabilities: { callStates: ['talking'], effects: [], features: [] },
  previousLease: null,
  takeOver: false,
  softwareName: 'test',
  softwareVersion: '1',
};

/** A stream that says hello while another is active, and is told to stand by. */
async function converse(client: SourceServiceClient, now: () => number): Promise<void> {
  const { say, call, kinds, status } = openStream(client, now);
  say({ ...hello, sourceId: sourceId('other') });
  await expect.poll(kinds).toContain('standby');
  call.end();
  await status;
}

describe('Report over gRPC', () => {
  it('carries a conversation: welcome, roster, effects, accepted, and claims into presence', async () => {
    const { client, clock, core, people } = await openServer();
    const { say, kinds, call, status } = openStream(client, () => clock.now());
    say(hello);
    say({ kind: 'claims', sequence: 1, items: [{ address: '202', claim: { ...SILENT_CLAIM, doNotDisturb: true } }] });
    await expect.poll(kinds).toContain('accepted');
    expect(kinds()[0]).toBe('welcome');
    expect(kinds()).toEqual(expect.arrayContaining(['roster', 'effects']));
    expect(core.presenceLog.read(people.bert)?.presence.doNotDisturb).toBe(true);
    call.end();
    expect(await status).toBeNull();
    expect(core.sources()).toMatchObject([{ role: 'lost', connected: false }]);
  });

  it('refuses an unreadable claim by itself, with the field, and takes the others', async () => {
    const { client, clock, core, people } = await openServer();
    const { say, call, heard, kinds } = openStream(client, () => clock.now());
    say(hello);
    const readable = sourceMessageToWire(
      { kind: 'claims', sequence: 1, items: [{ address: '202', claim: { ...SILENT_CLAIM, doNotDisturb: true } }] },
      clock.now(),
    );
    const items = readable.kind?.$case === 'claims' ? readable.kind.value.items : [];
    call.write({
      kind: { $case: 'claims', value: { sequence: 1, items: [{ address: '201', change: undefined }, ...items] } },
    });
    await expect.poll(kinds).toContain('accepted');
    expect(heard).toContainEqual(
      expect.objectContaining({
        kind: 'claims-refused',
        items: [{ address: '201', problem: expect.objectContaining({ reason: 'claim_invalid' }) }],
      }),
    );
    expect(core.presenceLog.read(people.bert)?.presence.doNotDisturb).toBe(true);
  });

  it('ends with the reason in the status: no hello', async () => {
    const { client, clock } = await openServer();
    const { say, status, heard } = openStream(client, () => clock.now());
    say({ kind: 'heartbeat' });
    expect(await status).toMatchObject({ code: 3, reason: 'hello_expected' });
    expect(heard).toEqual([]);
  });

  it('ends with the reason in the status: an unreadable hello', async () => {
    const { client, clock } = await openServer();
    const { call, status } = openStream(client, () => clock.now());
    const wire = sourceMessageToWire(hello, clock.now());
    if (wire.kind?.$case === 'hello') {
      call.write({ kind: { $case: 'hello', value: { ...wire.kind.value, systemId: '' } } });
    }
    expect(await status).toMatchObject({
      code: 3,
      reason: 'protocol_violation',
      details: { field: 'hello.system_id' },
    });
  });

  it.each([
    ['unknown', { code: 16, reason: 'key_unknown' }],
    ['elsewhere', { code: 7, reason: 'foreign_tenant' }],
  ])('ends with the reason in the status: a key that is %s', async (key, expected) => {
    const { client, clock } = await openServer();
    expect(await openStream(client, () => clock.now(), key).status).toMatchObject(expected);
  });

  it('says everything before a planned end', async () => {
    const { client, clock, core } = await openServer();
    const { say, status, kinds } = openStream(client, () => clock.now());
    say(hello);
    await expect.poll(kinds).toContain('effects');
    core.drain({ minMs: 1, maxMs: 2 });
    expect(await status).toMatchObject({ code: 14, reason: 'draining' });
    expect(kinds().at(-1)).toBe('draining');
  });

  it('a stream that is broken off is lost, and its lease goes on', async () => {
    const { client, clock, core } = await openServer();
    const { say, call, kinds } = openStream(client, () => clock.now());
    say(hello);
    await expect.poll(kinds).toContain('effects');
    call.cancel();
    await expect.poll(() => core.sources()).toMatchObject([{ role: 'lost' }]);
  });

  it('while the source does not read, holds roster back by key and reads no further', async () => {
    const { client, clock, core, people, telemetry } = await openServer();
    const { say, call, kinds, heard } = openStream(client, () => clock.now());
    say(hello);
    await expect.poll(kinds).toContain('effects');
    call.pause();
    const messages = 5_000;
    const nobody = { address: 'x'.repeat(100), claim: SILENT_CLAIM };
    const refused = () => telemetry.total('lamplight_claims_refused_total');
    for (let sequence = 1; sequence <= messages; sequence += 1) {
      say({ kind: 'claims', sequence, items: [nobody] });
    }
    // Another stream's conversation goes on meanwhile, and what could be read of this one has been read after it.
    await converse(client, () => clock.now());
    let before = 0;
    while (refused() > before) {
      before = refused();
      await converse(client, () => clock.now());
    }
    expect(refused()).toBeLessThan(messages / 2);
    for (let turn = 0; turn < 1_001; turn += 1) {
      core.setWatched(people.bert, turn % 2 === 0);
      await Promise.resolve();
      await Promise.resolve();
    }
    call.resume();
    await expect.poll(refused).toBe(messages);
    await expect.poll(() => kinds().filter((kind) => kind === 'roster')).toHaveLength(2);
    expect(heard[kinds().lastIndexOf('roster')]).toMatchObject({ items: [{ address: '202', interest: 'watched' }] });
  });

  it('tells the gateway when the source reads again', async () => {
    const heartbeat = { kind: 'heartbeat', serverTime: 0 } as const;
    let sent = 0;
    let writable = 0;
    const { client, clock } = await openServer({
      open: (_principal, outlet) => ({
        receive: () => {
          while (outlet.blocked?.() !== true) {
            outlet.send(heartbeat);
            sent += 1;
          }
        },
        closed: () => undefined,
        writable: () => {
          writable += 1;
          outlet.end(null);
        },
      }),
    });
    const { say, status, heard } = openStream(client, () => clock.now());
    say(hello);
    expect(await status).toBeNull();
    expect(writable).toBe(1);
    expect(heard).toHaveLength(sent);
  });
});
