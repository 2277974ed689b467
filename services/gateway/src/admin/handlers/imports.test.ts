import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdminClient, type Job, routes } from '@lamplight/admin-api';
import { systemId, tenantId } from '@lamplight/domain';
import { silentLogger } from '@lamplight/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RunningJobs } from '../../imports/running-jobs.ts';
import { type RunningAdmin, runAdmin, TESTER } from '../testing/running-admin.ts';
import { OWN, twoTenants } from '../testing/two-tenants.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamplight-imports-'));
let admin: RunningAdmin;
let client: AdminClient;
const params = { tenantId: OWN };
const own = tenantId(OWN);

beforeAll(async () => {
  admin = await runAdmin({ location: { kind: 'sqlite', path: join(folder, 'store.db') } });
  await twoTenants(admin.store);
  client = admin.client(await admin.key({ roles: ['administrator'], tenant: OWN }));
  // The running job of the tests' tenants is nobody's.
  await new RunningJobs({ store: admin.store, logger: silentLogger }).start();
});

afterAll(async () => {
  await admin.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => setMatching(false));

function setMatching(automatic: boolean) {
  return client.call(routes.settings.put, { params: { ...params, section: 'matching' }, body: { automatic } });
}

function linesOf(entries: readonly unknown[]): Uint8Array {
  return Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

function person(name: string, more: object = {}) {
  return { displayName: name, addresses: [{ kind: 'upn', value: `${name}@acme.example` }], ...more };
}

const people = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => person(prefix + index));

/** The job once it has ended, with every `done` that was seen on the way. Each answer takes a turn of the network. */
async function ended(started: Job): Promise<Job & { readonly seen: readonly number[] }> {
  const seen: number[] = [];
  for (;;) {
    const { value } = await client.call(routes.jobs.get, { params: { ...params, jobId: started.id } });
    if (value.state !== 'running') {
      return { ...value, seen };
    }
    seen.push(value.done);
  }
}

async function importPeople(bytes: Uint8Array, dryRun = false): Promise<Awaited<ReturnType<typeof ended>>> {
  return ended((await client.send(routes.people.import, { params, query: { dryRun }, bytes })).value);
}

const countPeople = () => admin.store.read((view) => view.tenant(own).people.count());
const revision = () => admin.store.read((view) => view.tenants.revisionOf(own));

describe('people:import', () => {
  test('of 20,000 is one job with progress, and finds them again by their anchor', async () => {
    const job = await importPeople(linesOf(people(20_000, 'p')));
    expect(job).toMatchObject({ kind: 'people-import', state: 'done', total: 20_000, done: 20_000 });
    expect(job.result).toMatchObject({ outcome: 'taken', created: 20_000, updated: 0, same: 0 });
    expect(job.seen.some((done) => done > 0 && done < 20_000)).toBe(true);
    expect(job.seen).toEqual(job.seen.toSorted((one, other) => one - other));
    const mixed = [person('p0'), person('p1', { department: 'Sales' }), person('new')];
    const preview = await importPeople(linesOf(mixed), true);
    const before = await revision();
    expect(preview.result).toMatchObject({ outcome: 'previewed', created: 1, updated: 1, same: 1 });
    expect(await revision()).toBe(before);
    expect((await importPeople(linesOf(mixed))).result).toMatchObject({ created: 1, updated: 1, same: 1 });
    const after = await revision();
    expect((await importPeople(linesOf(mixed))).result).toMatchObject({ created: 0, updated: 0, same: 3 });
    expect(await revision()).toBe(after);
  });

  test('names every wrong line, and takes nothing', async () => {
    const before = await countPeople();
    const objectId = '00000000-0000-4000-8000-00000000000A';
    const job = await importPeople(
      Buffer.concat([
        linesOf([person('good', { entraObjectId: objectId })]),
        linesOf([person('x', { displayName: '' })]),
        Buffer.from('{broken\n\n'),
        linesOf([{ displayName: 'No anchor' }]),
        linesOf([person('GOOD', { entraObjectId: objectId.toLowerCase() })]),
        linesOf([person('y', { role: 'admin', groupIds: ['globex-sales'] })]),
        linesOf([person('z', { groupIds: ['globex-sales'], profileId: 'nowhere' })]),
        Buffer.from('{"displayName":"\\ud800","addresses":[{"kind":"upn","value":"half@acme.example"}]}\n'),
        Buffer.from('{"__proto__":{"kind":"room"},"displayName":"P"}'),
      ]),
    );
    expect(job).toMatchObject({ state: 'failed', done: 0, result: { outcome: 'refused', problemCount: 10 } });
    const problems = Object.entries(job.result ?? {}).find(([name]) => name === 'problems')?.[1];
    expect(problems).toEqual([
      { line: 2, field: 'displayName', message: 'is "": expected at least 1 character' },
      { line: 3, field: '', message: 'is "{broken": expected one object of JSON' },
      { line: 5, field: '', message: expect.stringMatching(/^has neither entraObjectId nor/) },
      { line: 6, field: 'entraObjectId', message: 'is that of line 1 already: remove one of the two' },
      { line: 6, field: 'addresses.0.value', message: 'is that of line 1 already: remove one of the two' },
      { line: 7, field: 'role', message: 'is not known: remove it' },
      { line: 8, field: 'groupIds', message: 'names the group "globex-sales", which is not there: put it first' },
      { line: 8, field: 'profileId', message: expect.stringMatching(/^is "nowhere": expected one of lamplight, /) },
      { line: 9, field: '', message: expect.stringMatching(/half a character/) },
      { line: 10, field: expect.anything(), message: expect.anything() },
    ]);
    expect(await countPeople()).toBe(before);
  });

  test('lists 100 problems and counts all', async () => {
    const { result } = await importPeople(linesOf(Array.from({ length: 250 }, () => ({}))));
    expect(result).toMatchObject({ problemCount: 250 });
    expect(JSON.stringify(result).match(/"line"/g)).toHaveLength(100);
  });

  test('after a thousand problems no more are looked for: a quarter of a million would hold up everybody', async () => {
    const { result, total } = await importPeople(Buffer.from('{}\n'.repeat(200_000)));
    expect(total).toBe(200_000);
    expect(result).toMatchObject({ problemCount: 1_000, message: expect.stringContaining('1000 problems or more') });
  });

  test('the same import twice under one key is one job', async () => {
    const ask = (count: number) =>
      client.send(routes.people.import, { params, bytes: linesOf(people(count, 'once')), idempotencyKey: 'import-1' });
    const first = await ask(5);
    expect((await ask(5)).value).toEqual(first.value);
    await expect(ask(6)).rejects.toMatchObject({ reason: 'idempotency_mismatch' });
    await ended(first.value);
  });
});

test('jobs that are still to come have their places too', () => {
  const jobs = new RunningJobs({ store: admin.store, logger: silentLogger });
  const holders = Array.from({ length: 4 }, () => ({}));
  for (const holder of [...holders, ...holders]) {
    jobs.reserve(holder);
  }
  expect(() => jobs.reserve({})).toThrow('expected fewer than 4');
  jobs.release(holders[0] ?? {});
  jobs.reserve({});
});

describe('lines:import', () => {
  test('takes lines of systems that are there, and matches after it', async () => {
    await setMatching(true);
    await importPeople(linesOf([person('berta')]));
    const bytes = linesOf([
      { systemId: 'acme-pbx', address: '101', userName: 'BERTA@acme.example' },
      { systemId: 'acme-pbx', address: '102', kind: 'park' },
    ]);
    const { value } = await client.send(routes.lines.import, { params, bytes });
    const job = await ended(value);
    expect(job).toMatchObject({ kind: 'line-import', state: 'done' });
    expect(job.result).toMatchObject({ created: 2, matching: { matched: 1, added: 1 } });
    const bound = await admin.store.read((view) =>
      view.tenant(own).bindings.at({ systemId: systemId('acme-pbx'), address: '101' }),
    );
    expect(bound).toMatchObject([{ origin: 'matching', reason: 'upn BERTA@acme.example' }]);
  });

  test("refuses another tenant's system and an address twice", async () => {
    const bytes = linesOf([
      { systemId: 'globex-pbx', address: '101' },
      { systemId: 'acme-pbx', address: '103' },
      { systemId: 'acme-pbx', address: '103' },
    ]);
    const { value } = await client.send(routes.lines.import, { params, bytes });
    expect(value.state).toBe('failed');
    expect(value.result).toMatchObject({
      problems: [
        { line: 1, field: 'systemId', message: 'is "globex-pbx", which is not there: put the system first' },
        { line: 3, field: 'address', message: 'is that of line 2 already: remove one of the two' },
      ],
    });
  });
});

test('a job that a killed gateway left running has failed at the next start, or is done if it was taken', async () => {
  const [left, taken] = await admin.store.change(TESTER, async (change) => {
    const { jobs } = change.tenant(own);
    const second = await jobs.start('people-import', 3);
    await jobs.progress(second.id, { done: 3, result: { outcome: 'taken', created: 3 } });
    return [await jobs.start('people-import', 3), second] as const;
  });
  await new RunningJobs({ store: admin.store, logger: silentLogger }).start();
  const jobs = await admin.store.read((view) => view.tenant(own).jobs.list());
  const of = (id: string) => jobs.find((job) => job.id === id);
  expect(of(left.id)).toMatchObject({ state: 'failed', result: { reason: 'stopped' } });
  expect(of(taken.id)).toMatchObject({ state: 'done', result: { outcome: 'taken', created: 3 } });
});
