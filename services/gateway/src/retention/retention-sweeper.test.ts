import { type Retention, retentionSettings } from '@lamplight/admin-api';
import { type PersonId, personId, systemId, tenantId } from '@lamplight/domain';
import { ManualClock, MemoryLogger, silentTelemetry } from '@lamplight/runtime';
import type { Store, TenantChange } from '@lamplight/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { SAMPLE_PERSON } from '../testing/sample-person.ts';
import { RetentionSweeper } from './retention-sweeper.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const ACME = tenantId('acme');
const OTHER = tenantId('other');

let clock: ManualClock;
let logger: MemoryLogger;
let store: Store;
let sweeper: RetentionSweeper;

beforeEach(async () => {
  clock = new ManualClock();
  logger = new MemoryLogger();
  store = await openMemoryStore(clock);
  await store.change(BY_HAND, async (change) => {
    for (const id of [ACME, OTHER]) {
      await change.tenants.create({ id, displayName: '' });
      const system = { id: systemId('pbx'), technology: 'PBX', displayName: '', numberPlan: null, settings: {} };
      await change.tenant(id).systems.create(system);
    }
  });
});
afterEach(async () => {
  await sweeper.stop();
  expect(clock.pendingCount).toBe(0);
  await store.close();
});

function sweepWith(settings: Readonly<Record<string, Partial<Retention>>>): void {
  const tenants = Object.entries(settings).map(([id, retention]) => ({
    tenantId: tenantId(id),
    settings: { retention: retentionSettings.parse(retention) },
  }));
  sweeper = new RetentionSweeper({
    store,
    erase: (tenant, id) => tenant.people.erase(id),
    tenants: () => tenants,
    clock,
    logger,
    telemetry: silentTelemetry,
  });
  sweeper.start();
}

/** Resolves once the sweep that is under way has ended: its timer for the next one stands. */
async function swept(): Promise<void> {
  while (clock.pendingCount === 0) {
    await store.read(async () => undefined);
  }
}

/** Sweeps are an hour apart, counted from the end of the one before. */
async function aDayLater(): Promise<void> {
  for (const ms of [DAY, HOUR]) {
    clock.advance(ms);
    await swept();
  }
}

const change = (work: (tenant: TenantChange) => Promise<unknown>, id = ACME) =>
  store.change(BY_HAND, (whole) => work(whole.tenant(id)));
const isThere = async (id: PersonId, of = ACME): Promise<boolean> =>
  (await store.read((view) => view.tenant(of).people.get(id))) !== undefined;

test('a leaver is erased when the days of their tenant are over, in batches, and nobody else is', async () => {
  const stays = personId('stays');
  for (const id of [ACME, OTHER]) {
    await change(async ({ people }) => {
      const many = Array.from({ length: 230 }, (_, index) => ({ id: personId(`p${index}`), person: SAMPLE_PERSON }));
      await people.createMany([...many, { id: stays, person: SAMPLE_PERSON }]);
      for (const one of many) {
        await people.leave(one.id, null);
      }
    }, id);
  }
  sweepWith({ acme: { leavers: 1 }, other: { leavers: 2 } });
  await swept();
  expect(await isThere(personId('p0'))).toBe(true);
  await aDayLater();
  expect([await isThere(personId('p0')), await isThere(personId('p229')), await isThere(stays)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(await isThere(personId('p0'), OTHER)).toBe(true);
});

test('what the audit says goes when its time is over, and its chain holds', async () => {
  await change(({ groups }) => groups.put({ id: 'sales', displayName: 'Sales' }, null));
  sweepWith({ acme: { auditBodies: 1 } });
  await swept();
  await aDayLater();
  const [bodies, verdict] = await store.read(async (view) => {
    const { audit } = view.tenant(ACME);
    const filter = { entity: 'group', entityId: null, actorId: null, personId: null, from: null, to: null };
    return [(await audit.list(filter, 0, 10)).entries.map(({ after }) => after), await audit.verify()];
  });
  expect(bodies).toEqual([null]);
  expect(verdict.ok).toBe(true);
});

test('old work, decided proposals and logins that are over go; open proposals stay', async () => {
  const anna = personId('anna');
  const ids = await store.change(BY_HAND, async (whole) => {
    const tenant = whole.tenant(ACME);
    await tenant.people.create(SAMPLE_PERSON, anna);
    const login = { role: 'logged-in', primary: false, origin: 'login', reason: '' } as const;
    const binding = { ...login, personId: anna, systemId: systemId('pbx'), address: '567' };
    await tenant.bindings.put({ ...binding, expiresAt: clock.now() + 1_000 }, null);
    const job = await tenant.jobs.start('match', 1);
    await tenant.jobs.progress(job.id, { state: 'done' });
    const proposal = { kind: 'telephony', personId: anna, reason: '' } as const;
    const decided = await tenant.proposals.propose({ ...proposal, content: { telephony: 'twinned' } });
    await tenant.proposals.decide(decided.id, 'dismissed', null);
    const open = await tenant.proposals.propose({ ...proposal, content: { telephony: 'teams' } });
    return { job: job.id, decided: decided.id, open: open.id };
  });
  sweepWith({ acme: { jobs: 1, proposals: 1 } });
  await swept();
  await aDayLater();
  const left = await store.read(async (view) => {
    const { jobs, proposals, bindings } = view.tenant(ACME);
    return [
      await jobs.get(ids.job),
      await proposals.get(ids.decided),
      (await proposals.get(ids.open))?.state,
      await bindings.of(anna),
    ];
  });
  expect(left).toEqual([undefined, undefined, 'open', []]);
});

test('a tenant whose sweep fails keeps no other from its own', async () => {
  await change(async ({ people }) => {
    await people.create(SAMPLE_PERSON, personId('anna'));
    await people.leave(personId('anna'), null);
  }, OTHER);
  clock.advance(1);
  sweepWith({ 'not-there': { leavers: 0 }, other: { leavers: 0 } });
  await swept();
  expect(await isThere(personId('anna'), OTHER)).toBe(false);
});
