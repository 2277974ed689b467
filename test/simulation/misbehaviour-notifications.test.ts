/**
 * The same short day with change notifications: whatever becomes of them, nobody is shown otherwise than without them, and
 * they come again.
 */
import { DEFAULT_TENANT, type SubscriptionActionInput } from '@lamplight/graph-simulator';
import { seededRandom } from '@lamplight/runtime';
import {
  allowSignIns,
  MemoryAccounts,
  MemoryInlet,
  makeCertificate,
  signInAccount,
} from '@lamplight/teams-adapter/testing';
import { afterAll, describe, expect, onTestFailed, test } from 'vitest';
import { CONVERGED_AFTER_MS, type Control, faultyOnce, type Misbehaviour, SWITCHED } from './misbehaviours.ts';
import { DAY_PEOPLE, ShortDay } from './short-day.ts';

const SERVICE = '5e411ce0-0000-4000-8000-000000000001';
/** How long notifications may stay away after what kept them away has ended: a death that nobody announces is found, and more. */
const NOTIFIED_AFTER_MS = 15 * 60_000;

interface NotifiedDay {
  readonly day: ShortDay;
  readonly inlet: MemoryInlet;
}

let shared: Promise<NotifiedDay> | undefined;

afterAll(async () => {
  await (await shared)?.day.close();
});

/** A site whose people an account has subscribed to. */
async function begin(prepare: ((control: Control) => void) | null = null): Promise<NotifiedDay> {
  const accounts = new MemoryAccounts();
  const inlet = new MemoryInlet();
  const host = { accounts, inlet, makeCertificate };
  const day = await ShortDay.begin({ host, deliver: async (request) => inlet.deliver(request) });
  const { clock, simulator } = day.site;
  allowSignIns(simulator);
  simulator.control.addPerson({
    id: SERVICE,
    userPrincipalName: `service@${DEFAULT_TENANT.domain}`,
    displayName: 'Service account',
  });
  prepare?.(simulator.control);
  accounts.keep(await signInAccount(simulator, SERVICE, { clock, random: seededRandom(1) }));
  if (prepare === null) {
    for (let seconds = 0; seconds < 3_600 && simulator.control.subscriptions.all.length === 0; seconds += 1) {
      await day.site.run(1_000, 100);
    }
    expect(simulator.control.subscriptions.all).toHaveLength(1);
  }
  return { day, inlet };
}

async function open(): Promise<NotifiedDay> {
  shared ??= begin().catch((cause: unknown) => {
    shared = undefined;
    throw cause;
  });
  const opened = await shared;
  onTestFailed(async () => {
    shared = undefined;
    await opened.day.close();
  });
  return opened;
}

async function liveUnder({ begin: start }: Pick<Misbehaviour, 'begin'>): Promise<NotifiedDay> {
  const opened = await open();
  const { day } = opened;
  const end = start(day.site.simulator.control);
  await day.live();
  end();
  await day.converge(CONVERGED_AFTER_MS);
  expect(day.differences()).toEqual([]);
  expect(day.phantoms.splice(0)).toEqual([]);
  expect(day.intrusions.splice(0)).toEqual([]);
  return opened;
}

/** Lives on until a notification comes in. */
async function notifiedAgain({ day, inlet }: NotifiedDay): Promise<void> {
  const from = day.site.clock.monotonic();
  const before = inlet.posts.length;
  while (inlet.posts.length === before && day.site.clock.monotonic() - from < NOTIFIED_AFTER_MS) {
    await day.live();
  }
  expect(inlet.posts.length).toBeGreaterThan(before);
  await day.converge(CONVERGED_AFTER_MS);
}

const toAll = (control: Control, action: SubscriptionActionInput): void => {
  for (const { id } of control.subscriptions.all) {
    control.subscriptions.act(id, action);
  }
};

const ACTIONS: readonly SubscriptionActionInput[] = [
  { do: 'die silently' },
  { do: 'die silently', forMs: 20_000 },
  { do: 'lose the next', count: 3 },
  { do: 'repeat', userId: DAY_PEOPLE.bela },
  { do: 'demand reauthorization' },
  { do: 'expire' },
];

describe('what becomes of a subscription', () => {
  test.each(ACTIONS.map((action) => ({ action, name: Object.values(action).join(' ') })))(
    '$name',
    async ({ action }) => {
      const opened = await liveUnder({
        begin: (control) => {
          toAll(control, action);
          return () => undefined;
        },
      });
      await notifiedAgain(opened);
    },
  );
});

describe('a firewall lets nothing in', () => {
  test.each(['and the subscription stays', 'and the subscription expires'])('%s', async (what) => {
    const { inlet } = await open();
    const opened = await liveUnder({
      begin: (control) => {
        inlet.reachable = false;
        if (what === 'and the subscription expires') {
          toAll(control, { do: 'expire' });
        }
        return () => {
          inlet.reachable = true;
        };
      },
    });
    await notifiedAgain(opened);
  });
});

test('making a subscription fails in every way, one after another: meanwhile people are polled, and then they are notified', async () => {
  const faults = faultyOnce('createSubscription');
  const { day } = await begin((control) => faults.forEach((fault) => void control.addFault(fault)));
  const { control } = day.site.simulator;
  for (let days = 0; control.faults.length > 0 && days < 100; days += 1) {
    await day.live();
    await day.converge(CONVERGED_AFTER_MS);
    expect(day.differences()).toEqual([]);
    await day.site.run(600_000, 2_000);
  }
  expect(control.faults).toEqual([]);
  await day.site.run(600_000, 2_000);
  expect(control.subscriptions.all).toHaveLength(1);
  expect(day.phantoms).toEqual([]);
  await day.close();
});

describe('what is switched in Graph', () => {
  test.each(SWITCHED)('$name', async (misbehaviour) => {
    await liveUnder(misbehaviour);
  });

  test('and then notifications come again', async () => {
    await notifiedAgain(await open());
  });
});
