/**
 * 100,000 people: imported, matched, listed and looked up by the admin API of a gateway in a process of its own, over
 * TLS, into SQLite on disk; every change audited, everything checked, in force when it is answered. Beside it the same
 * rows in bare node:sqlite, in a process of its own. The two take turns.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AdminClient, createAdminClient, routes } from '@lamplight/admin-api';
import { makeKey } from '@lamplight/gateway';
import { createEgress, delay, systemClock, systemRandom } from '@lamplight/runtime';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Bench } from '../bench.ts';
import { BenchFolder } from '../bench-folder.ts';
import { Child, startGatewayProcess } from '../child.ts';
import { type Figure, figure, percentile } from '../figure.ts';
import { freePort } from '../free-port.ts';
import { untilAnswered } from '../until-answered.ts';
import { madePeople, PEOPLE, SITES, sitePlan } from './made-people.ts';

const ROUNDS = 3;
const LOOKUPS = 10_000;
const TENANT = 'bench';
const KEY = makeKey(systemRandom());
const PEER = 'bare node:sqlite';
const PEER_MAIN = fileURLToPath(new URL('./bare-sql-peer.ts', import.meta.url));
const clock = systemClock();
const people = madePeople();

const measured = z.object({
  importMs: z.number(),
  matchMs: z.number(),
  listMs: z.number(),
  lookupP99Ms: z.number(),
  rssMegabytes: z.number(),
});
type Measured = z.output<typeof measured>;

export const peopleBench: Bench = {
  name: 'people',
  run: async (progress) => {
    const ours: Measured[] = [];
    const peers: Measured[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const folder = new BenchFolder();
      try {
        await folder.makeCertificate();
        progress(`round ${round} of ${ROUNDS}: the gateway …`);
        ours.push(await measureGateway(folder));
        progress(`round ${round} of ${ROUNDS}: bare SQL …`);
        peers.push(await measurePeer(folder));
      } finally {
        folder.remove();
      }
    }
    return figuresOf(ours, peers);
  },
};

function figuresOf(ours: readonly Measured[], peers: readonly Measured[]): readonly Figure[] {
  const both = (name: string, unit: string, of: (one: Measured) => number): Figure =>
    figure('people', name, percentile(ours.map(of), 0.5), unit, { name: PEER, value: percentile(peers.map(of), 0.5) });
  return [
    both('people.import', 'ms', ({ importMs }) => importMs),
    both('people.match', 'ms', ({ matchMs }) => matchMs),
    both('people.list', 'ms', ({ listMs }) => listMs),
    both('people.lookup.p99', 'ms', ({ lookupP99Ms }) => lookupP99Ms),
    both('people.rss', 'MB', ({ rssMegabytes }) => rssMegabytes),
  ];
}

async function measurePeer(folder: BenchFolder): Promise<Measured> {
  const child = new Child(PEER_MAIN, [`${folder.path}/peer.db`]);
  try {
    return measured.parse(JSON.parse(await child.firstLine()));
  } finally {
    await child.kill();
  }
}

async function measureGateway(folder: BenchFolder): Promise<Measured> {
  const port = await freePort();
  const config = folder.write(
    'gateway.yaml',
    stringify({
      listen: { host: '127.0.0.1', port, certificate: { certFile: folder.certFile, keyFile: folder.keyFile } },
      logLevel: 'error',
      store: { file: `${folder.path}/lamplight.db`, key: { file: storeKeyFile(folder) } },
      keys: [{ id: 'bench', hash: KEY.hash, roles: ['operator', 'administrator'] }],
    }),
  );
  const gateway = startGatewayProcess(config);
  const egress = createEgress({ clock, caPem: [readFileSync(folder.certFile, 'utf8')] });
  const client = createAdminClient({
    gateway: new URL(`https://localhost:${port}`),
    key: KEY.key,
    fetch: egress.fetch,
  });
  try {
    await untilAnswered(client, clock);
    await openTenant(client);
    const importMs = await timed(() => importPeople(client));
    await importLines(client);
    const matchMs = await timed(async () => {
      const { value } = await client.call(routes.matching.run, {
        params: { tenantId: TENANT },
        query: { dryRun: 'false' },
      });
      expectAll('matched', value.matched);
    });
    const listMs = await timed(() => listEverybody(client));
    const lookupP99Ms = await lookUp(client);
    return { importMs, matchMs, listMs, lookupP99Ms, rssMegabytes: gateway.residentMegabytes() };
  } finally {
    await egress.close();
    await gateway.kill();
  }
}

function storeKeyFile(folder: BenchFolder): string {
  return folder.write('store.key', Buffer.from(systemRandom().bytes(32)).toString('base64'));
}

async function openTenant(client: AdminClient): Promise<void> {
  await client.call(routes.tenants.create, { body: { id: TENANT, displayName: 'Bench' } });
  const params = { tenantId: TENANT, section: 'matching' as const };
  await client.call(routes.settings.put, { params, body: { automatic: false } });
  for (let site = 0; site < SITES; site += 1) {
    await client.call(routes.systems.put, {
      params: { tenantId: TENANT, systemId: `site-${site}` },
      body: { technology: 'PBX', displayName: `Site ${site}`, numberPlan: sitePlan(site) },
    });
  }
}

async function importPeople(client: AdminClient): Promise<void> {
  const entries = people.map(({ displayName, department, objectId, upn, mail, number }) => ({
    displayName,
    department,
    entraObjectId: objectId,
    addresses: [
      { kind: 'upn', value: upn },
      { kind: 'mail', value: mail },
      { kind: 'phone', value: number },
    ],
  }));
  const { value } = await client.send(routes.people.import, { params: { tenantId: TENANT }, bytes: inLines(entries) });
  await finished(client, value.id);
}

async function importLines(client: AdminClient): Promise<void> {
  const entries = people.map(({ site, extension, upn }) => ({
    systemId: `site-${site}`,
    address: extension,
    userName: upn,
  }));
  const { value } = await client.send(routes.lines.import, { params: { tenantId: TENANT }, bytes: inLines(entries) });
  await finished(client, value.id);
}

function inLines(entries: readonly object[]): Uint8Array {
  return Buffer.from(entries.map((entry) => JSON.stringify(entry)).join('\n'));
}

async function finished(client: AdminClient, jobId: string): Promise<void> {
  for (;;) {
    const { value } = await client.call(routes.jobs.get, { params: { tenantId: TENANT, jobId } });
    if (value.state === 'failed') {
      throw new Error(`the import failed: ${JSON.stringify(value.result)}`);
    }
    if (value.state === 'done') {
      return;
    }
    await delay(clock, 20);
  }
}

async function listEverybody(client: AdminClient): Promise<void> {
  let count = 0;
  let after: string | null = null;
  do {
    const page = await pageAfter(client, after);
    count += page.count;
    after = page.next;
  } while (after !== null);
  expectAll('listed', count);
}

async function pageAfter(client: AdminClient, after: string | null) {
  const query = { limit: 1_000, ...(after === null ? {} : { after }) };
  const { value } = await client.call(routes.people.list, { params: { tenantId: TENANT }, query });
  return { count: value.items.length, next: value.next };
}

async function lookUp(client: AdminClient): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < LOOKUPS; count += 1) {
    const address = people[(count * 7_919) % PEOPLE]?.number ?? '';
    times.push(
      await timed(async () => {
        const { value } = await client.call(routes.people.find, { params: { tenantId: TENANT }, query: { address } });
        if (value.items.length !== 1) {
          throw new Error(`${address} was found ${value.items.length} times`);
        }
      }),
    );
  }
  return percentile(times, 0.99);
}

function expectAll(what: string, count: number): void {
  if (count !== PEOPLE) {
    throw new Error(`${count} were ${what}: expected ${PEOPLE}`);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = clock.monotonic();
  await work();
  return clock.monotonic() - startedAt;
}
