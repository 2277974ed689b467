/** Optimistic concurrency and idempotency keys, over HTTP and a real store. */
import { ADMIN_ROLES, type AdminClient, routes } from '@lamplight/admin-api';
import { tenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAdmin, runAdmin } from './testing/running-admin.ts';
import { OTHER, OWN, type TwoTenants, twoTenants } from './testing/two-tenants.ts';

let admin: RunningAdmin;
let tenants: TwoTenants;
let key: string;
let client: AdminClient;

beforeAll(async () => {
  admin = await runAdmin();
  tenants = await twoTenants(admin.store);
  key = await admin.key({ roles: [...ADMIN_ROLES] });
  client = admin.client(key);
});

afterAll(() => admin.close());

const params = () => ({ tenantId: OWN, personId: tenants.own['personId'] ?? '' });

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const failure = await promise.catch((caught: unknown) => caught);
  return failure instanceof LamplightError ? failure.reason : `no error: ${JSON.stringify(failure)}`;
}

function auditLength(): Promise<number> {
  return admin.store.read(async (view) => {
    const verdict = await view.tenant(tenantId(OWN)).audit.verify();
    return verdict.ok ? verdict.entries : -1;
  });
}

describe('If-Match', () => {
  test('of two changes against one ETag, one wins', async () => {
    const { etag = '' } = await client.call(routes.people.get, { params: params() });
    const change = (displayName: string) =>
      client.call(routes.people.update, { params: params(), body: { displayName }, ifMatch: etag });
    const outcomes = await Promise.allSettled([change('Anna One'), change('Anna Two')]);
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.value] : []));
    expect(won).toHaveLength(1);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ reason: 'revision_conflict' });
    const now = await client.call(routes.people.get, { params: params() });
    expect(now.value.displayName).toBe(won[0]?.displayName);
    expect(now.etag).not.toBe(etag);
  });

  test.each([
    ['"1', 400],
    ['7', 400],
    ['W/"7"', 400],
    ['*', 400],
    ['"1", "2"', 400],
    ['"999999"', 412],
  ])('%s is answered %i', async (ifMatch, status) => {
    const path = `/v1/tenants/${OWN}/people/${params().personId}`;
    const response = await admin.fetch(path, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'if-match': ifMatch },
      body: '{}',
    });
    await response.text();
    expect(response.status).toBe(status);
  });

  test('where it would not be obeyed it is refused, not overlooked', async () => {
    const of = { tenantId: OWN };
    const making = client.call(routes.people.create, { params: of, body: { displayName: 'Emil' }, ifMatch: '"1"' });
    expect(await reasonOf(making)).toBe('revision_conflict');
    const key2 = client.call(routes.keys.create, { params: of, body: { roles: ['watcher'] }, ifMatch: '"1"' });
    expect(await reasonOf(key2)).toBe('request_invalid');
  });

  test('If-None-Match: a GET of what the caller has is 304, a PUT of * only ever makes', async () => {
    const path = `/v1/tenants/${OWN}/people/${params().personId}`;
    const authorization = `Bearer ${key}`;
    const { etag = '' } = await client.call(routes.people.get, { params: params() });
    const known = await admin.fetch(path, { headers: { authorization, 'if-none-match': etag } });
    expect([known.status, await known.text()]).toEqual([304, '']);
    const line = {
      tenantId: OWN,
      personId: params().personId,
      systemId: tenants.own['systemId'] ?? '',
      address: '900',
    };
    await client.call(routes.lines.put, { params: line, body: {} });
    await client.call(routes.bindings.put, { params: line, body: { role: 'shared' } });
    const bound = await admin.fetch(path, { headers: { authorization, 'if-none-match': etag } });
    expect(bound.status).toBe(200);
    await bound.text();
    const put = async (group: string): Promise<number> => {
      const headers = { authorization, 'content-type': 'application/json', 'if-none-match': '*' };
      const url = `/v1/tenants/${OWN}/groups/${group}`;
      const response = await admin.fetch(url, { method: 'PUT', headers, body: '{}' });
      await response.text();
      return response.status;
    };
    expect([await put('new-group'), await put('new-group')]).toEqual([200, 412]);
  });
});

describe('Idempotency-Key', () => {
  const of = { tenantId: OWN };

  test('the same request twice is made once, and answered alike', async () => {
    const ask = () =>
      client.call(routes.people.create, { params: of, body: { displayName: 'Once' }, idempotencyKey: 'once-1' });
    const first = await ask();
    const audited = await auditLength();
    expect(await ask()).toEqual(first);
    expect(await auditLength()).toBe(audited);
  });

  test('two at a time are one', async () => {
    const ask = () =>
      client.call(routes.people.create, { params: of, body: { displayName: 'Twice' }, idempotencyKey: 'twice-1' });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ value }) => value.id)).size).toBe(1);
    const { value } = await client.call(routes.people.list, { params: of, query: { query: 'Twice' } });
    expect(value.items).toHaveLength(1);
  });

  test('another request under the same key is refused; another caller has keys of their own', async () => {
    const ask = (caller: AdminClient, displayName: string) =>
      caller.call(routes.people.create, { params: of, body: { displayName }, idempotencyKey: 'shared-1' });
    await ask(client, 'First');
    expect(await reasonOf(ask(client, 'Second'))).toBe('idempotency_mismatch');
    const colleague = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
    expect((await ask(colleague, 'Third')).value.displayName).toBe('Third');
  });

  test('a change that failed is not kept: the same key may try again', async () => {
    const ask = (personId: string) =>
      client.call(routes.people.leave, { params: { tenantId: OWN, personId }, idempotencyKey: 'retry-1' });
    expect(await reasonOf(ask('nobody'))).toBe('person_unknown');
    const { value } = await client.call(routes.people.create, { params: of, body: { displayName: 'Leaver' } });
    expect((await ask(value.id)).value.leftAt).not.toBeNull();
  });

  test('what was answered is answered again by another process over the same store, and lies there sealed', async () => {
    const ask = () =>
      client.call(routes.keys.create, { params: of, body: { roles: ['watcher'] }, idempotencyKey: 'key-1' });
    const { value } = await ask();
    expect((await ask()).value.key).toBe(value.key);
    const caller = await client.call(routes.keys.caller, {});
    const kept = await admin.store.read((view) => view.tenant(tenantId(OWN)).jobs.answer(caller.value.keyId, 'key-1'));
    expect(kept?.status).toBe(201);
    expect(JSON.stringify(kept)).not.toContain(value.key);
    expect(JSON.stringify(kept)).not.toContain(value.id);
  });

  test.each(['', 'with space', 'ä', 'x'.repeat(129)])('%j is no key', async (idempotencyKey) => {
    const response = await admin.fetch(`/v1/tenants/${OTHER}/groups/x`, {
      method: 'PUT',
      headers: new Headers([
        ['authorization', `Bearer ${key}`],
        ['content-type', 'application/json'],
        ['idempotency-key', Buffer.from(idempotencyKey).toString('latin1')],
      ]),
      body: '{}',
    });
    await response.text();
    expect(response.status).toBe(400);
  });

  test('routes of the installation say that they take none', async () => {
    const making = client.call(routes.tenants.create, { body: { id: 'initech' }, idempotencyKey: 'k' });
    expect(await reasonOf(making)).toBe('request_invalid');
  });
});
