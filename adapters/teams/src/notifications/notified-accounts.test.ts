/** Accounts as they come, go, end and come back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NotifiedTenant, personId, SECOND_SERVICE, SERVICE } from '../testing/notified-tenant.ts';
import { ToldNotifications } from '../testing/told-notifications.ts';
import type { Notifications } from './notifications.ts';

const MINUTE = 60_000;
const [ADA, BELA, CARL] = [personId(0), personId(1), personId(2)];

let tenant: NotifiedTenant;
let told: ToldNotifications;
let notifications: Notifications;
let conditions: ToldNotifications['conditions'];

beforeEach(() => {
  tenant = new NotifiedTenant(4);
  told = new ToldNotifications(tenant);
  ({ conditions } = told);
  notifications = told.open();
});

afterEach(async () => {
  await notifications.stop();
  tenant.simulator.stop();
});

const subscriptions = () => tenant.simulator.control.subscriptions.all;
const begin = (people: readonly string[] = [ADA, BELA]): Promise<void> => told.begin(notifications, people);

describe('accounts', () => {
  test('a revoked account: its people go to another one; signed in again, it is used again', async () => {
    await begin();
    tenant.simulator.control.signIns.revoke(SERVICE);
    await tenant.until(() => tenant.accounts.stateOf(SERVICE) === 'sign-in-needed', 4 * 60 * MINUTE);
    expect(conditions.at(-1)).toMatchObject({
      state: 'action-needed',
      details: { account: 'service0@contoso.example' },
    });
    await tenant.signIn(SECOND_SERVICE);
    await tenant.until(() => subscriptions().some(({ creatorId }) => creatorId === SECOND_SERVICE));
    expect(subscriptions().some(({ creatorId, userIds }) => creatorId === SECOND_SERVICE && userIds.length === 2)).toBe(
      true,
    );
    await tenant.signIn(SERVICE);
    await tenant.until(() => conditions.at(-1) === null);
    await tenant.run(MINUTE);
    expect(tenant.accounts.stateOf(SERVICE)).toBe('not-needed');
  });

  test('signed in again without what it lacks, it is said again how it stands', async () => {
    tenant.simulator.control.addFault({
      routes: ['createSubscription'],
      times: 'always',
      answer: { kind: 'status', status: 403 },
    });
    await tenant.signIn();
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.until(() => tenant.accounts.stateOf(SERVICE) === 'consent-missing');
    await tenant.signIn();
    expect(tenant.accounts.stateOf(SERVICE)).toBe('active');
    await tenant.run(MINUTE);
    expect(tenant.accounts.stateOf(SERVICE)).toBe('consent-missing');
  });

  test('what the host could not keep of an account is told again', async () => {
    await begin();
    tenant.accounts.away = true;
    tenant.simulator.control.signIns.revoke(SERVICE);
    await tenant.until(() => conditions.at(-1)?.state === 'action-needed', 4 * 60 * MINUTE);
    await tenant.run(MINUTE);
    tenant.accounts.away = false;
    await tenant.run(MINUTE);
    expect(tenant.accounts.stateOf(SERVICE)).toBe('sign-in-needed');
  });

  test('accounts that could not be read are read again', async () => {
    await tenant.signIn();
    tenant.accounts.away = true;
    notifications.follow(ADA, 'watched');
    notifications.allow(true);
    await tenant.run(MINUTE);
    tenant.accounts.away = false;
    await tenant.run(MINUTE);
    expect(notifications.status.notified).toBe(1);
  });

  test('signed in again while its former tokens are being refused, it is used at once', async () => {
    await begin();
    tenant.simulator.control.signIns.revoke(SERVICE);
    let isRefused = false;
    tenant.answered = async (url) => {
      if (!isRefused && url.includes('/token')) {
        isRefused = true;
        await tenant.signIn();
      }
    };
    await tenant.until(() => isRefused, 4 * 60 * MINUTE);
    await tenant.run(5 * MINUTE);
    expect(notifications.status.notified).toBe(2);
    expect(conditions.at(-1)).toBeNull();
    expect(tenant.accounts.stateOf(SERVICE)).toBe('active');
  });

  test('one that nobody needs keeps its sign-in alive all the same, and is told when that is over', async () => {
    await begin([ADA]);
    const spare = await tenant.signIn(SECOND_SERVICE);
    await tenant.until(() => tenant.accounts.stateOf(SECOND_SERVICE) === 'not-needed');
    // Its access token has ended meanwhile.
    const { AccessToken: _, ...rest } = z.looseObject({}).parse(JSON.parse(spare.tokenCache));
    tenant.accounts.keep({ ...spare, tokenCache: JSON.stringify({ ...rest, AccessToken: {} }) });
    const before = tenant.accounts.contentOf(SECOND_SERVICE);
    await tenant.run(20 * MINUTE);
    expect(tenant.accounts.contentOf(SECOND_SERVICE)).not.toBe(before);
    expect(tenant.accounts.stateOf(SECOND_SERVICE)).toBe('not-needed');
    tenant.simulator.control.signIns.revoke(SECOND_SERVICE);
    tenant.accounts.keep({ ...spare, tokenCache: JSON.stringify({ ...rest, AccessToken: {} }) });
    await tenant.run(20 * MINUTE);
    expect(tenant.accounts.stateOf(SECOND_SERVICE)).toBe('sign-in-needed');
    expect(conditions.at(-1)).toMatchObject({ details: { account: 'service1@contoso.example' } });
    expect(notifications.status.notified).toBe(1);
  });

  test('two accounts share the people; when one is removed the other takes all', async () => {
    await tenant.signIn(SECOND_SERVICE);
    await begin([ADA, BELA, CARL, personId(3)]);
    const named = subscriptions().flatMap(({ userIds }) => userIds);
    expect([...named].sort()).toEqual([ADA, BELA, CARL, personId(3)]);
    tenant.accounts.remove(SERVICE);
    await tenant.until(() => subscriptions().length === 1 && notifications.status.notified === 4, 10 * MINUTE);
    expect(subscriptions()[0]?.creatorId).toBe(SECOND_SERVICE);
  });

  test.each(['POST', 'PATCH'])(
    'an account that is removed while its %s is answered leaves nothing at Graph',
    async (method) => {
      if (method === 'PATCH') {
        await begin();
      } else {
        await tenant.signIn();
        notifications.follow(ADA, 'watched');
        notifications.allow(true);
      }
      let isRemoved = false;
      tenant.answered = async (url, asked) => {
        if (asked === method && url.includes('/subscriptions') && !isRemoved) {
          isRemoved = true;
          expect(subscriptions()).toHaveLength(1);
          tenant.accounts.remove(SERVICE);
        }
      };
      await tenant.until(() => isRemoved, 60 * MINUTE);
      await tenant.run(MINUTE);
      expect(subscriptions()).toEqual([]);
      expect(notifications.status).toMatchObject({ accounts: [], notified: 0 });
      expect(conditions.at(-1)).toBeNull();
    },
  );
});
