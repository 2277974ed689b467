/** Tenants, keys and systems that come, change and go in the store while the gateway runs, over TLS. */
import { type AdminClient, createAdminClient, routes } from '@lamplight/admin-api';
import { tenantId } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type Role, type RunningGateway, startGateway } from '@lamplight/gateway';
import { createEgress, type Egress, MemoryLogger, seededRandom, systemClock } from '@lamplight/runtime';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';

const clock = systemClock();
const random = seededRandom(11);
const ops = makeKey(random);
const board = makeKey(random);
const NEW = { tenantId: 'new' };

const TENANTS = `tenants:
  - id: acme
    systems: [{ id: pbx, technology: PBX }]
    people: [{ id: anna, displayName: Anna, bindings: [{ system: pbx, address: '567' }] }]
    keys: [{ id: board, hash: '${board.hash}', roles: [watcher] }]
`;
const CONFIG = `listen: { port: 0, certificate: { selfSigned: [localhost] } }
keys: [{ id: ops, hash: '${ops.hash}', roles: [operator] }]
${TENANTS}`;

let gateway: RunningGateway;
let egress: Egress;
let admin: AdminClient;
let subscribers: ScriptedSubscriber[];

beforeEach(async () => {
  const direct = createEgress();
  const config = parseGatewayConfig(CONFIG);
  gateway = await startGateway({ config, clock, random, logger: new MemoryLogger(), egress: direct });
  await direct.close();
  egress = createEgress({ caPem: [gateway.certPem] });
  admin = adminWith(ops.key);
  subscribers = [];
});
afterEach(async () => {
  for (const subscriber of subscribers) {
    await subscriber.close();
  }
  await gateway.stop();
  await egress.close();
});

function adminWith(key: string): AdminClient {
  const address = new URL(`https://localhost:${gateway.address.port}`);
  return createAdminClient({ gateway: address, key, fetch: egress.fetch });
}

function subscribe(key: string): ScriptedSubscriber {
  const { port } = gateway.address;
  const subscriber = new ScriptedSubscriber({ port, certPem: gateway.certPem, key });
  subscribers.push(subscriber);
  return subscriber.hello();
}

async function keyOf(tenant: string, role: Role): Promise<{ readonly id: string; readonly key: string }> {
  const { value } = await admin.call(routes.keys.create, { params: { tenantId: tenant }, body: { roles: [role] } });
  return value;
}

describe('a tenant', () => {
  test('that is created is served at once; when it is removed its streams end for good', async () => {
    await admin.call(routes.tenants.create, { body: { id: 'new' } });
    const { key } = await keyOf('new', 'watcher');
    const administrator = adminWith((await keyOf('new', 'administrator')).key);
    const { value: bea } = await administrator.call(routes.people.create, {
      params: NEW,
      body: { displayName: 'Bea' },
    });
    const stream = subscribe(key).watch(1, { add: [bea.id] });
    await stream.next('caught-up');
    await admin.call(routes.tenants.remove, { params: NEW });
    // Its keys go with it: whichever is noticed first, the client need not come back.
    expect([7, 16]).toContain((await stream.ended)?.code);
    expect(await subscribe(key).ended).toMatchObject({ reason: 'key_unknown' });
    expect([...gateway.tenants.keys()]).toEqual(['acme']);
  });

  test('that is removed lets nobody in any more, whose key the configuration still has', async () => {
    const stream = subscribe(board.key).watch(1, { add: ['anna'] });
    await stream.next('caught-up');
    await admin.call(routes.tenants.remove, { params: { tenantId: 'acme' } });
    expect(await stream.ended).toMatchObject({ code: 7, reason: 'foreign_tenant' });
    expect(await subscribe(board.key).ended).toMatchObject({ code: 7, reason: 'foreign_tenant' });
  });

  test('of another file is planned, applied and served; what did not change goes on', async () => {
    const stream = subscribe(board.key).watch(1, { add: ['anna'] });
    await stream.next('caught-up');
    const yaml = `${TENANTS}  - { id: new, people: [{ id: carl, displayName: Carl }] }\n`;
    const bytes = new TextEncoder().encode(yaml);
    const plan = await admin.send(routes.installation.apply, { query: { dryRun: true }, bytes });
    expect(plan.value.differences.map(({ tenantId: id, entity, change }) => [id, entity, change])).toEqual([
      ['new', 'tenant', 'create'],
      ['new', 'person', 'create'],
    ]);
    const query = { ifPlan: plan.value.plan };
    expect((await admin.send(routes.installation.apply, { query, bytes })).value.applied).toBe(true);
    expect(gateway.tenants.get(tenantId('new'))?.directory.size).toBe(1);
    await stream.watch(2, { add: ['nobody'] }).next('caught-up');
  });
});

describe('a key', () => {
  test('of the store ends its streams when it is revoked, and no others', async () => {
    const { id, key } = await keyOf('acme', 'watcher');
    const [revoked, stays] = [subscribe(key).watch(1, { add: ['anna'] }), subscribe(board.key)];
    await Promise.all([revoked.next('caught-up'), stays.next('welcome')]);
    await admin.call(routes.keys.revoke, { params: { tenantId: 'acme', keyId: id } });
    expect(await revoked.ended).toMatchObject({ reason: 'key_revoked' });
    await stays.watch(1, { add: ['anna'] }).next('caught-up');
  });

  test('of the installation reaches no tenant but by the admin API', async () => {
    expect(await subscribe(ops.key).ended).toMatchObject({ code: 7, reason: 'foreign_tenant' });
  });
});

test('a system whose settings no adapter can work with says so as its health, until they are right', async () => {
  const params = { tenantId: 'acme', systemId: 'teams' };
  const teams = { tenantId: 't', clientId: 'c', pollWatched: '500ms' };
  const put = (settings: object) =>
    admin.call(routes.systems.put, { params, body: { technology: 'MSTEAMS', settings: { teams: { ...settings } } } });
  const health = async () =>
    (await admin.call(routes.sources.list, { params: { tenantId: 'acme' } })).value.items[0]?.health;
  await put(teams);
  expect(await health()).toMatchObject({ state: 'action-needed', reason: 'config_invalid' });
  expect((await health())?.message).toContain('expected exactly one of secret, secretEnv, certificate and federated');
  await admin.call(routes.systems.putCredential, {
    params: { ...params, name: 'clientSecret' },
    body: { secret: 'one that Entra does not know' },
  });
  expect((await health())?.reason).not.toBe('config_invalid');
  await admin.call(routes.systems.remove, { params });
  expect(gateway.tenants.get(tenantId('acme'))?.sources()).toEqual([]);
});
