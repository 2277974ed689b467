/**
 * The main job: a state at a PBX to a console's view and to the write in Teams. Everything runs on this machine over
 * TLS; the gateway is a process of its own, the PBX, Graph and the console share this one. Ours and the bare relay take
 * turns in the same run, so that what else the machine does falls on both.
 */
import { startGraphSimulator } from '@lamplight/graph-simulator';
import type { Bench } from '../bench.ts';
import { BenchFolder } from '../bench-folder.ts';
import { startGatewayProcess } from '../child.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { freePort } from '../free-port.ts';
import { gatewayConfig, PBX, startRelayProcess, TEAMS } from './bench-site.ts';
import { type NotifyPerson, NotifyRound } from './notify-round.ts';
import { RelayRound } from './relay-round.ts';
import { benchPeople, ReportRound } from './report-round.ts';
import { measureGatewayStart, measureRelayStart, type Started, untilAnswered } from './start-round.ts';

const NAME = 'main-job';
const RELAY = 'bare grpc-js relay';
const REPORT_PEOPLE = 200;
const WARM_UP = 600;
const ROUNDS = 10;
const SAMPLES_PER_ROUND = 400;
const NOTIFY_PEOPLE = 60;
const NOTIFY_ROUNDS = 6;
const STARTS = 5;
const SYSTEMS = [{ id: PBX, technology: 'SIPSIMPLE' }];

export const mainJobBench: Bench = {
  name: NAME,
  run: async (progress) => {
    const folder = new BenchFolder();
    try {
      await folder.makeCertificate();
      progress('report to watcher …');
      const report = await measureReport(folder);
      progress('notify to watcher and to write …');
      const notify = await measureNotify(folder);
      progress('start and memory …');
      const start = await measureStart(folder);
      return [...report, ...notify, ...start];
    } finally {
      folder.remove();
    }
  },
};

async function measureReport(folder: BenchFolder): Promise<readonly Figure[]> {
  const port = await freePort();
  const config = folder.write(
    'report.yaml',
    gatewayConfig(folder, port, { systems: SYSTEMS, people: benchPeople(REPORT_PEOPLE) }),
  );
  const gateway = startGatewayProcess(config);
  const relayProcess = startRelayProcess(folder);
  try {
    const relay = new RelayRound(Number(await relayProcess.firstLine()), folder);
    await relay.ready();
    await untilAnswered(port, folder);
    const ours = new ReportRound(port, folder, REPORT_PEOPLE);
    await ours.ready();
    for (let count = 0; count < WARM_UP; count += 1) {
      await ours.sample();
      await relay.sample();
    }
    const oursMs: number[] = [];
    const relayMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let count = 0; count < SAMPLES_PER_ROUND; count += 1) {
        oursMs.push(await ours.sample());
      }
      for (let count = 0; count < SAMPLES_PER_ROUND; count += 1) {
        relayMs.push(await relay.sample());
      }
    }
    relay.close();
    await ours.close();
    return both('main.report-to-watcher', oursMs, relayMs);
  } finally {
    await gateway.kill();
    await relayProcess.kill();
  }
}

async function measureNotify(folder: BenchFolder): Promise<readonly Figure[]> {
  const people: readonly NotifyPerson[] = Array.from({ length: NOTIFY_PEOPLE }, (_, index) => ({
    id: `person-${index}`,
    extension: String(2000 + index),
    objectId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }));
  const simulator = await startGraphSimulator({ port: 0 });
  const app = simulator.control.apps.add({
    displayName: 'Lamplight',
    secrets: [{ value: 'bench-secret' }],
    consents: [{}],
  });
  for (const person of people) {
    simulator.control.addPerson({
      id: person.objectId,
      userPrincipalName: `${person.id}@${simulator.control.tenants[0]?.domain ?? 'contoso.example'}`,
      displayName: person.id,
    });
  }
  const port = await freePort();
  const teams = {
    tenantId: simulator.control.tenants[0]?.id,
    clientId: app.appId,
    secret: 'bench-secret',
    graphBaseUrl: simulator.baseUrl,
    authority: simulator.baseUrl,
    caFile: folder.write('graph-ca.pem', simulator.caPem),
    pollWatched: '500ms',
    visibilityDelay: '0ms',
    settleTime: '100ms',
    landingTime: '100ms',
  };
  const config = gatewayConfig(folder, port, {
    systems: [...SYSTEMS, { id: TEAMS, technology: 'MSTEAMS', teams }],
    people: people.map((person) => ({
      id: person.id,
      displayName: person.id,
      bindings: [
        { system: PBX, address: person.extension },
        { system: TEAMS, address: person.objectId },
      ],
    })),
  });
  const gateway = startGatewayProcess(folder.write('notify.yaml', config));
  try {
    await untilAnswered(port, folder);
    const round = await NotifyRound.open(port, folder, people, simulator);
    await round.ready();
    await round.callEach();
    const toWatcher: number[] = [];
    const toWrite: number[] = [];
    for (let count = 0; count < NOTIFY_ROUNDS; count += 1) {
      const times = await round.callEach();
      toWatcher.push(...times.toWatcher);
      toWrite.push(...times.toWrite);
    }
    await round.close();
    return [...both('main.notify-to-watcher', toWatcher, null), ...both('main.notify-to-write', toWrite, null)];
  } finally {
    await gateway.kill();
    await simulator.stop();
  }
}

async function measureStart(folder: BenchFolder): Promise<readonly Figure[]> {
  const port = await freePort();
  const config = folder.write('start.yaml', gatewayConfig(folder, port, { systems: SYSTEMS, people: benchPeople(12) }));
  const ours: Started[] = [];
  const relay: Started[] = [];
  for (let count = 0; count < STARTS; count += 1) {
    ours.push(await measureGatewayStart(config, port, folder));
    relay.push(await measureRelayStart(folder));
  }
  const median = (all: readonly Started[], field: keyof Started): number =>
    percentile(
      all.map((one) => one[field]),
      0.5,
    );
  const peer = (field: keyof Started) => ({ name: RELAY, value: median(relay, field) });
  return [
    figure(NAME, 'main.start', median(ours, 'startMs'), 'ms', peer('startMs')),
    figure(NAME, 'main.rss-idle', median(ours, 'residentMegabytes'), 'MB', peer('residentMegabytes')),
  ];
}

function both(name: string, ours: readonly number[], peers: readonly number[] | null): readonly Figure[] {
  return (
    [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const
  ).map(([suffix, share]) =>
    figure(
      NAME,
      `${name}.${suffix}`,
      percentile(ours, share),
      'ms',
      peers === null ? null : { name: RELAY, value: percentile(peers, share) },
    ),
  );
}
