import { tenantId } from '@lamplight/domain';
import { silentLogger } from '@lamplight/runtime';
import type { JobRecord, PersonInput, Store } from '@lamplight/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Matching } from '../matching/matching.ts';
import { BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { checkEntries } from './check-entries.ts';
import type { ImportKind } from './import-kind.ts';
import { PEOPLE_IMPORT } from './people-import.ts';
import { importWork } from './run-import.ts';
import { RunningJobs } from './running-jobs.ts';

const ACME = tenantId('acme');
/** Three chunks. */
const ENTRIES = 1_200;
let store: Store;
let jobs: RunningJobs;

beforeEach(async () => {
  store = await openMemoryStore();
  await store.change(BY_HAND, (change) => change.tenants.create({ id: ACME, displayName: '' }));
  jobs = new RunningJobs({ store, logger: silentLogger });
});

afterEach(() => store.close());

async function* body(): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < ENTRIES; index += 1) {
    const addresses = [{ kind: 'upn', value: `p${index}@acme.example` }];
    yield Buffer.from(`${JSON.stringify({ displayName: `P ${index}`, addresses })}\n`);
  }
}

interface Made {
  begin(): void;
  /** As it is kept. */
  job(): Promise<JobRecord | undefined>;
}

async function madeImport(
  take: ImportKind<PersonInput>['take'],
  matching: Pick<Matching, 'carryOut'> = new Matching(),
): Promise<Made> {
  const kind = { ...PEOPLE_IMPORT, take };
  const checked = await checkEntries(body(), kind, () => []);
  const { id } = await store.change(BY_HAND, (change) => change.tenant(ACME).jobs.start(kind.job, checked.total));
  const around = { store, matching, inForce: () => Promise.resolve() };
  const order = { tenantId: ACME, jobId: id, actor: BY_HAND, kind, checked, dryRun: false };
  return {
    begin: () => jobs.begin(importWork(around, order)),
    job: () => store.read((view) => view.tenant(ACME).jobs.get(id)),
  };
}

function countAndAudit() {
  return store.read(async (view) => [
    await view.tenant(ACME).people.count(),
    await view.tenants.revisionOf(ACME),
    await view.tenant(ACME).audit.verify(),
  ]);
}

test('an import that fails in the midst of its change leaves nothing of itself, and its job says why', async () => {
  const before = await countAndAudit();
  const failing = Promise.withResolvers<void>();
  let calls = 0;
  const made = await madeImport((tenant, entries) => {
    calls += 1;
    if (calls === 3) {
      failing.resolve();
      throw new Error('the disk is full');
    }
    return PEOPLE_IMPORT.take(tenant, entries);
  });
  made.begin();
  await failing.promise;
  await jobs.stop();
  expect(await made.job()).toMatchObject({
    state: 'failed',
    done: 0,
    result: { outcome: 'failed', message: expect.stringMatching(/disk is full/) },
  });
  expect(await countAndAudit()).toEqual(before);
});

test('a gateway that stops takes the import under way back, and does not begin those that wait', async () => {
  const before = await countAndAudit();
  const first = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const running = await madeImport(async (tenant, entries) => {
    const counts = await PEOPLE_IMPORT.take(tenant, entries);
    first.resolve();
    await stopped.promise;
    return counts;
  });
  const waiting = await madeImport(() => {
    throw new Error('expected never to begin');
  });
  running.begin();
  waiting.begin();
  await first.promise;
  const stopping = jobs.stop();
  stopped.resolve();
  await stopping;
  for (const { job } of [running, waiting]) {
    expect(await job()).toMatchObject({ state: 'failed', result: { outcome: 'failed', reason: 'stopped' } });
  }
  expect(await countAndAudit()).toEqual(before);
});

test('no more than four jobs run or wait', async () => {
  for (let count = 0; count < 4; count += 1) {
    jobs.reserve(jobs);
    jobs.release(jobs);
    (await madeImport(PEOPLE_IMPORT.take)).begin();
  }
  expect(() => jobs.reserve({})).toThrow(/4 jobs run or wait/);
  await jobs.stop();
});

describe('an import that was taken', () => {
  test('stays so when matching fails, and says why', async () => {
    const carryOut = () => Promise.reject(new Error('out of memory'));
    const { begin, job } = await madeImport(PEOPLE_IMPORT.take, { carryOut });
    const ended = Promise.withResolvers<void>();
    begin();
    jobs.begin({ tenantId: ACME, jobId: 'next', run: () => Promise.resolve(ended.resolve()).then(() => null) });
    await ended.promise;
    expect(await job()).toMatchObject({
      state: 'done',
      done: ENTRIES,
      result: { outcome: 'taken', created: ENTRIES, matching: { message: 'matching failed (out of memory): run it' } },
    });
  });

  test('does not keep a gateway from stopping while it is matched', async () => {
    const matching = Promise.withResolvers<void>();
    const carryOut = () => {
      matching.resolve();
      return new Promise<never>(() => undefined);
    };
    const { begin, job } = await madeImport(PEOPLE_IMPORT.take, { carryOut });
    begin();
    await matching.promise;
    await jobs.stop();
    expect(await job()).toMatchObject({ state: 'done', result: { outcome: 'taken', matching: { reason: 'stopped' } } });
  });
});
