/**
 * The directory of an Entra tenant of 100,000, read by a gateway in a process of its own into SQLite on disk: first
 * everything, then the same again. Graph is the simulator in a process of its own, which is part of every time; presence of
 * those who are there is read meanwhile. Loop delays are the gateway's own figures of the first read. Beside it the same
 * number of people in bare node:sqlite.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AdminClient, createAdminClient, routes } from '@lamplight/admin-api';
import { makeKey } from '@lamplight/gateway';
import { createEgress, delay, type Egress, systemClock, systemRandom } from '@lamplight/runtime';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Bench } from '../bench.ts';
import { BenchFolder } from '../bench-folder.ts';
import { Child, startGatewayProcess } from '../child.ts';
import { type Figure, figure } from '../figure.ts';
import { freePort } from '../free-port.ts';
import { untilAnswered } from '../until-answered.ts';

const PEOPLE = 100_000;
const TENANT = 'bench';
const SYSTEM = 'entra';
const KEY = makeKey(systemRandom());
const PEER = 'bare node:sqlite';
const PEER_MAIN = fileURLToPath(new URL('../people/bare-sql-peer.ts', import.meta.url));
const SIMULATOR_MAIN = fileURLToPath(new URL('../../../services/graph-simulator/src/main.ts', import.meta.url));
/** What the simulator has where nothing is configured; see its README. */
const SIMULATED = {
  tenantId: 'contoso.example',
  clientId: '5b8c7a90-1f52-4d3b-8a6e-0c2f9d4b7e02',
  secret: 'simulated-client-secret',
};
const peerMeasured = z.object({ importMs: z.number(), rssMegabytes: z.number() });
const clock = systemClock();

interface Measured {
  readonly firstMs: number;
  readonly againMs: number;
  readonly loopDelay: { readonly p99Ms: number; readonly maxMs: number };
  readonly rssMegabytes: number;
}

export const directoryBench: Bench = {
  name: 'directory',
  run: async (progress) => {
    const folder = new BenchFolder();
    try {
      await folder.makeCertificate();
      progress('the gateway …');
      const ours = await measureGateway(folder, progress);
      progress('bare SQL …');
      return figuresOf(ours, await measurePeer(folder));
    } finally {
      folder.remove();
    }
  },
};

function figuresOf(ours: Measured, peer: z.output<typeof peerMeasured>): readonly Figure[] {
  const name = (of: string): string => `directory.${of}`;
  const written = { name: PEER, value: peer.importMs / 1_000 };
  return [
    figure('directory', name(`first-sync.${PEOPLE}`), ours.firstMs / 1_000, 's', written),
    figure('directory', name(`resync.${PEOPLE}`), ours.againMs / 1_000, 's', written),
    figure('directory', name('loop-delay.p99'), ours.loopDelay.p99Ms, 'ms'),
    figure('directory', name('loop-delay.max'), ours.loopDelay.maxMs, 'ms'),
    figure('directory', name('rss'), ours.rssMegabytes, 'MB', { name: PEER, value: peer.rssMegabytes }),
  ];
}

async function measurePeer(folder: BenchFolder): Promise<z.output<typeof peerMeasured>> {
  const child = new Child(PEER_MAIN, [`${folder.path}/peer.db`]);
  try {
    return peerMeasured.parse(JSON.parse(await child.firstLine()));
  } finally {
    await child.kill();
  }
}

async function measureGateway(folder: BenchFolder, progress: (text: string) => void): Promise<Measured> {
  const simulatorCa = `${folder.path}/simulator.pem`;
  const simulatorPort = await freePort();
  const simulator = new Child(SIMULATOR_MAIN, [
    ...['--port', String(simulatorPort), '--people', String(PEOPLE), '--write-ca', simulatorCa],
  ]);
  const port = await freePort();
  const gateway = startGatewayProcess(gatewayConfig(folder, port));
  const caPem = [readFileSync(folder.certFile, 'utf8')];
  const egress = createEgress({ clock, caPem });
  const base = new URL(`https://localhost:${port}`);
  const client = createAdminClient({ gateway: base, key: KEY.key, fetch: egress.fetch });
  try {
    await simulator.firstLine();
    await untilAnswered(client, clock);
    await client.call(routes.tenants.create, { body: { id: TENANT, displayName: 'Bench' } });
    // What was before does not count.
    await loopDelay(egress, base);
    const firstMs = await timed(async () => {
      await addSystem(client, `https://localhost:${simulatorPort}`, simulatorCa);
      await untilRead(client, null, progress);
    });
    const delays = await loopDelay(egress, base);
    const before = (await status(client))?.lastWholeReadAt ?? null;
    const againMs = await timed(async () => {
      await client.call(routes.directories.read, {
        params: { tenantId: TENANT, systemId: SYSTEM },
        query: { whole: 'true' },
      });
      await untilRead(client, before, progress);
    });
    return { firstMs, againMs, loopDelay: delays, rssMegabytes: gateway.residentMegabytes() };
  } finally {
    await egress.close();
    await gateway.kill();
    await simulator.kill();
  }
}

function gatewayConfig(folder: BenchFolder, port: number): string {
  const key = folder.write('store.key', Buffer.from(systemRandom().bytes(32)).toString('base64'));
  return folder.write(
    'gateway.yaml',
    stringify({
      listen: { host: '127.0.0.1', port, certificate: { certFile: folder.certFile, keyFile: folder.keyFile } },
      logLevel: 'silent',
      store: { file: `${folder.path}/lamplight.db`, key: { file: key } },
      keys: [{ id: 'bench', hash: KEY.hash, roles: ['operator', 'administrator'] }],
    }),
  );
}

async function addSystem(client: AdminClient, simulator: string, caFile: string): Promise<void> {
  const { tenantId, clientId, secret } = SIMULATED;
  const place = { graphBaseUrl: simulator, authority: simulator, caFile };
  const params = { tenantId: TENANT, systemId: SYSTEM };
  await client.call(routes.systems.put, {
    params,
    body: {
      technology: 'MSTEAMS',
      displayName: 'Entra',
      settings: { teams: { tenantId, clientId, ...place, directory: { level: 'full' } } },
    },
  });
  await client.call(routes.systems.putCredential, {
    params: { ...params, name: 'clientSecret' },
    body: { secret },
  });
}

async function status(client: AdminClient) {
  const params = { tenantId: TENANT, systemId: SYSTEM };
  return (await client.call(routes.directories.get, { params })).value.directory;
}

/** Until everybody was read after that. */
async function untilRead(client: AdminClient, before: string | null, progress: (text: string) => void): Promise<void> {
  let told = '';
  for (;;) {
    const now = await status(client);
    const at = now?.lastWholeReadAt ?? null;
    if (at !== null && at !== before) {
      if (now?.people !== PEOPLE) {
        throw new Error(`${now?.people} people were read: expected ${PEOPLE}`);
      }
      return;
    }
    const said = now?.health.reason === 'starting' || now?.health.state === 'ok' ? '' : (now?.health.message ?? '');
    if (said !== told) {
      told = said;
      progress(said);
    }
    await delay(clock, 200);
  }
}

/** Since it was asked for last. */
async function loopDelay(egress: Egress, base: URL): Promise<Measured['loopDelay']> {
  const text = await (await egress.fetch(new URL('/metrics', base))).text();
  const of = (name: string): number => {
    const value = new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) {
      throw new Error(`the gateway does not measure nodejs_eventloop_lag_${name}_seconds`);
    }
    return Number(value) * 1_000;
  };
  return { p99Ms: of('p99'), maxMs: of('max') };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = clock.monotonic();
  await work();
  return clock.monotonic() - startedAt;
}
