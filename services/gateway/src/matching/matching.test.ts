import { AS_THE_TENANT, personId, systemId, tenantId } from '@lamplight/domain';
import type { Store, TenantChange } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { Matching, type ReadTenant } from './matching.ts';

const ACME = tenantId('acme');
const PBX = systemId('pbx');
let store: Store;

beforeEach(async () => {
  store = await openMemoryStore();
  await store.change(BY_HAND, async (change) => {
    await change.tenants.create({ id: ACME, displayName: '' });
    const tenant = change.tenant(ACME);
    await tenant.systems.create({ id: PBX, technology: 'PBX', displayName: '', numberPlan: null, settings: {} });
    await addPerson(tenant, 'anna');
    await addLine(tenant, '101');
  });
});

afterEach(() => store.close());

async function addPerson(tenant: TenantChange, name: string): Promise<void> {
  await tenant.people.create(
    {
      kind: 'person',
      displayName: name,
      department: '',
      telephony: 'pbx',
      entraObjectId: null,
      addresses: [{ kind: 'mail', value: 'anna@acme.example' }],
      groupIds: [],
      ...AS_THE_TENANT,
      origin: 'directory',
    },
    personId(name),
  );
}

async function addLine(tenant: TenantChange, address: string): Promise<void> {
  const texts = { displayName: '', userName: '', mail: 'anna@acme.example' };
  await tenant.lines.put({ systemId: PBX, address, kind: 'desk', origin: 'directory', ...texts }, null);
}

const change = <T>(work: (tenant: TenantChange) => Promise<T>) =>
  store.change(BY_HAND, (stored) => work(stored.tenant(ACME)));
const read: ReadTenant = (work) => store.read((view) => work(view.tenant(ACME), view));
const carryOut = (from: ReadTenant) =>
  new Matching().carryOut({
    read: from,
    change: (work) => store.change(BY_HAND, (stored) => work(stored.tenant(ACME), stored)),
  });

/** Reads, and lets somebody change the tenant before anything is done with it. */
function overtakenBy(meanwhile: (tenant: TenantChange) => Promise<void>): ReadTenant {
  return async (work) => {
    const found = await read(work);
    await change(meanwhile);
    return found;
  };
}

test('what was found in a tenant that has changed since is not carried out, but found anew', async () => {
  const report = await carryOut(overtakenBy((tenant) => addLine(tenant, '102')));
  expect(report).toMatchObject({ applied: true, lines: 2, matched: 2, counts: { added: 2 } });
  // Anna was matched alone; now a second person has her address, and nobody gets the lines.
  const second = await carryOut(overtakenBy((tenant) => addPerson(tenant, 'anna2')));
  expect(second).toMatchObject({ people: 2, matched: 0, counts: { removed: 2 } });
});

test('runs one after another, each with what the one before it did', async () => {
  const matching = new Matching();
  const apart = (work: Parameters<Parameters<typeof matching.carryOut>[0]['change']>[0]) =>
    store.change(BY_HAND, (stored) => work(stored.tenant(ACME), stored));
  const [first, second] = await Promise.all([
    matching.carryOut({ read, change: apart }),
    matching.carryOut({ read, change: apart }),
  ]);
  expect([first.counts.added, second.counts.added, second.counts.unchanged]).toEqual([1, 0, 1]);
});

test('a change that fails is handed on, and the next run is not held up', async () => {
  const matching = new Matching();
  const failing = matching.carryOut({ read, change: () => Promise.reject(new Error('the disk is full')) });
  await expect(failing).rejects.toThrow('the disk is full');
  expect((await matching.preview(read)).counts.added).toBe(1);
});
