import type { Interest } from '@lamplight/domain';
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from '../testing/notification-host.ts';
import { NotifiedTenant, personId, SERVICE } from '../testing/notified-tenant.ts';
import { ToldNotifications } from '../testing/told-notifications.ts';
import type { Notifications } from './notifications.ts';

const MINUTE = 60_000;
const [ADA, BELA, CARL] = [personId(0), personId(1), personId(2)];

let tenant: NotifiedTenant;
let told: ToldNotifications;
let notifications: Notifications;
let conditions: ToldNotifications['conditions'];
let reads: ToldNotifications['reads'];
let shown: ToldNotifications['shown'];
let relied: ToldNotifications['relied'];

beforeEach(() => {
  tenant = new NotifiedTenant(4);
  told = new ToldNotifications(tenant);
  ({ conditions, reads, shown, relied } = told);
  notifications = told.open();
});

afterEach(async () => {
  await notifications.stop();
  tenant.simulator.stop();
});

const subscriptions = () => tenant.simulator.control.subscriptions.all;
const act = (...action: Parameters<NotifiedTenant['simulator']['control']['act']>): void =>
  tenant.simulator.control.act(...action);
const begin = (people: readonly string[] = [ADA, BELA], interest?: Interest): Promise<void> =>
  told.begin(notifications, people, interest);

describe('subscribing', () => {
  test('one subscription of the account with everybody in it; all are read when it stands', async () => {
    await tenant.signIn();
    notifications.follow(ADA, 'watched');
    notifications.follow(BELA, 'synced');
    notifications.allow(true);
    await tenant.until(() => notifications.status.notified === 2);
    expect(subscriptions()).toMatchObject([{ userIds: [ADA, BELA], creatorId: SERVICE }]);
    expect(reads).toMatchObject([{ ids: [ADA, BELA] }]);
    expect(notifications.status).toMatchObject({ mode: 'on', people: 2, notified: 2 });
    expect(tenant.accounts.stateOf(SERVICE)).toBe('active');
    expect(conditions.at(-1)).toBeNull();
  });

  test('it is renewed for as long as it is needed, and deleted when another process takes over', async () => {
    await begin();
    const [first] = subscriptions();
    await tenant.run(5 * 60 * MINUTE);
    expect(subscriptions().map(({ id }) => id)).toEqual([first?.id]);
    notifications.allow(false);
    await tenant.settle();
    expect(subscriptions()).toEqual([]);
    expect(notifications.status.mode).toBe('not-active');
  });

  test('where PATCH is not supported it is replaced before it ends', async () => {
    tenant.simulator.control.changeSwitches({ subscriptionRenewal: 'unsupported' });
    await begin();
    const [first] = subscriptions();
    await tenant.run(3 * 60 * MINUTE);
    expect(subscriptions()).toHaveLength(1);
    expect(subscriptions()[0]?.id).not.toBe(first?.id);
    expect(notifications.status.notified).toBe(2);
  });

  test('what a process that crashed has left is deleted first', async () => {
    await begin();
    const [left] = subscriptions();
    const crashed = notifications;
    notifications = told.open();
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => notifications.status.notified === 1);
    expect(subscriptions()).toHaveLength(1);
    expect(subscriptions()[0]?.id).not.toBe(left?.id);
    await crashed.stop();
  });

  test('so is one that delivers to the same inlet under the address that the gateway had before', async () => {
    await begin();
    const [left] = subscriptions();
    const crashed = notifications;
    tenant.inlet.publicUrl = 'https://moved.example';
    notifications = told.open();
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => notifications.status.notified === 1);
    expect(subscriptions()).toMatchObject([
      { resource: { notificationUrl: 'https://moved.example/teams/notifications/presence' } },
    ]);
    expect(subscriptions()[0]?.id).not.toBe(left?.id);
    await crashed.stop();
  });

  test('a subscription that delivers elsewhere is left alone, and said', async () => {
    await tenant.signIn();
    const token = tenant.simulator.control.signIns.tokenFor(DEFAULT_APP.appId, SERVICE);
    tenant.inlet.open('elsewhere', ({ validationToken }) => ({ status: 200, body: validationToken ?? '' }));
    const made = await tenant.fetch('https://graph.microsoft.com/v1.0/subscriptions', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        changeType: 'updated',
        notificationUrl: 'https://lamplight.example/teams/notifications/elsewhere',
        resource: `communications/presences/${ADA}`,
        expirationDateTime: new Date(tenant.clock.now() + 50 * MINUTE).toISOString(),
        clientState: 'other',
        includeResourceData: true,
        encryptionCertificate: (await makeCertificate()).certPem.replaceAll(/-----[^-]+-----|\s/g, ''),
        encryptionCertificateId: 'other',
      }),
    });
    expect(made.status).toBe(201);
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => conditions.at(-1)?.reason === 'notifications_taken');
    expect(subscriptions()).toHaveLength(1);
    await tenant.run(70 * MINUTE);
    expect(notifications.status.notified).toBe(1);
    expect(conditions.at(-1)).toBeNull();
  });

  test('an inlet that Microsoft cannot reach: said with the address and the list for firewalls, and seen when it can', async () => {
    tenant.inlet.reachable = false;
    await tenant.signIn();
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => conditions.at(-1)?.reason === 'notifications_unreachable');
    expect(conditions.at(-1)).toMatchObject({ state: 'action-needed' });
    expect(conditions.at(-1)?.message).toContain('https://lamplight.example/teams/notifications/presence');
    expect(conditions.at(-1)?.remedy).toContain('additional-office365-ip-addresses-and-urls');
    tenant.inlet.reachable = true;
    await tenant.run(16 * MINUTE);
    expect(notifications.status.notified).toBe(1);
    expect(conditions.at(-1)).toBeNull();
  });

  test('without consent: said, and the account is set aside until it has signed in with it', async () => {
    await tenant.signIn();
    tenant.simulator.control.apps.consent(DEFAULT_APP.appId, { scopes: [] });
    await tenant.clock.advanceAsync(2 * 60 * MINUTE);
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => conditions.at(-1)?.state === 'action-needed');
    await tenant.until(() => tenant.accounts.stateOf(SERVICE) === 'consent-missing');
    tenant.simulator.control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All'] });
    await tenant.signIn();
    await tenant.until(() => notifications.status.notified === 1);
    expect(conditions.at(-1)).toBeNull();
  });

  test.each([
    [{ notifications: 'off' }, 'off'],
    [{ cloud: 'us-government' }, 'not-in-this-cloud'],
  ] as const)('%j: polling only', async (changes, mode) => {
    await tenant.signIn();
    notifications = told.open(changes);
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.run(MINUTE);
    expect(notifications.status.mode).toBe(mode);
    expect(subscriptions()).toEqual([]);
  });
});

