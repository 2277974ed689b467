/** A whole gateway behind its TLS port: the stream over real gRPC, with time driven by the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { tenantId } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import {
  createEgress,
  type Egress,
  ManualClock,
  MemoryLogger,
  Pseudonyms,
  seededRandom,
  systemClock,
} from '@lamplight/runtime';
import { DirectoryServiceClient, problemFromStatus } from '@lamplight/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScriptedSource } from '../fakes/scripted-source.ts';
import { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';

const ACME = tenantId('acme');
const NAMES = Array.from({ length: 300 }, (_, index) => `p${index}`);
const LINES = NAMES.map((_, index) => String(100 + index));

const random = seededRandom(11);
const board = makeKey(random);
const guest = makeKey(random);
const operator = makeKey(random);

function configText(keysFile: string): string {
  const people = NAMES.map(
    (name, index) =>
      `      - {id: ${name}, displayName: Person ${index}, upn: ${name}@example.com, bindings: [{system: pbx, address: "${LINES[index]}"}]}`,
  );
  return `listen:
  port: 0
  certificate: {selfSigned: [localhost, 127.0.0.1]}
tenants:
  - id: acme
    systems: [{id: pbx, technology: PBX}]
    people:
${people.join('\n')}
    keysFile: ${keysFile}
limits: {maxWatched: 400, maxPerRequest: 350, maxStreams: 25}
drain: {window: 2s, deadline: 10s}
metrics: {openTo: nobody}
`;
}

function keysText(withBoard = true): string {
  const keys = [
    ...(withBoard ? [`  - {id: board, hash: "${board.hash}", roles: [watcher, explain]}`] : []),
    `  - {id: guest, hash: "${guest.hash}", roles: [watcher]}`,
    `  - {id: metrics, hash: "${operator.hash}", roles: [operator]}`,
  ];
  return `keys:\n${keys.join('\n')}\n`;
}

/** Lets what is under way on loopback arrive, without waiting for a time. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let clock: ManualClock;
let logger: MemoryLogger;
let pseudonyms: Pseudonyms;
let egress: Egress;
let folder: string;
let keysFile: string;
let gateway: RunningGateway;
let subscribers: ScriptedSubscriber[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-gateway-'));
  keysFile = join(folder, 'keys.yaml');
  writeFileSync(keysFile, keysText());
  clock = new ManualClock(systemClock().now());
  logger = new MemoryLogger();
  egress = createEgress();
  subscribers = [];
  pseudonyms = new Pseudonyms(Buffer.alloc(32));
  const config = parseGatewayConfig(configText(keysFile));
  gateway = await startGateway({ config, clock, random: seededRandom(1), logger, pseudonyms, egress });
});

/** Whatever the test did, nothing may be left. */
afterEach(async () => {
  for (const subscriber of subscribers) {
    await subscriber.close();
  }
  for (let round = 0; round < 1_000 && gateway.held().streams > 0; round += 1) {
    await turns(1);
  }
  expect(gateway.held()).toEqual({ streams: 0, watchedPeople: 0 });
  await gateway.stop();
  await egress.close();
  rmSync(folder, { recursive: true });
  expect(clock.pendingCount).toBe(0);
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

function subscribe(key: string | null = board.key): ScriptedSubscriber {
  const { port } = gateway.address;
  const subscriber = new ScriptedSubscriber({ port, certPem: gateway.certPem, ...(key === null ? {} : { key }) });
  subscribers.push(subscriber);
  return subscriber;
}

function source(): ScriptedSource {
  const core = gateway.tenants.get(ACME);
  if (core === undefined) {
    throw new Error('no tenant');
  }
  return new ScriptedSource(core.reports, ACME, 'pbx');
}

function tls() {
  return credentials.createSsl(Buffer.from(gateway.certPem));
}

describe('Subscribe', () => {
  test('hello, watch, a change, and resume after the connection is gone', async () => {
    const pbx = source();
    pbx.say('idle', LINES);
    pbx.complete();
    const first = subscribe()
      .hello({ intervalMs: 1 })
      .watch(1, { add: ['p0', 'p1@example.com', 'nobody'] });
    expect(await first.next('welcome')).toMatchObject({ maxWatched: 400, maxPerRequest: 350, minUpdateIntervalMs: 1 });
    const caughtUp = await first.next('caught-up');
    expect(caughtUp).toMatchObject({ requestId: 1, watchedCount: 2, resumed: false });
    expect(first.presenceOf('p0')?.lines[0]?.call.state).toBe('idle');
    pbx.say('talking', ['100']);
    await first.until('p0', ({ call }) => call?.state === 'talking');
    const token = first.lastToken;
    await first.close();
    pbx.say('idle', ['100']);
    pbx.say('ringing', ['101']);

    const second = subscribe()
      .hello({ token, intervalMs: 1 })
      .watch(1, { keep: ['p0', 'p1'], add: ['p2'] });
    expect(await second.next('caught-up')).toMatchObject({ watchedCount: 3, resumed: true });
    expect(second.presenceOf('p0')?.lines[0]?.call.state).toBe('idle');
    expect(second.presenceOf('p1')?.call?.state).toBe('ringing');
  });

  test('whoever has not been heard of is pending: caught_up waits for no source', async () => {
    const subscriber = subscribe()
      .hello()
      .watch(1, { add: ['p0'] });
    await subscriber.next('caught-up');
    expect(subscriber.presenceOf('p0')?.freshness).toBe('pending');
  });

  test('a first request that is not hello ends hello_expected', async () => {
    const subscriber = subscribe().watch(1, { add: ['p0'] });
    expect(await subscriber.ended).toMatchObject({
      code: 3,
      reason: 'hello_expected',
      message: 'the first request is a watch: send hello first, then watch',
    });
  });

  test('a watch over the limit is refused with the limit, and the stream lives', async () => {
    const subscriber = subscribe()
      .hello()
      .watch(1, { add: Array.from({ length: 351 }, (_, index) => `x${index}`) });
    expect((await subscriber.next('watch-refused')).problem).toMatchObject({
      reason: 'request_limit',
      message: 'watch names 351 people: at most 350 in one request, so split it',
      details: { max_per_request: '350' },
    });
    subscriber.watch(2, { add: NAMES });
    subscriber.watch(3, { add: Array.from({ length: 101 }, (_, index) => `x${index}`) });
    expect((await subscriber.next('watch-refused')).problem).toMatchObject({ code: 8, reason: 'watch_limit' });
    subscriber.watch(4, { add: ['p0'] });
    expect(await subscriber.next('caught-up')).toMatchObject({ requestId: 4, watchedCount: 300 });
  });

  test.each([
    ['no key', null, 16, 'key_missing'],
    ['an unknown key', 'll_unknown', 16, 'key_unknown'],
    ['a key without the role', operator.key, 7, 'not_a_subscriber'],
  ])('%s is refused', async (_name, key, code, reason) => {
    expect(await subscribe(key).hello().ended).toMatchObject({ code, reason });
  });

  test('a stream more than the tenant may have is refused as too_many_streams', async () => {
    const open = Array.from({ length: 25 }, () => subscribe().hello());
    await Promise.all(open.map((one) => one.next('welcome')));
    expect(await subscribe(guest.key).hello().ended).toMatchObject({ code: 8, reason: 'too_many_streams' });
  });

  test('promise 9: something arrives at least every heartbeat_interval_ms', async () => {
    const subscriber = subscribe().hello();
    const { heartbeatIntervalMs } = await subscriber.next('welcome');
    expect(heartbeatIntervalMs).toBeGreaterThanOrEqual(22_500);
    expect(heartbeatIntervalMs).toBeLessThanOrEqual(27_500);
    for (let beat = 0; beat < 3; beat += 1) {
      clock.advance(heartbeatIntervalMs);
      expect((await subscriber.next('heartbeat')).serverTime).toBe(clock.now());
    }
  });

  test('promise 11: a frozen reader costs nothing but its watch set, and ends slow_consumer', async () => {
    const pbx = source();
    pbx.say('idle', LINES);
    pbx.complete();
    const frozen = subscribe(guest.key).hello({ intervalMs: 1 }).watch(1, { add: NAMES });
    const lively = subscribe()
      .hello({ intervalMs: 1 })
      .watch(1, { add: ['p0'] });
    await frozen.next('caught-up');
    await lively.next('caught-up');
    frozen.freeze();
    for (let round = 0; round < 60; round += 1) {
      pbx.say(round % 2 === 0 ? 'talking' : 'idle', LINES);
      clock.advance(2);
      await turns(3);
    }
    const before = frozen.told.length;
    clock.advance(15_000);
    pbx.say('talking', LINES);
    clock.advance(15_000);
    expect(gateway.held()).toEqual({ streams: 1, watchedPeople: 1 });
    await lively.until('p0', ({ call }) => call?.state === 'talking');
    frozen.thaw();
    expect(await frozen.ended).toMatchObject({ code: 8, reason: 'slow_consumer' });
    // Of 60 rounds of 300 people, what grpc-js and one HTTP/2 window held.
    expect(frozen.told.length - before).toBeLessThan(60);
  });

  test('promise 12: a drain sends what is dirty, announces the end, and closes UNAVAILABLE inside the window', async () => {
    const pbx = source();
    pbx.say('idle', LINES);
    pbx.complete();
    const subscriber = subscribe()
      .hello({ intervalMs: 1_000 })
      .watch(1, { add: ['p0'] });
    await subscriber.next('caught-up');
    pbx.say('ringing', ['100']);
    await subscriber.until('p0', ({ call }) => call?.state === 'ringing');
    pbx.say('talking', ['100']);
    await turns(5);
    const drained = gateway.drain();
    expect(await subscriber.next('draining')).toMatchObject({
      reason: 'draining',
      reconnectAfterMinMs: 500,
      reconnectAfterMaxMs: 2_000,
    });
    expect(subscriber.presenceOf('p0')?.call?.state).toBe('talking');
    expect(await healthStatus()).toBe(2);
    expect(await subscribe().hello().ended).toMatchObject({ code: 14, reason: 'draining' });
    clock.advance(2_000);
    expect(await subscriber.ended).toMatchObject({ code: 14, reason: 'draining' });
    for (const one of subscribers.splice(0)) {
      await one.close();
    }
    await drained;
  });

  test('a revoked key ends its streams within a second as key_revoked, and no others', async () => {
    const revoked = subscribe(board.key).hello();
    const other = subscribe(guest.key).hello();
    await revoked.next('welcome');
    await other.next('welcome');
    writeFileSync(keysFile, keysText(false));
    clock.advance(1_000);
    expect(await revoked.ended).toMatchObject({ code: 16, reason: 'key_revoked' });
    expect(gateway.held().streams).toBe(1);
    expect(await subscribe(board.key).hello().ended).toMatchObject({ code: 16, reason: 'key_unknown' });
  });

  test('a keys file that is wrong changes nothing and is logged', async () => {
    const subscriber = subscribe().hello();
    await subscriber.next('welcome');
    writeFileSync(keysFile, 'keys: [{id: board}]\n');
    clock.advance(1_000);
    expect(gateway.held().streams).toBe(1);
    const errors = logger.lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).toEqual(['keys were not read again: the old ones stay']);
    logger.lines.length = 0;
  });

  test('a change is encoded once, whatever the number of streams: all are told the same', async () => {
    const pbx = source();
    pbx.say('idle', LINES);
    pbx.complete();
    const many = Array.from({ length: 20 }, () =>
      subscribe()
        .hello()
        .watch(1, { add: ['p7'] }),
    );
    await Promise.all(many.map((one) => one.next('caught-up')));
    pbx.say('talking', ['107']);
    const seen = await Promise.all(many.map((one) => one.until('p7', ({ call }) => call?.state === 'talking')));
    expect(new Set(seen.map((presence) => JSON.stringify(presence))).size).toBe(1);
  });
});

describe('the directory service', () => {
  test('looks up, searches, lists, reads, explains and gives words', async () => {
    const client = new DirectoryServiceClient(`localhost:${gateway.address.port}`, tls());
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${board.key}`);
    const ask = <Answer>(call: (done: (failure: Error | null, answer: Answer) => void) => unknown): Promise<Answer> =>
      new Promise((resolve, reject) => {
        call((failure, answer) => (failure === null ? resolve(answer) : reject(failure)));
      });
    const byAddress = { by: { $case: 'address', value: 'P3@example.com' } } as const;
    const looked = await ask<{ results: unknown[] }>((done) => client.lookup({ people: [byAddress] }, metadata, done));
    expect(looked.results[0]).toMatchObject({ outcome: { $case: 'entry', value: { id: 'p3' } } });
    const found = await ask<{ entries: { id: string }[] }>((done) =>
      client.search({ query: '399', limit: 0, kinds: [] }, metadata, done),
    );
    expect(found.entries.map(({ id }) => id)).toEqual(['p299']);
    const listed = await ask<{ entries: unknown[]; nextPageToken: string }>((done) =>
      client.list({ pageSize: 250, pageToken: '', kinds: [], groupId: '' }, metadata, done),
    );
    expect(listed.entries).toHaveLength(250);
    const rest = await ask<{ entries: unknown[]; nextPageToken: string }>((done) =>
      client.list({ pageSize: 250, pageToken: listed.nextPageToken, kinds: [], groupId: '' }, metadata, done),
    );
    expect([rest.entries.length, rest.nextPageToken]).toEqual([50, '']);
    const read = await ask<{ items: unknown[] }>((done) => client.getPresence({ people: [byAddress] }, metadata, done));
    expect(read.items[0]).toMatchObject({ personId: 'p3', requestedAddress: 'P3@example.com' });
    const words = await ask<{ tones: Record<string, string>; labels: Record<string, string> }>((done) =>
      client.getCatalogue({ language: 'de-DE' }, metadata, done),
    );
    expect([words.tones['TONE_DO_NOT_DISTURB'], words.labels['call-talking']]).toEqual([
      expect.any(String),
      'Am Telefon',
    ]);
    const explained = await ask<{ profileId: string; claims: unknown[] }>((done) =>
      client.explain({ person: byAddress, language: 'en' }, metadata, done),
    );
    expect(explained).toMatchObject({ profileId: 'lamplight', claims: [{ systemId: 'pbx', address: '103' }] });
    const refused = await ask((done) =>
      client.reportStatus({ person: byAddress, status: { $case: 'clear', value: {} } }, metadata, done),
    ).catch((failure) => problemFromStatus(failure));
    expect(refused).toMatchObject({ code: 7, reason: 'role_missing' });
    client.close();
  });
});

/** 1: SERVING, 2: NOT_SERVING (grpc.health.v1). */
async function healthStatus(): Promise<number> {
  const client = new Client(`localhost:${gateway.address.port}`, tls());
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const pass = (value: Buffer): Buffer => value;
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', pass, pass, Buffer.alloc(0), (failure, answer) =>
      failure === null && answer !== undefined ? resolve(answer) : reject(failure),
    );
  });
  client.close();
  return bytes[1] ?? 0;
}

function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string; body: string }> {
  const { port } = gateway.address;
  return new Promise((resolve, reject) => {
    const asked = httpsRequest(
      { host: 'localhost', port, path, headers, ca: gateway.certPem, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), body }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

describe('the port', () => {
  test('answers gRPC health and reflection', async () => {
    expect(await healthStatus()).toBe(1);
    const client = new Client(`localhost:${gateway.address.port}`, tls());
    const pass = (value: Buffer): Buffer => value;
    const call = client.makeBidiStreamRequest('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo', pass, pass);
    // list_services = 7, any text
    call.write(Buffer.from([0x3a, 0x01, 0x2a]));
    const answer = await new Promise<Buffer>((resolve) => call.once('data', resolve));
    expect(answer.toString('latin1')).toContain('presence.v1.SubscriptionService');
    call.end();
    await new Promise((resolve) => call.once('status', resolve));
    client.close();
  });

  test('answers HTTP on the same port', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: 'ok\n' });
    expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ok\n' });
    const authorization = `Bearer ${operator.key}`;
    expect(await get('/status')).toMatchObject({ status: 401, type: 'application/problem+json' });
    expect(await get('/status', { authorization: `Bearer ${board.key}` })).toMatchObject({ status: 403 });
    expect((await get('/status', { authorization })).body).toBe(
      'lamplight-gateway ok: 1 tenant, 300 people, 0 streams, 0 of 1 system heard, up 0 s\n',
    );
    const json = await get('/status', { authorization, accept: 'application/json' });
    expect(JSON.parse(json.body)).toMatchObject({ state: 'ok', people: 300 });
    const metrics = await get('/metrics', { authorization });
    expect(metrics.body).toContain('# HELP lamplight_subscribe_streams Subscribe streams that are open.');
    expect(JSON.parse((await get('/nothing')).body)).toEqual({
      type: 'about:blank',
      title: 'route_unknown',
      status: 404,
      detail:
        'there is nothing at /nothing: known here are /v1/openapi.json, which names the rest, and ' +
        '/healthz, /readyz, /metrics, /status; gRPC is on this port too',
      reason: 'route_unknown',
    });
  });
});

test('pseudonyms of the log are made with the secret of the installation', () => {
  const before = new Pseudonyms(Buffer.alloc(32));
  expect(pseudonyms.matches(before.of('anna'), 'anna')).toBe(false);
});
