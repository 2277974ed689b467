import type { AdapterContext } from '@lamplight/adapter-kit';
import type { Claim, Effect } from '@lamplight/domain';
import { createEgress, ManualClock } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { TeamsAdapter } from './adapter.ts';
import type { TeamsConfigInput } from './config.ts';
import { GRACE_MS, LATENCY_MS } from './notifications/missed-changes.ts';
import { NotifiedTenant, personId, SERVICE } from './testing/notified-tenant.ts';
import { configFor } from './testing/simulated-graph.ts';

const ADA = personId(0);

let stop: () => Promise<void> = async () => undefined;
afterEach(async () => await stop());

/** The adapter with an account signed in, everybody synced and read so seldom that only notifications can be quick. */
async function begin(people: number, config: Partial<TeamsConfigInput> = { pollSynced: '600s', unknownAfter: '20m' }) {
  const tenant = new NotifiedTenant(people);
  await tenant.signIn();
  const claims = new Map<string, { readonly at: number; readonly claim: Claim }>();
  const { clock, host, logger, random } = tenant;
  const adapter = new TeamsAdapter({
    config: configFor(config),
    softwareVersion: '0.0.0',
    host,
  });
  const context: AdapterContext = {
    clock,
    random,
    logger,
    egress: { ...createEgress({ clock: new ManualClock() }), fetch: tenant.fetch },
    claim: (address, claim) => {
      const known = claims.get(address);
      const at = known?.claim.activity === claim.activity ? known.at : clock.monotonic();
      claims.set(address, { at, claim });
    },
    withdraw: () => undefined,
    claimsComplete: () => undefined,
    reportEffect: () => undefined,
    reportHealth: () => undefined,
  };
  stop = async () => {
    await adapter.stop();
    tenant.simulator.stop();
  };
  adapter.start(context);
  adapter.linkChanged('active');
  const upserted = Array.from({ length: people }, (_, index) => ({
    address: personId(index),
    interest: 'synced' as const,
    lineKind: null,
  }));
  adapter.rosterChanged({ upserted, removed: [] });
  adapter.effectsChanged({ items: [] });
  adapter.desiredStateComplete();
  await tenant.until(() => adapter.notificationStatus?.notified === people);
  // Everything inherited from a former process is settled, and the roster is quiet.
  await tenant.run(7 * 60_000);
  const shown = (id: string): string => claims.get(id)?.claim.activity ?? '';
  return { tenant, adapter, claims, shown };
}

describe('notifications at the adapter', () => {
  test('a change is claimed as soon as it is notified, by the read that it triggers', async () => {
    const { tenant, shown, adapter } = await begin(2);
    expect(shown(ADA)).toBe('Available');
    tenant.simulator.control.act(ADA, { do: 'join a call' });
    const arrived = tenant.inlet.posts.length;
    await tenant.until(() => tenant.inlet.posts.length > arrived);
    const at = tenant.clock.monotonic();
    await tenant.until(() => shown(ADA) === 'InACall');
    expect(tenant.clock.monotonic() - at).toBeLessThanOrEqual(200);
    expect(adapter.notificationStatus?.counts).toMatchObject({ triggered: 1 });
  });

  test('a hundred that change within a second are claimed within 200 ms of arriving, by few requests', async () => {
    const { tenant, claims } = await begin(100);
    const { control } = tenant.simulator;
    const arrivals = new Map<string, number>();
    control.clearCounts();
    for (let index = 0; index < 100; index += 1) {
      control.act(personId(index), { do: 'join a call' });
      const before = tenant.inlet.posts.length;
      await tenant.clock.advanceAsync(10);
      await tenant.settle();
      expect(tenant.inlet.posts.length).toBeGreaterThan(before);
      arrivals.set(personId(index), tenant.clock.monotonic() - 10);
    }
    for (let passed = 0; passed < 500; passed += 10) {
      await tenant.clock.advanceAsync(10);
      await tenant.settle();
    }
    const delays = [...arrivals].map(([id, at]) => (claims.get(id)?.at ?? Infinity) - at).sort((a, b) => a - b);
    expect(delays[98]).toBeLessThanOrEqual(200);
    const reads = control.counts.filter(({ route }) => route === 'getPresencesByUserId');
    expect(reads.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(16);
  });

  test('content with a newer sequenceNumber is claimed though Graph answers no read', async () => {
    const { tenant, shown } = await begin(2);
    tenant.simulator.control.changeSwitches({ notificationContent: 'wholePresence' });
    tenant.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      times: 'always',
      answer: { kind: 'status', status: 503 },
    });
    tenant.simulator.control.act(ADA, { do: 'join a call' });
    await tenant.until(() => shown(ADA) === 'InACall', 5000);
  });

  test('content without a sequenceNumber only triggers a read', async () => {
    const { tenant, shown } = await begin(2);
    tenant.simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      times: 'always',
      answer: { kind: 'status', status: 503 },
    });
    tenant.simulator.control.act(ADA, { do: 'join a call' });
    await tenant.run(3000);
    expect(shown(ADA)).toBe('Available');
  });

  test('what our own write shows is notified and claimed by nobody', async () => {
    const { tenant, adapter, claims } = await begin(2);
    tenant.simulator.control.changeSwitches({ notificationContent: 'wholePresence' });
    const effect: Effect = {
      address: ADA,
      generation: 1,
      desired: { kind: 'session', availability: 'Busy', activity: 'InACall' },
    };
    const arrived = tenant.inlet.posts.length;
    adapter.effectsChanged({ items: [effect] });
    await tenant.until(() => tenant.inlet.posts.length > arrived);
    await tenant.run(5000);
    expect(claims.get(ADA)?.claim).toMatchObject({ activity: 'Available', masked: true });
  });
});