describe('an id that Graph does not know', () => {
  const UNKNOWN = personId(999);
  const creations = (): number =>
    tenant.simulator.control.counts
      .filter(({ route }) => route === 'createSubscription')
      .reduce((sum, { count }) => sum + count, 0);

  test.each(['400', '404'] as const)(
    'spoils a subscription (%s): it is found by halving and left out; all others are notified',
    async (subscriptionUnknownIds) => {
      tenant.simulator.control.changeSwitches({ subscriptionUnknownIds });
      await tenant.signIn();
      for (const id of [ADA, BELA, CARL, personId(3), UNKNOWN]) {
        notifications.follow(id, 'watched');
      }
      notifications.allow(true);
      await tenant.until(() => notifications.status.notified === 4);
      expect(subscriptions()).toMatchObject([{ userIds: [ADA, BELA, CARL, personId(3)] }]);
      expect(creations()).toBeLessThanOrEqual(6);
      expect(conditions.filter((health) => health !== null && health.state !== 'ok')).toEqual([]);
      await tenant.run(3 * 60 * MINUTE);
      expect(creations()).toBeLessThanOrEqual(6);
      await tenant.run(24 * 60 * MINUTE);
      expect(creations()).toBeGreaterThan(6);
      expect(notifications.status.notified).toBe(4);
    },
  );

  test('and that reads have set aside is no reason to ask for more accounts, nor is a roster that is just coming', async () => {
    notifications.setAside([CARL]);
    await tenant.signIn();
    notifications.allow(true);
    await tenant.run(1000);
    for (const id of [ADA, BELA, CARL, 'not-an-object-id']) {
      notifications.follow(id, 'watched');
      await tenant.run(MINUTE);
    }
    expect(notifications.status.notified).toBe(2);
    expect(conditions.filter((health) => health !== null)).toEqual([]);
  });

  test('and that reads have set aside is in no subscription, and comes back to it when it is read', async () => {
    tenant.simulator.control.changeSwitches({ subscriptionUnknownIds: '404' });
    notifications.setAside([CARL]);
    await tenant.signIn();
    for (const id of [ADA, BELA, CARL]) {
      notifications.follow(id, 'watched');
    }
    notifications.allow(true);
    await tenant.until(() => notifications.status.notified === 2);
    expect(creations()).toBe(1);
    await tenant.run(2 * MINUTE);
    notifications.setAside([]);
    await tenant.until(() => notifications.status.notified === 3, 5 * MINUTE);
    notifications.setAside([BELA]);
    await tenant.run(70 * MINUTE);
    expect(subscriptions()).toMatchObject([{ userIds: [ADA, CARL] }]);
  });

  test('what Graph refuses for everybody is no matter of ids: nobody is left out, and it is tried again seldom', async () => {
    tenant.simulator.control.addFault({
      routes: ['createSubscription'],
      times: 'always',
      answer: { kind: 'status', status: 400 },
    });
    await tenant.signIn();
    for (const id of [ADA, BELA, CARL, personId(3)]) {
      notifications.follow(id, 'watched');
    }
    notifications.allow(true);
    await tenant.until(() => conditions.at(-1)?.reason === 'notifications_refused');
    const before = creations();
    await tenant.run(60 * MINUTE);
    expect(creations() - before).toBeLessThanOrEqual(7);
    tenant.simulator.control.clearFaults();
    await tenant.until(() => notifications.status.notified === 4, 40 * MINUTE);
  });
});

