/**
 * Strangers at the gateway's port: what a source may not say, over real gRPC and TLS. Anna's and Bert's lines are told
 * about by a source in good standing, and after each stranger nothing was said of them, and the next truth still
 * arrives. What PBX, Graph and files get wrong is in the bad-input-*.e2e.test.ts beside this.
 */
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { leaseId, type Presence } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import { createEgress, type Egress, ManualClock, MemoryLogger, seededRandom, systemClock } from '@lamplight/runtime';
import { problemFromStatus } from '@lamplight/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';
import { WireSource } from '../fakes/wire-source.ts';

const random = seededRandom(17);
const board = makeKey(random);
const pbxKey = makeKey(random);
const branchKey = makeKey(random);
const evilKey = makeKey(random);

const CONFIG = stringify({
  listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
  tenants: [
    {
      id: 'acme',
      systems: [
        { id: 'pbx', technology: 'PBX' },
        { id: 'branch', technology: 'PBX' },
      ],
      people: [
        { id: 'anna', displayName: 'Anna', bindings: [{ system: 'pbx', address: '201' }] },
        { id: 'bert', displayName: 'Bert', bindings: [{ system: 'pbx', address: '202' }] },
      ],
      keys: [
        { id: 'board', hash: board.hash, roles: ['watcher'] },
        { id: 'pbx', hash: pbxKey.hash, roles: ['source'], systems: ['pbx'] },
        { id: 'branch', hash: branchKey.hash, roles: ['source'], systems: ['branch'] },
      ],
    },
    {
      id: 'evil',
      systems: [{ id: 'pbx', technology: 'PBX' }],
      people: [{ id: 'anna', displayName: 'Other Anna', bindings: [{ system: 'pbx', address: '201' }] }],
      keys: [{ id: 'evil', hash: evilKey.hash, roles: ['source'], systems: ['pbx'] }],
    },
  ],
});

let clock: ManualClock;
let logger: MemoryLogger;
let egress: Egress;
let gateway: RunningGateway;
let good: WireSource;
let watcher: ScriptedSubscriber;
let sources: WireSource[];
let toldBefore: number;

beforeEach(async () => {
  clock = new ManualClock(systemClock().now());
  logger = new MemoryLogger();
  egress = createEgress();
  sources = [];
  gateway = await startGateway({
    config: parseGatewayConfig(CONFIG),
    clock,
    random: seededRandom(1),
    logger,
    egress,
  });
  good = source(pbxKey.key).hello().claims({ 201: 'talking', 202: 'idle' }).complete();
  watcher = new ScriptedSubscriber({ port: gateway.address.port, certPem: gateway.certPem, key: board.key });
  watcher.hello({ intervalMs: 1 }).watch(1, { add: ['anna', 'bert'] });
  await watcher.until('anna', ({ call }) => call?.state === 'talking');
  await watcher.until('bert', ({ freshness }) => freshness === 'fresh');
  toldBefore = changes();
});

