/** The client library against a real gateway: what the pure machine promises, over real gRPC and TLS. */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionState, createClient, type LamplightClient, type WatchedPerson } from '@lamplight/client';
import { type PersonSelector, tenantId } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import {
  createEgress,
  type Egress,
  makeSelfSignedCertificate,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedSource } from '../fakes/scripted-source.ts';

const random = seededRandom(3);
const board = makeKey(random);
const clock = systemClock();

function configText(port: number): string {
  return `listen:
  port: ${port}
  certificate: {certFile: ${join(folder, 'cert.pem')}, keyFile: ${join(folder, 'key.pem')}}
drain: {window: 50ms, deadline: 5s}
tenants:
  - id: acme
    systems: [{id: pbx, technology: PBX}]
    people:
      - {id: anna, displayName: Anna, upn: anna@example.com, bindings: [{system: pbx, address: "101"}]}
      - {id: bert, displayName: Bert, upn: bert@example.com, bindings: [{system: pbx, address: "102"}]}
    keys: [{id: board, hash: "${board.hash}", roles: [watcher]}]
`;
}

let folder: string;
let egress: Egress;
let gateway: RunningGateway;
let client: LamplightClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-client-'));
  const altNames = ['localhost', '127.0.0.1'];
  const pair = await makeSelfSignedCertificate({ commonName: 'localhost', altNames, validDays: 1, clock });
  writeFileSync(join(folder, 'cert.pem'), pair.certPem);
  writeFileSync(join(folder, 'key.pem'), pair.keyPem);
  egress = createEgress({ clock });
  gateway = await start(0);
  client = clientOf(gateway);
});

afterEach(async () => {
  await client.close();
  await gateway.stop();
  await egress.close();
  rmSync(folder, { recursive: true });
});

function start(port: number): Promise<RunningGateway> {
  const config = parseGatewayConfig(configText(port));
  return startGateway({ config, clock, random, logger: silentLogger, egress });
}

function clientOf({ address, certPem }: RunningGateway): LamplightClient {
  return createClient({
    gateway: `localhost:${address.port}`,
    key: board.key,
    certificateAuthorities: [certPem],
    clientName: 'test',
    clientVersion: '1',
  });
}

function pbxOf(running: RunningGateway): ScriptedSource {
  const core = running.tenants.get(tenantId('acme'));
  if (core === undefined) {
    throw new Error('no tenant');
  }
  return new ScriptedSource(core.reports, core.tenantId, 'pbx');
}

/** Subscribes and lets the test wait for what the view shows. */
function watch(people: readonly PersonSelector[]) {
  const events = new EventEmitter();
  const states: ConnectionState['kind'][] = [];
  const subscription = client.subscribe(
    people,
    {
      onChange: () => events.emit('news'),
      onState: (state) => {
        states.push(state.kind);
        events.emit('news');
      },
    },
    { minUpdateIntervalMs: 1 },
  );
  const until = async (predicate: () => boolean): Promise<void> => {
    while (!predicate()) {
      await once(events, 'news');
    }
  };
  const shown = (key: string): WatchedPerson | undefined => subscription.view.get(key);
  return { subscription, states, until, shown };
}

test('nobody by that id or address is a problem of that person, and the stream stays', async () => {
  const { states, until, shown } = watch([
    { by: 'id', personId: 'anna' },
    { by: 'address', address: 'ANNA@example.com' },
    { by: 'id', personId: 'zoe' },
    { by: 'address', address: 'nobody@example.com' },
  ]);
  await until(() => states.includes('live'));
  expect(shown('anna')?.presence?.freshness).toBe('pending');
  expect(shown('zoe')?.problem?.reason).toBe('person_unknown');
  expect(shown('nobody@example.com')?.problem?.reason).toBe('person_unknown');
  pbxOf(gateway).say('talking', ['101']);
  await until(() => shown('anna')?.presence?.call?.state === 'talking');
  expect(states).toEqual(['connecting', 'catching-up', 'live']);
});

test('people who are added and removed while the stream is open come and go', async () => {
  const { subscription, states, until, shown } = watch([{ by: 'id', personId: 'anna' }]);
  await until(() => states.includes('live'));
  subscription.add([{ by: 'address', address: 'bert@example.com' }]);
  await until(() => shown('bert') !== undefined);
  subscription.remove(['anna']);
  const pbx = pbxOf(gateway);
  pbx.say('talking', ['101', '102']);
  await until(() => shown('bert')?.presence?.call?.state === 'talking');
  expect(shown('anna')).toBeUndefined();
});

test('a gateway that is drained and replaced: the old view stands, unconfirmed, until the new one is whole', async () => {
  const { subscription, states, until, shown } = watch([
    { by: 'id', personId: 'anna' },
    { by: 'id', personId: 'bert' },
  ]);
  pbxOf(gateway).say('talking', ['101']);
  await until(() => shown('anna')?.presence?.call?.state === 'talking');
  const { port } = gateway.address;
  await gateway.drain();
  await until(() => states.includes('waiting'));
  expect(subscription.view.confirmed).toBe(false);
  expect(shown('anna')?.presence?.call?.state).toBe('talking');

  gateway = await start(port);
  await until(() => subscription.view.confirmed);
  expect(shown('anna')?.presence?.freshness).toBe('pending');
  pbxOf(gateway).say('talking', ['101']);
  await until(() => shown('anna')?.presence?.call?.state === 'talking');
});