describe('what comes in', () => {
  test('a change has its person read at once', async () => {
    await begin();
    act(ADA, { do: 'join a call' });
    await tenant.until(() => shown.length > 0);
    expect(reads).toMatchObject([{ ids: [ADA] }]);
    expect(tenant.inlet.posts.map(({ status }) => status)).toEqual([202]);
    expect(notifications.status.counts).toMatchObject({ triggered: 1, trusted: 1, suspicious: 0, foreign: 0 });
    expect(shown).toMatchObject([
      { id: ADA, sequenceNumber: null, pair: { availability: 'Busy', activity: 'InACall' } },
    ]);
    await tenant.run(70_000);
    expect(told.details).toEqual({
      notified: '2 of 2 people, by 1 of 1 accounts',
      notifications:
        '1 received, 0 refused, 1 triggered reads, 0 not verified, 0 changes missed, 0 subscriptions found dead',
    });
    await notifications.stop();
    expect(told.details).toEqual({ notified: null, notifications: null });
  });

  test.each(['1.0', '2.0'] as const)('validation tokens of version %s are accepted', async (validationTokenVersion) => {
    tenant.simulator.control.changeSwitches({ validationTokenVersion, notificationContent: 'wholePresence' });
    await begin();
    act(ADA, { do: 'join a call' });
    await tenant.until(() => shown.length > 0);
    expect(shown[0]?.sequenceNumber).not.toBeNull();
  });

  test.each(['missing', 'wrongAudience', 'wrongPublisher', 'expired', 'wrongKey'] as const)(
    'validation tokens that are %s: the content does not count, the person is read all the same',
    async (validationTokens) => {
      tenant.simulator.control.changeSwitches({ validationTokens });
      await begin();
      act(ADA, { do: 'join a call' });
      await tenant.until(() => notifications.status.counts?.suspicious === 1);
      expect(reads).toMatchObject([{ ids: [ADA] }]);
      expect(shown).toEqual([]);
      expect(notifications.status.counts).toMatchObject({ triggered: 1, trusted: 0, suspicious: 1 });
    },
  );

  test('keys that change are read anew', async () => {
    await begin();
    act(ADA, { do: 'join a call' });
    await tenant.until(() => shown.length === 1);
    await tenant.run(10 * MINUTE);
    tenant.simulator.control.signIns.rotateSigningKey({ keepOldForMs: 0 });
    act(ADA, { do: 'leave the call' });
    await tenant.until(() => shown.length >= 2);
    expect(notifications.status.counts).toMatchObject({ suspicious: 0 });
  });

  test('reauthorizationRequired is answered by a renewal', async () => {
    await begin();
    const [before] = subscriptions();
    await tenant.run(MINUTE);
    tenant.simulator.control.subscriptions.act(before?.id ?? '', { do: 'demand reauthorization' });
    await tenant.until(() => subscriptions()[0]?.renewedAt !== null);
    expect(subscriptions()[0]?.id).toBe(before?.id);
  });
});

describe('a subscription that falls silent', () => {
  /** A poll finds a change, as the tracker tells it. */
  async function change(id: string, what: 'join a call' | 'leave the call'): Promise<void> {
    act(id, { do: what });
    await tenant.run(2000);
    notifications.found(id);
  }

  test('is found by what polls find, replaced, and said; a live one is not', async () => {
    await begin();
    await tenant.run(3 * MINUTE);
    await change(ADA, 'join a call');
    await change(BELA, 'join a call');
    await tenant.run(3 * MINUTE);
    expect(notifications.status.counts).toMatchObject({ missedChanges: 0, foundDead: 0 });
    const [before] = subscriptions();
    tenant.simulator.control.subscriptions.act(before?.id ?? '', { do: 'die silently' });
    await change(ADA, 'leave the call');
    await change(BELA, 'leave the call');
    await tenant.run(2 * MINUTE);
    await change(ADA, 'join a call');
    await tenant.until(() => notifications.status.counts?.foundDead === 1, 5 * MINUTE);
    expect(conditions.at(-1)).toMatchObject({ state: 'degraded', reason: 'notifications_silent' });
    await tenant.until(() => notifications.status.notified === 2);
    expect(subscriptions()[0]?.id).not.toBe(before?.id);
    expect(relied.size).toBe(0);
    await change(ADA, 'leave the call');
    expect(conditions.at(-1)).toBeNull();
    expect([...relied].sort()).toEqual([ADA, BELA]);
    await notifications.stop();
    expect(relied.size).toBe(0);
  });
});
