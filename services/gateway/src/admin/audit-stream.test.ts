/** The audit as a stream: from the beginning, on to what comes, until somebody leaves. */
import { type AdminClient, auditEntry, readLines, readRecords, routes } from '@lamplight/admin-api';
import { tenantId } from '@lamplight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAdmin, runAdmin, TESTER } from './testing/running-admin.ts';
import { OTHER, OWN, twoTenants } from './testing/two-tenants.ts';

let admin: RunningAdmin;
let client: AdminClient;

beforeAll(async () => {
  admin = await runAdmin();
  await twoTenants(admin.store);
  client = admin.client(await admin.key({ roles: ['auditor'], tenant: OWN }));
});

afterAll(() => admin.close());

const params = { tenantId: OWN };

async function addGroup(tenant: string, id: string): Promise<void> {
  await admin.store.change(TESTER, async (change) => {
    await change.tenant(tenantId(tenant)).groups.put({ id, displayName: '' }, null);
  });
}

function stream(query: { readonly after?: number; readonly follow?: boolean }) {
  return readRecords(client.stream(routes.audit.stream, { params, query }), auditEntry);
}

test('without follow it ends with the last entry, and holds them all in order', async () => {
  for (let count = 0; count < 450; count += 1) {
    await addGroup(OWN, `many-${count}`);
  }
  const sequences: number[] = [];
  for await (const { sequence } of stream({ follow: false })) {
    sequences.push(sequence);
  }
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  const { value } = await client.call(routes.audit.verify, { params });
  expect(value).toMatchObject({ ok: true, entries: sequences.length });
});

test('follows: wakes for each change of this tenant, and of no other', async () => {
  const { value } = await client.call(routes.audit.verify, { params });
  const following = stream({ after: value.entries });
  const first = following.next();
  await addGroup(OTHER, 'foreign');
  await addGroup(OWN, 'followed-1');
  expect((await first).value).toMatchObject({ sequence: value.entries + 1, entityId: 'followed-1' });
  const second = following.next();
  await addGroup(OWN, 'followed-2');
  expect((await second).value).toMatchObject({ sequence: value.entries + 2, entityId: 'followed-2' });
  await following.return(undefined);
});

test('an empty line shows that a quiet stream lives; whoever hangs up leaves nothing behind', async () => {
  const { value } = await client.call(routes.audit.verify, { params });
  const before = admin.clock.pendingCount;
  const bytes = client.stream(routes.audit.stream, { params, query: { after: value.entries } })[Symbol.asyncIterator]();
  const beat = bytes.next();
  while (admin.clock.pendingCount < before + 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  admin.clock.advance(15_000);
  expect(Buffer.from((await beat).value ?? []).toString()).toBe('\n');
  await bytes.return?.();
  while (admin.clock.pendingCount > before) {
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('a drain ends it', async () => {
  const { value } = await client.call(routes.audit.verify, { params });
  const rest = readLines(client.stream(routes.audit.stream, { params, query: { after: value.entries - 1 } }));
  await rest.next();
  const end = rest.next();
  admin.admin.drain();
  expect(await end).toEqual({ done: true, value: undefined });
});
