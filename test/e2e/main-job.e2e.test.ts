/**
 * The main job in one process, with everything between the rooms real: SIP over UDP, gRPC and Graph over TLS. The long
 * tests against a real PBX and with killed processes are test/interop/main-job.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConnectorConfig, type RunningConnector, startConnector } from '@lamplight/connector';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import { DEFAULT_TENANT, type RunningGraphSimulator, startGraphSimulator } from '@lamplight/graph-simulator';
import {
  createEgress,
  type Egress,
  type LogFields,
  type Logger,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { SmallPbx } from '@lamplight/sip-adapter/small-pbx';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { Recorded } from '../fakes/recorded.ts';
import { atSimulator, QUICK_TIMES } from '../fakes/simulated-teams.ts';

const ALICE = '10000000-0000-4000-8000-000000000001';
const QUIET = 'Available/Available line idle fresh';
const RINGING = 'Available/Available line ringing fresh';
const TALKING = 'Busy/InACall line talking fresh';
const IN_TEAMS_CALL = 'Busy/InACall line idle fresh';

const clock = systemClock();
const random = seededRandom(7);
const board = makeKey(random);
const source = makeKey(random);

let folder: string;
let egresses: Egress[];
let simulator: RunningGraphSimulator;
let pbx: SmallPbx;
let gateway: RunningGateway;
let connector: RunningConnector;
let console: ConsoleRecorder;
let writes: Recorded<string>;
/** What was wanted at Alice's line, as it arrived at the connector. */
let told: Recorded<string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-main-job-'));
  simulator = await startGraphSimulator({
    port: 0,
    clock,
    random,
    config: { people: [{ id: ALICE, userPrincipalName: `alice@${DEFAULT_TENANT.domain}`, displayName: 'Alice' }] },
  });
  writes = new Recorded(clock);
  simulator.control.onWrite(({ action, status }) => writes.add(`${action} ${status}`));
  told = new Recorded(clock);
  const logger = silentLogger;
  const egress = createEgress({ clock });
  pbx = new SmallPbx({ clock, random, logger, egress, lines: { 201: 'Alice', 202: 'Bob' } });
  await pbx.start();
  gateway = await startGateway({ config: parseGatewayConfig(gatewayYaml()), clock, random, logger, egress });
  const address = `localhost:${gateway.address.port}`;
  const trusting = createEgress({ clock, caPem: [gateway.certPem] });
  egresses = [egress, trusting];
  connector = await startConnector({
    config: parseConnectorConfig(
      stringify({
        gateway: { address, key: source.key },
        source: { id: 'connector' },
        systems: [{ id: 'pbx', sip: { host: pbx.host, port: pbx.port } }],
      }),
    ),
    clock,
    random,
    logger: recordingLogger((fields, message) => {
      if (message === 'an effect for the PBX arrived') {
        told.add(String(fields['desired']));
      }
    }),
    egress: trusting,
  });
  console = new ConsoleRecorder({ gateway: address, key: board.key, caPem: gateway.certPem, people: ['alice'] });
  await console.until('alice', QUIET);
  console.forget();
});

afterEach(async () => {
  await console.close();
  await connector.stop();
  await gateway.stop();
  await pbx.stop();
  await simulator.stop();
  await Promise.all(egresses.map((egress) => egress.close()));
  rmSync(folder, { recursive: true });
});

function gatewayYaml(): string {
  const caFile = join(folder, 'graph.pem');
  writeFileSync(caFile, simulator.caPem);
  const teams = {
    ...atSimulator(simulator, caFile),
    ...QUICK_TIMES,
  };
  const bindings = [
    { system: 'pbx', address: '201' },
    { system: 'teams', address: ALICE },
  ];
  return stringify({
    listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
    tenants: [
      {
        id: 'contoso',
        systems: [
          { id: 'pbx', technology: 'SIPSIMPLE' },
          { id: 'teams', technology: 'MSTEAMS', teams },
        ],
        people: [{ id: 'alice', displayName: 'Alice', bindings }],
        keys: [
          { id: 'board', hash: board.hash, roles: ['watcher'] },
          { id: 'connector', hash: source.hash, roles: ['source'], systems: ['pbx'] },
        ],
      },
    ],
  });
}

function recordingLogger(record: (fields: LogFields, message: string) => void): Logger {
  const logger: Logger = {
    debug: record,
    info: record,
    warn: record,
    error: record,
    forComponent: () => logger,
  };
  return logger;
}

test('a call at the line reaches the console and Teams, is written once and cleared once, and is no Teams call', async () => {
  const call = pbx.call('202', '201').ring();
  await console.until('alice', RINGING);
  call.answer();
  await console.until('alice', TALKING);
  await writes.until('the call to be written', (items) => items.length === 1);
  call.hangUp();
  await console.until('alice', QUIET);
  await writes.until('the session to be cleared', (items) => items.length === 2);
  expect(console.statesOf('alice')).toEqual([QUIET, RINGING, TALKING, QUIET]);
  expect(writes.items).toEqual(['setPresence 200', 'clearPresence 200']);
  expect(told.items).not.toContain('talking');
});

test('a Teams call reaches the console, and "talking" the connector, once', async () => {
  simulator.control.act(ALICE, { do: 'join a call' });
  await console.until('alice', IN_TEAMS_CALL);
  await told.until('talking to arrive', (items) => items.at(-1) === 'talking');
  simulator.control.act(ALICE, { do: 'leave the call' });
  await console.until('alice', QUIET);
  await told.until('talking to be taken back', (items) => items.at(-1) === 'null');
  expect(console.statesOf('alice')).toEqual([QUIET, IN_TEAMS_CALL, QUIET]);
  expect(told.items.filter((desired) => desired === 'talking')).toHaveLength(1);
});
