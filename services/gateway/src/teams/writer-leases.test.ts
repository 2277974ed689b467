import { systemId, tenantId } from '@lamplight/domain';
import { type Clock, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { keyRingOf, makeStoreKey, openStore, type Store } from '@lamplight/store';
import type { WriterStanding } from '@lamplight/teams-adapter';
import { afterEach, expect, test } from 'vitest';
import { WriterLeases } from './writer-leases.ts';

const KEY = { entraTenantId: 'contoso.example', clientId: 'app' };
const ACME = tenantId('acme');
const OTHER = tenantId('other');

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) {
    await store.close();
  }
});

/** Processes over one store. */
async function site() {
  const clock = new ManualClock(1_000_000);
  const random = seededRandom(1);
  const store = await openStore({
    location: { kind: 'memory' },
    keys: keyRingOf([makeStoreKey(random)], 'the test'),
    clock,
    random,
    logger: new MemoryLogger(),
  });
  open.push(store);
  const process = (holder: string, clockOfIt: Clock = clock) => {
    const state = { reachable: true };
    const change: Store['change'] = (actor, work) =>
      state.reachable ? store.change(actor, work) : Promise.reject(new Error('no route to the store'));
    const leases = new WriterLeases({ store: { change }, clock: clockOfIt, logger: new MemoryLogger(), holder });
    return { leases, state };
  };
  /** Lets time pass, and the store answer. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed <= ms; passed += 1000) {
      await clock.advanceAsync(Math.min(1000, ms - passed));
      await store.change({ kind: 'gateway', id: 'test' }, () => Promise.resolve());
      await clock.advanceAsync(0);
    }
  };
  return { clock, process, pass };
}

function claimed(leases: WriterLeases, tenant = ACME, system = 'one') {
  const told: WriterStanding[] = [];
  const claim = leases.of(tenant, systemId(system)).claim(KEY, (standing) => told.push(standing));
  return { told, claim, last: () => told.at(-1) };
}

test('in one process who came first writes, the second is told who does, and follows when the first ends', async () => {
  const { process, pass } = await site();
  const { leases } = process('a');
  const first = claimed(leases);
  expect(first.told).toEqual([]);
  const second = claimed(leases, ACME, 'two');
  const foreign = claimed(leases, OTHER, 'three');
  await pass(1000);
  expect(first.last()).toEqual({ kind: 'ours' });
  expect(second.last()).toEqual({ kind: 'taken', holder: 'the system one' });
  expect(foreign.last()).toEqual({ kind: 'taken', holder: 'a system of another tenant of this gateway' });
  await first.claim.release();
  await pass(1000);
  expect(second.last()).toEqual({ kind: 'ours' });
  expect(foreign.last()?.kind).toBe('taken');
  await pass(120_000);
  expect(second.last()).toEqual({ kind: 'ours' });
});

test('over one store the second process waits, takes over at once after an orderly end, and after the lease else', async () => {
  const { process, pass } = await site();
  const a = process('a');
  const b = process('b');
  const first = claimed(a.leases);
  await pass(1000);
  const second = claimed(b.leases);
  await pass(60_000);
  expect(first.last()).toEqual({ kind: 'ours' });
  expect(second.last()).toEqual({ kind: 'taken', holder: 'the system one in another process' });
  await first.claim.release();
  await pass(11_000);
  expect(second.last()).toEqual({ kind: 'ours' });
  b.state.reachable = false;
  const third = claimed(a.leases);
  await pass(20_000);
  expect(third.last()?.kind).toBe('taken');
  await pass(25_000);
  expect(third.last()).toEqual({ kind: 'ours' });
});

test('who cannot renew stops writing before another one may begin, and goes on when it can', async () => {
  const { clock, process, pass } = await site();
  const a = process('a');
  const first = claimed(a.leases);
  await pass(1000);
  expect(first.last()).toEqual({ kind: 'ours' });
  a.state.reachable = false;
  const lostAt = clock.monotonic();
  while (first.last()?.kind === 'ours') {
    await pass(1000);
  }
  expect(first.last()).toEqual({ kind: 'unknown' });
  expect(clock.monotonic() - lostAt).toBeLessThanOrEqual(26_000);
  a.state.reachable = true;
  await pass(21_000);
  expect(first.last()).toEqual({ kind: 'ours' });
});

test('whose lease was taken over stops when it finds out', async () => {
  const { process, pass } = await site();
  const a = process('a');
  const b = process('b');
  const first = claimed(a.leases);
  await pass(1000);
  a.state.reachable = false;
  await pass(26_000);
  const second = claimed(b.leases);
  await pass(20_000);
  expect(second.last()).toEqual({ kind: 'ours' });
  a.state.reachable = true;
  await pass(30_000);
  expect(first.last()).toMatchObject({ kind: 'taken' });
  expect([first.last()?.kind, second.last()?.kind]).toEqual(['taken', 'ours']);
});

test('whoever asks anew before the first answer came keeps the right that it is told of', async () => {
  const { clock, process, pass } = await site();
  const a = process('a');
  const first = claimed(a.leases);
  // The question is under way when it is taken back.
  clock.advance(0);
  const released = first.claim.release();
  const second = claimed(a.leases);
  clock.advance(0);
  await released;
  await pass(1000);
  expect(second.last()).toEqual({ kind: 'ours' });
  const other = claimed(process('b').leases);
  await pass(5000);
  expect(other.last()?.kind).toBe('taken');
});

test('a process that was suspended sees that the right has lapsed before it is told', async () => {
  const { clock, process, pass } = await site();
  let suspendedMs = 0;
  const a = process('a', {
    now: () => clock.now() + suspendedMs,
    monotonic: () => clock.monotonic() + suspendedMs,
    after: (ms, action) => clock.after(ms, action),
  });
  const first = claimed(a.leases);
  const second = claimed(a.leases, ACME, 'two');
  await pass(1000);
  expect([first.claim.isHeld(), second.claim.isHeld()]).toEqual([true, false]);
  suspendedMs = 60_000;
  expect(first.last()).toEqual({ kind: 'ours' });
  expect(first.claim.isHeld()).toBe(false);
});

test('when the right was last given back is known to whoever comes after', async () => {
  const { process, pass } = await site();
  const { leases } = process('a');
  const rights = leases.of(ACME, systemId('one'));
  expect(rights.releasedAgoMs(KEY)).toBeNull();
  const first = claimed(leases);
  const second = claimed(leases, ACME, 'two');
  await pass(1000);
  await second.claim.release();
  expect(rights.releasedAgoMs(KEY)).toBeNull();
  await first.claim.release();
  await pass(5000);
  expect(rights.releasedAgoMs(KEY)).toBeGreaterThanOrEqual(5000);
});