afterEach(async () => {
  await watcher.close();
  for (const one of sources) {
    await one.close();
  }
  await gateway.stop();
  await egress.close();
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

function source(key: string, system = 'pbx', name = 'one'): WireSource {
  const { port } = gateway.address;
  const opened = new WireSource({ port, certPem: gateway.certPem, key, system, source: name });
  sources.push(opened);
  return opened;
}

function changes(): number {
  return watcher.told.filter(({ kind }) => kind === 'changes').length;
}

/** Resolves when the person is shown so; time goes on meanwhile, since what has just changed is paced. */
async function shown(personId: string, isSo: (presence: Presence) => boolean): Promise<void> {
  for (;;) {
    const presence = watcher.presenceOf(personId);
    if (presence !== undefined && isSo(presence)) {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1);
  }
}

/** Nothing was said of Anna and Bert in between, and the next truth about Bert arrives as the first news. */
async function othersAreUntouched(speaker: WireSource = good): Promise<void> {
  speaker.claims({ 202: 'ringing' });
  await watcher.until('bert', ({ call }) => call?.state === 'ringing');
  expect(changes() - toldBefore).toBe(1);
  expect(watcher.presenceOf('anna')).toMatchObject({ call: { state: 'talking' }, freshness: 'fresh' });
}

describe('a first request that is not hello', () => {
  test('ends a Report stream as hello_expected', async () => {
    const stranger = source(pbxKey.key, 'pbx', 'two').claims({ 201: 'idle', 202: 'talking' });
    expect(await stranger.ended).toMatchObject({
      code: 3,
      reason: 'hello_expected',
      message: 'kind: the first request of Report must be hello, got claims. Send hello first.',
    });
    await othersAreUntouched();
  });

  test.each(['/presence.v1.SourceService/Report', '/presence.v1.SubscriptionService/Subscribe'])(
    'bytes that are no message end %s with a status',
    async (path) => {
      const target = `localhost:${gateway.address.port}`;
      const client = new Client(target, credentials.createSsl(Buffer.from(gateway.certPem)));
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${path.includes('Report') ? pbxKey.key : board.key}`);
      const pass = (value: Buffer): Buffer => value;
      const call = client.makeBidiStreamRequest(path, pass, pass, metadata);
      call.on('error', () => undefined);
      const ended = new Promise<unknown>((resolve) => {
        call.on('status', (status) => resolve(problemFromStatus(status)));
      });
      call.write(Buffer.from('ffffffffffffffffffffffff', 'hex'));
      expect(await ended).toMatchObject({ code: 13, message: expect.stringContaining('Error deserializing request') });
      client.close();
      await othersAreUntouched();
    },
  );
});

describe('a claim of another lease', () => {
  test("a hello that names another source's lease ends as lease_foreign", async () => {
    const previousLease = await good.lease();
    const thief = source(pbxKey.key, 'pbx', 'two').hello({ previousLease, takeOver: true });
    expect(await thief.ended).toMatchObject({ reason: 'lease_foreign' });
    await othersAreUntouched();
  });

  test('a lease that never was gives a new one, not somebody else’s', async () => {
    const stranger = source(branchKey.key, 'branch').hello({ previousLease: leaseId('invented') });
    expect(await stranger.heard('welcome')).toMatchObject({ continued: false });
    await othersAreUntouched();
  });

  test('from a source that was superseded is refused as lease_superseded', async () => {
    const successor = source(pbxKey.key, 'pbx', 'two').hello({ takeOver: true });
    await successor.heard('welcome');
    await good.heard('superseded');
    good.claims({ 202: 'talking' });
    expect(await good.refusal()).toEqual(['202: lease_superseded']);
    // The successor says what is so, and that is no news.
    successor.claims({ 201: 'talking', 202: 'idle' }).complete();
    await othersAreUntouched(successor);
  });

  test('from a source that stands by is refused as not_active', async () => {
    const standby = source(pbxKey.key, 'pbx', 'two').hello();
    await standby.heard('standby');
    standby.claims({ 202: 'talking' });
    expect(await standby.refusal()).toEqual(['202: not_active']);
    await othersAreUntouched();
  });
});

describe('a claim of another tenant', () => {
  test('about the same system and address is about its own people only', async () => {
    const evil = source(evilKey.key).hello({ takeOver: true });
    await evil.heard('welcome');
    evil.claims({ 201: 'idle', 202: 'talking' }).complete();
    await evil.heard('accepted', ({ throughSequence }) => throughSequence === 1);
    expect(good.told.items.some(({ kind }) => kind === 'superseded')).toBe(false);
    await othersAreUntouched();
  });

  test('and of a system that its key is not for ends as not_a_source, without saying whether there is one', async () => {
    const endings = await Promise.all(
      ['branch', 'atlantis'].map((system) => source(evilKey.key, system).hello({ takeOver: true }).ended),
    );
    for (const [index, system] of ['branch', 'atlantis'].entries()) {
      expect(endings[index]).toMatchObject({
        code: 7,
        reason: 'not_a_source',
        message: `system_id: this key may not speak for "${system}". Use a key of that system, or name one of the key's: pbx.`,
      });
    }
    expect(await source(branchKey.key, 'pbx', 'two').hello({ takeOver: true }).ended).toMatchObject({
      reason: 'not_a_source',
    });
    await othersAreUntouched();
  });
});

test('a claim after its lease is refused as lease_lapsed; a new lease begins with a whole snapshot', async () => {
  const lapsed = await good.lease();
  clock.advance(90_000);
  await shown('anna', ({ freshness }) => freshness === 'stale');
  await shown('bert', ({ freshness }) => freshness === 'stale');
  toldBefore = changes();
  good.claims({ 201: 'idle', 202: 'talking' });
  expect(await good.refusal()).toEqual(['201: lease_lapsed', '202: lease_lapsed']);
  await good.heard('welcome', ({ lease }) => lease !== lapsed);
  expect(changes()).toBe(toldBefore);
  good.claims({ 201: 'talking', 202: 'ringing' }).complete();
  await shown('bert', ({ call, freshness }) => call?.state === 'ringing' && freshness === 'fresh');
  await shown('anna', ({ call, freshness }) => call?.state === 'talking' && freshness === 'fresh');
});

test('a claim that cannot be read is refused by itself, and those beside it are taken', async () => {
  good.claims({ '': 'talking', 202: 'ringing' });
  expect(await good.refusal()).toEqual([': claim_invalid']);
  await watcher.until('bert', ({ call }) => call?.state === 'ringing');
  expect(changes() - toldBefore).toBe(1);
});
