import { AS_THE_TENANT, personId, tenantId } from '@lamplight/domain';
import type { Store } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { erasePerson } from './erase-person.ts';
import { keepList, keptListOf } from './kept-list.ts';

const ACME = tenantId('acme');
const ANNA = personId('anna');
let store: Store;

beforeEach(async () => {
  store = await openMemoryStore();
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: '' });
    const tenant = change.tenant(ACME);
    const addresses = [{ kind: 'upn' as const, value: 'anna.berger@acme.example' }];
    const person = { kind: 'person', displayName: 'Anna', department: '', telephony: 'pbx', addresses } as const;
    await tenant.people.create(
      { ...person, entraObjectId: null, groupIds: [], ...AS_THE_TENANT, origin: 'administrator' },
      ANNA,
    );
    const csv = 'Anna.Berger@acme.example,aberger\r\nbert@acme.example,bcole\r\n';
    await keepList(tenant, { entries: 2, csv }, null);
  });
});

afterEach(() => store.close());

test('who is erased goes from the list of pairs too, and from what the audit says of it', async () => {
  await store.change(BY_HAND, (change) => erasePerson(change.tenant(ACME), ANNA));
  const { list, entries } = await store.read(async (view) => {
    const tenant = view.tenant(ACME);
    const filter = { entity: null, entityId: null, actorId: null, personId: null, from: null, to: null };
    return { list: await keptListOf(tenant), ...(await tenant.audit.list(filter, 0, 1_000)) };
  });
  expect(list).toMatchObject({ entries: 1, csv: 'bert@acme.example,bcole\r\n' });
  expect(JSON.stringify(entries).toLowerCase()).not.toMatch(/anna\.berger|aberger/);
  expect(await store.read((view) => view.tenant(ACME).audit.verify())).toMatchObject({ ok: true });
});
