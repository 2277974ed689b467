/** A gateway over a store in a file: what it keeps over a restart, and what a stolen file gives away. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdminClient, routes } from '@lamplight/admin-api';
import { personId, tenantId } from '@lamplight/domain';
import { loadGatewayConfig, makeKey, type RunningGateway, startGateway } from '@lamplight/gateway';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { createEgress, seededRandom, systemClock, systemRandom } from '@lamplight/runtime';
import { makeStoreKey } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { RecordedLogger } from '../fakes/recorded-logger.ts';
import { atSimulator } from '../fakes/simulated-teams.ts';

const clock = systemClock();
const random = seededRandom(31);
const admin = makeKey(random);
const board = makeKey(random);
const ANNA = '10000000-0000-4000-8000-000000000001';
const ADMIN = { id: 'admin', hash: admin.hash, roles: ['administrator'] };
const ACME = tenantId('acme');

let folder: string;
let logger: RecordedLogger;
let closing: (() => Promise<unknown>)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-store-'));
  writeFileSync(join(folder, 'store.key'), makeStoreKey(systemRandom()), { mode: 0o600 });
  logger = new RecordedLogger();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) {
    await close();
  }
  rmSync(folder, { recursive: true });
});

async function start(tenants: readonly object[]): Promise<RunningGateway> {
  const file = join(folder, 'gateway.yaml');
  const config = {
    listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
    store: { file: 'lamplight.db', key: { file: 'store.key' } },
    tenants,
  };
  writeFileSync(file, stringify(config));
  const read = () => loadGatewayConfig(file);
  const egress = createEgress({ clock });
  const gateway = await startGateway({ config: read(), source: { file, read }, clock, random, logger, egress });
  closing.push(() => gateway.stop().finally(() => egress.close()));
  return gateway;
}

function adminOf(gateway: RunningGateway) {
  const egress = createEgress({ caPem: [gateway.certPem] });
  closing.push(() => egress.close());
  const address = new URL(`https://localhost:${gateway.address.port}`);
  return createAdminClient({ gateway: address, key: admin.key, fetch: egress.fetch });
}

const anna = (displayName: string) => ({ id: 'anna', displayName });
const nameOf = (gateway: RunningGateway, id: string) =>
  gateway.tenants.get(ACME)?.directory.person(personId(id))?.displayName;

test('what was made by hand is there after a restart; the tenants of the file are loaded once, then only compared', async () => {
  const first = await start([{ id: 'acme', people: [anna('Anna')], keys: [ADMIN] }]);
  const body = { displayName: 'Bea' };
  const { value: bea } = await adminOf(first).call(routes.people.create, { params: { tenantId: 'acme' }, body });
  await first.stop();
  const second = await start([{ id: 'acme', people: [anna('Anna Berg')], keys: [ADMIN] }, { id: 'other' }]);
  expect([nameOf(second, 'anna'), nameOf(second, bea.id)]).toEqual(['Anna', 'Bea']);
  expect([...second.tenants.keys()].toSorted()).toEqual(['acme', 'other']);
  const { fields } = await logger.said(
    'the tenants of the configuration differ from the store, which holds: the command shows how, and takes them over',
  );
  expect(fields).toMatchObject({ create: 0, update: 1, remove: 0, command: 'lamplight apply gateway.yaml' });
  await second.stop();
  const third = await start([]);
  expect(nameOf(third, bea.id)).toBe('Bea');
});

test('a store is not opened under another key', async () => {
  const running = await start([{ id: 'acme' }]);
  await running.stop();
  writeFileSync(join(folder, 'store.key'), makeStoreKey(systemRandom()));
  await expect(start([])).rejects.toMatchObject({ reason: 'store_key_wrong' });
});

test('after a restart the token of before is used; the file holds neither it nor the secret', async () => {
  const simulator = await startGraphSimulator({
    port: 0,
    clock,
    random,
    config: {
      people: [{ id: ANNA, displayName: 'Anna', userPrincipalName: `anna@${DEFAULT_TENANT.domain}` }],
    },
  });
  closing.push(() => simulator.stop());
  writeFileSync(join(folder, 'graph.pem'), simulator.caPem);
  const first = await start([withTeams(simulator)]);
  await seesAnna(first);
  await first.stop();
  expect(tokenRequests(simulator)).toBe(1);
  const second = await start([withTeams(simulator)]);
  await seesAnna(second);
  expect(tokenRequests(simulator)).toBe(1);
  await second.stop();
  const kept = readdirSync(folder)
    .filter((name) => name.startsWith('lamplight.db'))
    .map((name) => readFileSync(join(folder, name)).toString('latin1'));
  expect(kept.length).toBeGreaterThan(0);
  for (const text of kept) {
    expect(text).not.toContain(DEFAULT_APP.secret);
    // How every token begins: {"typ" or {"alg" in base64.
    expect(text).not.toMatch(/eyJ(?:0eXAi|hbGci)/);
    expect(text).not.toContain('AccessToken');
  }
});

function withTeams(simulator: RunningGraphSimulator): object {
  const teams = {
    ...atSimulator(simulator, 'graph.pem'),
    pollWatched: '500ms',
    landingTime: '100ms',
  };
  return {
    id: 'acme',
    systems: [{ id: 'teams', technology: 'MSTEAMS', teams }],
    people: [{ ...anna('Anna'), bindings: [{ system: 'teams', address: ANNA }] }],
    keys: [{ id: 'board', hash: board.hash, roles: ['watcher'] }],
  };
}

async function seesAnna(gateway: RunningGateway): Promise<void> {
  const console = new ConsoleRecorder({
    gateway: `localhost:${gateway.address.port}`,
    key: board.key,
    caPem: gateway.certPem,
    people: ['anna'],
  });
  await console.until('anna', 'Available/Available fresh');
  await console.close();
}

function tokenRequests(simulator: RunningGraphSimulator): number {
  const counts = simulator.control.counts.filter(({ route }) => route === 'token');
  return counts.reduce((sum, { count }) => sum + count, 0);
}
