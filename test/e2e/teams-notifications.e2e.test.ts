/**
 * An account signs in and presence is notified, over TLS both ways: the subscription's handshake and every notification
 * come in at the gateway's own port. Polling of those who are notified is as slow as it can be, so what shows at once was notified.
 */
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Recorded } from '../fakes/recorded.ts';
import { accountOf, TeamsSite, upnOf } from './teams-site.ts';

const PEOPLE = ['anna', 'bert', 'carl', 'dora'];
const SLOW = { pollWatched: '60s', pollSynced: '10m', pollNotified: '10m', unknownAfter: '30m' };
const READ = 'getPresencesByUserId';
const inACall = ({ activity }: { readonly activity: string }) => activity === 'InACall';
const isQuiet = ({ activity }: { readonly activity: string }) => activity === 'Available';

let site: TeamsSite;

beforeEach(async () => {
  site = await TeamsSite.make({
    people: [...PEOPLE, 'svc'],
    teams: SLOW,
    prepare: ({ control, installation }) => {
      control.apps.change(DEFAULT_APP.appId, { redirectUris: [`${installation.publicUrl}/teams/sign-in`] });
    },
  });
});
afterEach(() => site.close());

const accounts = async (): Promise<readonly string[]> =>
  (await site.done('teams', 'account', 'list', '--json'))
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ userName, state }) => `${userName} ${state}`);
const subscribed = () =>
  site.looked(
    () => site.control.subscriptions.all,
    ({ length }) => length === 1,
  );
const stands = (state: string) => site.looked(accounts, (now) => now.includes(`${upnOf('svc')} ${state}`));

/** Nothing was asked of Graph for five seconds. */
async function quiet(asked: Recorded<string>): Promise<void> {
  await site.looked(
    () => {
      const before = asked.items.length;
      asked.clear();
      return before;
    },
    (count) => count === 0,
    5_000,
  );
}

test('signed in, notified, silent, revoked, signed in again, forgotten', async () => {
  const board = await site.watch(...PEOPLE);
  expect((await site.lamplight('teams', 'account', 'list')).errors).toContain('nobody signed in');
  const { status, page } = await site.signIn('svc');
  expect([status, page]).toEqual([200, expect.stringContaining(`<strong>${upnOf('svc')}</strong> is signed in`)]);

  // The handshake was real: a subscription stands only if our own port answered it.
  const [first] = await subscribed();
  expect(await stands('active')).toEqual([`${upnOf('svc')} active`]);
  expect(first?.userIds.toSorted()).toEqual([...PEOPLE, 'svc'].map(accountOf).toSorted());
  expect(String(first?.resource['notificationUrl'])).toMatch(
    new RegExp(`^${site.installation.publicUrl}/teams/notifications/`),
  );

  // The first change proves the subscription; from then on its people are only checked, every nine minutes.
  site.inTeams('anna', { do: 'join a call' });
  await board.until('anna', inACall);
  site.inTeams('anna', { do: 'leave the call' });
  await board.until('anna', isQuiet);
  const asked = new Recorded<string>();
  const unlisten = [
    site.control.onRequest(({ route }) => asked.add(route)),
    site.control.subscriptions.onDelivery(({ kind, outcome }) => asked.add(`${kind} ${outcome}`)),
  ];
  await quiet(asked);
  asked.clear();
  site.inTeams('anna', { do: 'choose do not disturb' });
  await board.until('anna', ({ activity }) => activity === 'DoNotDisturb');
  expect(asked.items[0]).toBe('change delivered');
  expect(asked.items.filter((what) => what === READ).length).toBeLessThan(3);
  for (const stop of unlisten) {
    stop();
  }

  // Silent death: only the checks find what changed, three times in a row.
  const delivered = site.control.subscriptions.deliveries.length;
  await site.clock.hasten(91_000);
  site.control.subscriptions.act(first?.id ?? '', { do: 'die silently' });
  for (const name of ['bert', 'carl', 'dora']) {
    site.inTeams(name, { do: 'join a call' });
  }
  const [second] = await site.looked(
    () => site.control.subscriptions.all,
    (all) => all.some(({ id }) => id !== first?.id),
    20_000,
  );
  expect(second?.id).not.toBe(first?.id);
  for (const name of ['bert', 'carl', 'dora']) {
    await board.until(name, inACall);
  }
  expect(await site.health('entra', ({ reason }) => reason === 'notifications_silent')).toMatchObject({
    state: 'degraded',
  });
  site.inTeams('bert', { do: 'leave the call' });
  await board.until('bert', isQuiet);
  expect(site.control.subscriptions.deliveries.length).toBeGreaterThan(delivered);
  await site.health('entra', ({ state }) => state === 'ok');

  // Revoked: Graph takes the token no more, and Entra gives no other one.
  site.control.signIns.revoke(upnOf('svc'));
  site.control.addFault({ routes: ['updateSubscription'], answer: { kind: 'status', status: 401 } });
  site.control.subscriptions.act(second?.id ?? '', { do: 'demand reauthorization' });
  await stands('sign-in-needed');
  expect(await site.health('entra', ({ state }) => state === 'action-needed')).toMatchObject({
    message: expect.stringContaining(upnOf('svc')),
    remedy: expect.stringContaining('lamplight teams account'),
  });

  await site.signIn('svc');
  await stands('active');
  await site.health('entra', ({ state }) => state === 'ok');
  await subscribed();
  site.inTeams('carl', { do: 'leave the call' });
  await board.until('carl', isQuiet);

  expect(await site.done('teams', 'account', 'remove', upnOf('svc'))).toContain(`${upnOf('svc')} is forgotten`);
  await site.looked(
    () => site.control.subscriptions.all,
    ({ length }) => length === 0,
  );
  expect((await site.lamplight('teams', 'account', 'list')).errors).toContain('nobody signed in');
  site.inTeams('dora', { do: 'leave the call' });
  await site.looked(
    () => board.presenceOf('dora'),
    (presence) => presence !== undefined && isQuiet(presence),
  );
});