describe('the poll that checks people who are notified (pollNotified)', () => {
  const SECOND = 1000;
  const CHECKED_MS = 30 * SECOND;
  /** Between two looks at what was missed. */
  const LOOK_MS = 10 * SECOND;

  async function prove({ tenant, adapter, shown }: Awaited<ReturnType<typeof begin>>): Promise<void> {
    tenant.simulator.control.act(ADA, { do: 'join a call' });
    await tenant.until(() => shown(ADA) === 'InACall');
    await tenant.until(() => adapter.polling?.inEffect.notifiedMs !== undefined, CHECKED_MS);
  }

  test('takes a fraction of the requests once the subscription has delivered', async () => {
    const begun = await begin(100, { pollNotified: '30s' });
    const reads = (): number =>
      begun.tenant.simulator.control.counts
        .filter(({ route }) => route === 'getPresencesByUserId')
        .reduce((sum, { count }) => sum + count, 0);
    const inMinutes = async (minutes: number): Promise<number> => {
      begun.tenant.simulator.control.clearCounts();
      await begun.tenant.run(minutes * 60 * SECOND);
      return reads() * (60 / minutes);
    };
    const before = await inMinutes(3);
    expect(begun.adapter.polling?.inEffect.notifiedMs).toBeUndefined();
    await prove(begun);
    await begun.tenant.run(60 * SECOND);
    const after = await inMinutes(30);
    expect(before).toBeGreaterThan(5_000);
    expect(after).toBeLessThan(160);
    expect(begun.adapter.polling?.inEffect.notifiedMs).toBeLessThanOrEqual(CHECKED_MS);
  });

  test('finds a silent death: no state stays wrong beyond the bound that is shown, and all are read as usual soon', async () => {
    const begun = await begin(100, { pollNotified: '30s' });
    const { tenant, adapter, shown } = begun;
    await prove(begun);
    await tenant.run(100 * SECOND);
    const boundMs = adapter.polling?.inEffect.notifiedMs ?? 0;
    const [live] = tenant.simulator.control.subscriptions.all;
    tenant.simulator.control.subscriptions.act(live?.id ?? '', { do: 'die silently' });
    const diedAt = tenant.clock.monotonic();
    const changed = [1, 2, 3, 4, 5].map(personId);
    for (const id of changed) {
      tenant.simulator.control.act(id, { do: 'join a call' });
    }
    await tenant.until(() => changed.every((id) => shown(id) === 'InACall'), boundMs + SECOND);
    await tenant.until(() => adapter.polling?.inEffect.notifiedMs === undefined, 10 * 60 * SECOND);
    expect(tenant.clock.monotonic() - diedAt).toBeLessThanOrEqual(CHECKED_MS + LATENCY_MS + LOOK_MS + SECOND);
    expect(adapter.notificationStatus?.counts?.foundDead).toBe(0);
    await tenant.until(() => adapter.notificationStatus?.counts?.foundDead === 1, 10 * 60 * SECOND);
    expect(tenant.clock.monotonic() - diedAt).toBeLessThanOrEqual(CHECKED_MS + GRACE_MS + LOOK_MS + SECOND);
    await tenant.until(() => adapter.notificationStatus?.notified === 100);
    expect(adapter.polling?.inEffect.notifiedMs).toBeUndefined();
  });

  test('ends at once where the account is not taken any more', async () => {
    const begun = await begin(2, { pollNotified: '30s' });
    const { tenant, adapter } = begun;
    await prove(begun);
    tenant.simulator.control.signIns.revoke(SERVICE);
    await tenant.until(() => tenant.accounts.stateOf(SERVICE) === 'sign-in-needed', 4 * 3_600_000);
    expect(adapter.polling?.inEffect.notifiedMs).toBeUndefined();
  });
});
