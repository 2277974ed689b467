import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_APP } from '../simulator-config.ts';
import { decrypted } from '../testing/decrypt-content.ts';
import { ADA, BELA } from '../testing/simulated-tenant.ts';
import {
  CERTIFICATE,
  LIFECYCLE_RECEIVER,
  RECEIVER,
  type ReceivedPost,
  subscribingTenant,
} from '../testing/subscribing-tenant.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const BOTH = `communications/presences?$filter=id in ('${ADA}','${BELA}')`;

/** What each notification says, in the order in which they came: person and pair. */
function told(posts: readonly ReceivedPost[]): readonly string[] {
  return posts.flatMap(({ value }) =>
    value.flatMap((item) => {
      if (item['encryptedContent'] === undefined) {
        return [];
      }
      const content = decrypted(item, CERTIFICATE.keyPem);
      return [`${content['id'] === ADA ? 'Ada' : 'Bela'} ${content['availability']}/${content['activity']}`];
    }),
  );
}

const outcomes = (tenant: ReturnType<typeof subscribingTenant>): readonly string[] =>
  tenant.simulator.control.subscriptions.deliveries.map(({ outcome }) => outcome);

describe('what becomes a notification', () => {
  test('each change of what a subscribed person shows, at once when there is no latency', async () => {
    const { simulator, subscribed, posts, settle } = subscribingTenant();
    await subscribed();
    simulator.control.act(ADA, { do: 'join a call' });
    simulator.control.act(BELA, { do: 'join a call' });
    await settle();
    simulator.control.act(ADA, { do: 'leave the call' });
    await settle();
    expect(told(posts)).toEqual(['Ada Busy/InACall', 'Ada Available/Available']);
    expect(posts.map(({ atMs }) => atMs)).toEqual([0, 0]);
  });

  test('also what time alone changes, at its instant: fading and the end of sessions', async () => {
    const { clock, simulator, graph, subscribed, posts } = subscribingTenant();
    simulator.control.act(ADA, { do: 'go offline' });
    await subscribed();
    const body = { sessionId: 'app', availability: 'Available', activity: 'Available', expirationDuration: 'PT30M' };
    await graph('POST', `users/${ADA}/presence/setPresence`, body, { userId: null });
    await clock.advanceAsync(40 * MINUTE);
    expect(told(posts)).toEqual([
      'Ada Available/Available',
      'Ada Available/AvailableInactive',
      'Ada Away/Away',
      'Ada Offline/Offline',
    ]);
    expect(posts.filter(({ url }) => url === RECEIVER).map(({ atMs }) => atMs / MINUTE)).toEqual([0, 5, 10, 30]);
  });

  test('with the latency model: after it can be read, at most a minute later, on average in less than ten seconds', async () => {
    const { clock, simulator, subscribed, posts } = subscribingTenant({ latency: { on: true, serviceP50Ms: 0 } });
    await subscribed({ lifecycleNotificationUrl: null });
    const delays: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const at = clock.monotonic();
      simulator.control.act(ADA, { do: round % 2 === 0 ? 'join a call' : 'leave the call' });
      await clock.advanceAsync(2 * MINUTE);
      delays.push(...posts.splice(0).map(({ atMs }) => atMs - at));
    }
    expect(delays).toHaveLength(20);
    expect(Math.max(...delays)).toBeLessThanOrEqual(62_100);
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThan(10_000);
    expect(Math.min(...delays)).toBeGreaterThan(0);
  });

  test('with the latency model and many busy people too: one who is told late holds back no other', async () => {
    const { clock, simulator, subscribed, posts } = subscribingTenant({
      latency: { on: true, serviceP50Ms: 0 },
      samplePeople: 300,
    });
    const { control } = simulator;
    const ids = control.people.map(({ id }) => id);
    const resource = `communications/presences?$filter=id in (${ids.map((id) => `'${id}'`).join(',')})`;
    await subscribed({ resource, lifecycleNotificationUrl: null });
    const changedAt = new Map<string, number>();
    for (const id of ids) {
      control.act(id, { do: 'join a call' });
      changedAt.set(id, clock.monotonic());
      await clock.advanceAsync(200);
    }
    await clock.advanceAsync(2 * MINUTE);
    const delays = posts.flatMap(({ value, atMs }) =>
      value.map((item) => atMs - (changedAt.get(String(item['resource']).split('/').at(-1) ?? '') ?? 0)),
    );
    expect(delays).toHaveLength(ids.length);
    // A second until it can be read, three until it is sent.
    expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeLessThan(5500);
  });

  test('several subscriptions and people travel in one request, by the switch', async () => {
    for (const [notificationBatches, requests] of [
      ['together', 1],
      ['oneEach', 4],
    ] as const) {
      const { simulator, subscribed, posts, settle } = subscribingTenant();
      simulator.control.changeSwitches({ notificationBatches });
      await subscribed({ resource: BOTH });
      await subscribed({ resource: BOTH }, { userId: ADA });
      simulator.control.act(ADA, { do: 'join a call' });
      simulator.control.act(BELA, { do: 'join a call' });
      await settle();
      expect(posts).toHaveLength(requests);
      expect(told(posts)).toHaveLength(4);
      expect(posts.every(({ validationTokens }) => validationTokens?.length === 1)).toBe(true);
    }
  });

  test('duplicates, disorder and unchanged states, by their switches', async () => {
    const { clock, simulator, subscribed, posts, settle } = subscribingTenant();
    await subscribed();
    simulator.control.changeSwitches({ notificationCopies: 'two' });
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    expect(told(posts)).toEqual(['Ada Busy/InACall', 'Ada Busy/InACall']);
    posts.splice(0);
    simulator.control.changeSwitches({ notificationCopies: 'one', notificationOrder: 'shuffled' });
    const expected: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      simulator.control.act(ADA, { do: round % 2 === 0 ? 'leave the call' : 'join a call' });
      expected.push(round % 2 === 0 ? 'Ada Available/Available' : 'Ada Busy/InACall');
    }
    await clock.advanceAsync(10 * SECOND);
    expect(told(posts)).toHaveLength(10);
    expect(told(posts)).not.toEqual(expected);
    posts.splice(0);
    simulator.control.changeSwitches({ notificationOrder: 'asChanged', unchangedNotifications: 'sometimes' });
    for (let round = 0; round < 40; round += 1) {
      simulator.control.act(ADA, { do: round % 2 === 0 ? 'leave the call' : 'join a call' });
      await clock.advanceAsync(30 * SECOND);
    }
    expect(told(posts).length).toBeGreaterThan(40);
  });
});

describe('a repeated state', () => {
  test('holds nothing back that is newer, and is what the person shows by then', async () => {
    const { clock, simulator, subscribed, posts } = subscribingTenant();
    await subscribed({ lifecycleNotificationUrl: null });
    simulator.control.changeSwitches({ unchangedNotifications: 'sometimes' });
    for (let round = 0; round < 40; round += 1) {
      const joins = round % 2 === 0;
      simulator.control.act(ADA, { do: joins ? 'join a call' : 'leave the call' });
      await clock.advanceAsync(SECOND);
      expect([round, new Set(told(posts.splice(0)))]).toEqual([
        round,
        new Set([joins ? 'Ada Busy/InACall' : 'Ada Available/Available']),
      ]);
    }
    await clock.advanceAsync(MINUTE);
    expect(new Set(told(posts))).toEqual(new Set(['Ada Available/Available']));
  });
});

describe('delivery', () => {
  test('what is not answered 2xx within three seconds is tried again, with growing pauses, for four hours', async () => {
    const tenant = subscribingTenant();
    const { clock, simulator, subscribed, posts, answerWith } = tenant;
    await subscribed({ lifecycleNotificationUrl: null });
    answerWith(async () => ({ status: 503 }));
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(5 * HOUR);
    const attempts = posts.map(({ atMs }) => atMs);
    const pauses = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([10, 20, 40, 80].map((seconds) => seconds * SECOND));
    expect(pauses.toSorted((left, right) => left - right)).toEqual(pauses);
    expect(attempts.at(-1)).toBeLessThanOrEqual(4 * HOUR);
    expect(outcomes(tenant).at(-1)).toBe('givenUp');
    expect(new Set(outcomes(tenant).slice(0, -1))).toEqual(new Set(['retrying']));
  });

  test('an answer after three seconds is too late the first time, and in time when tried again', async () => {
    const tenant = subscribingTenant();
    const { clock, simulator, subscribed, posts, answerWith } = tenant;
    await subscribed();
    answerWith(async () => {
      await new Promise<void>((resolve) => void clock.after(3001, resolve));
      return { status: 202 };
    });
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(MINUTE);
    expect(posts).toHaveLength(2);
    expect(outcomes(tenant)).toEqual(['retrying', 'delivered']);
  });

  test('a receiver that never answers is given up after ten seconds, and its host is dropped in the end', async () => {
    const { clock, simulator, subscribed, answerWith } = subscribingTenant();
    const id = await subscribed({ lifecycleNotificationUrl: null });
    answerWith((request) => new Promise((_resolve, reject) => request.signal.addEventListener('abort', reject)));
    for (let round = 0; round < 100; round += 1) {
      simulator.control.act(ADA, { do: round % 2 === 0 ? 'join a call' : 'leave the call' });
      await clock.advanceAsync(5 * SECOND);
    }
    await clock.advanceAsync(10 * SECOND);
    expect(simulator.control.subscriptions.inspect(id).endpoint).toBe('drop');
    simulator.control.clearWrites();
    simulator.control.subscriptions.clearDeliveries();
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(0);
    expect(simulator.control.subscriptions.deliveries.at(-1)?.outcome).toBe('dropped');
  });

  test('a slow receiver has its notifications ten minutes later', async () => {
    const { clock, simulator, subscribed, posts, answerWith } = subscribingTenant();
    const id = await subscribed({ lifecycleNotificationUrl: null });
    answerWith(async () => {
      await new Promise<void>((resolve) => void clock.after(3500, resolve));
      return { status: 202 };
    });
    for (let round = 0; round < 100; round += 1) {
      simulator.control.act(ADA, { do: round % 2 === 0 ? 'join a call' : 'leave the call' });
      await clock.advanceAsync(SECOND);
    }
    await clock.advanceAsync(30 * SECOND);
    expect(simulator.control.subscriptions.inspect(id).endpoint).toBe('slow');
    answerWith(async () => ({ status: 202 }));
    posts.splice(0);
    const at = clock.monotonic();
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(9 * MINUTE);
    expect(posts.filter(({ atMs }) => atMs === at)).toEqual([]);
    await clock.advanceAsync(MINUTE);
    expect(posts.map(({ atMs }) => atMs)).toContain(at + 10 * MINUTE);
  });

  test('nothing is delivered while the token has expired; what waits comes once it was renewed', async () => {
    const { clock, simulator, graph, subscribed, token, posts } = subscribingTenant();
    const old = { token: token() };
    const id = await subscribed({ lifecycleNotificationUrl: null }, old);
    await clock.advanceAsync(50 * MINUTE);
    const expirationDateTime = new Date(clock.now() + HOUR).toISOString();
    expect((await graph('PATCH', `subscriptions/${id}`, { expirationDateTime }, old)).status).toBe(200);
    await clock.advanceAsync(45 * MINUTE);
    expect(Date.parse(simulator.control.subscriptions.inspect(id).authorizedUntil)).toBeLessThan(clock.now());
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(10 * MINUTE);
    expect(posts).toEqual([]);
    expect((await graph('POST', `subscriptions/${id}/reauthorize`)).status).toBe(204);
    await clock.advanceAsync(MINUTE);
    expect(told(posts)).toEqual(['Ada Busy/InACall']);
  });

  test('stopping ends everything: no timer is left, and no request', async () => {
    const { clock, simulator, subscribed, answerWith, settle } = subscribingTenant();
    await subscribed();
    const aborted: boolean[] = [];
    answerWith(async ({ signal }) => {
      signal.addEventListener('abort', () => aborted.push(true));
      return await new Promise(() => undefined);
    });
    simulator.control.act(ADA, { do: 'go idle' });
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    answerWith(async () => ({ status: 500 }));
    simulator.control.act(ADA, { do: 'leave the call' });
    await settle();
    expect(clock.pendingCount).toBeGreaterThan(2);
    simulator.stop();
    expect([clock.pendingCount, aborted]).toEqual([0, [true]]);
  });
});

describe('lifecycle', () => {
  const events = (posts: readonly ReceivedPost[]): readonly string[] =>
    posts
      .filter(({ url }) => url === LIFECYCLE_RECEIVER)
      .flatMap(({ value, atMs }) => value.map((item) => `${item['lifecycleEvent']} at ${Math.round(atMs / MINUTE)}`));

  test('reauthorizationRequired from a quarter of an hour before the end, every five minutes, and never anything else', async () => {
    const { clock, subscribed, posts } = subscribingTenant();
    await subscribed();
    await clock.advanceAsync(2 * HOUR);
    expect(events(posts)).toEqual([45, 50, 55].map((minute) => `reauthorizationRequired at ${minute}`));
  });

  test('a renewed subscription is not warned of before its new end', async () => {
    const { clock, graph, subscribed, posts } = subscribingTenant();
    const id = await subscribed();
    await clock.advanceAsync(44 * MINUTE);
    await graph('PATCH', `subscriptions/${id}`, { expirationDateTime: new Date(clock.now() + HOUR).toISOString() });
    await clock.advanceAsync(44 * MINUTE);
    expect(events(posts)).toEqual([]);
    await clock.advanceAsync(MINUTE);
    expect(events(posts)).toHaveLength(1);
  });

  test('a permission that is taken away is told once; changes are lost until it is back', async () => {
    const { simulator, subscribed, posts, settle } = subscribingTenant();
    await subscribed();
    const { control } = simulator;
    control.apps.consent(DEFAULT_APP.appId, { scopes: [] });
    await settle();
    control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read'] });
    control.act(ADA, { do: 'join a call' });
    await settle();
    expect(events(posts)).toEqual(['reauthorizationRequired at 0']);
    expect(told(posts)).toEqual([]);
    expect(control.subscriptions.deliveries.at(-1)?.outcome).toBe('lost');
    control.apps.consent(DEFAULT_APP.appId, { scopes: ['Presence.Read.All'] });
    control.act(ADA, { do: 'leave the call' });
    await settle();
    expect(told(posts)).toEqual(['Ada Available/Available']);
  });
});

describe('what tests do to a subscription', () => {
  test('it dies without a sign, and comes back when it is told to or by itself', async () => {
    const { clock, simulator, graph, subscribed, posts, settle } = subscribingTenant();
    const { subscriptions } = simulator.control;
    const id = await subscribed();
    subscriptions.act(id, { do: 'die silently' });
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(10 * MINUTE);
    expect(posts).toEqual([]);
    expect((await graph('GET', `subscriptions/${id}`)).status).toBe(200);
    expect(subscriptions.inspect(id).isSilent).toBe(true);
    subscriptions.act(id, { do: 'come back' });
    simulator.control.act(ADA, { do: 'leave the call' });
    await settle();
    expect(told(posts)).toEqual(['Ada Available/Available']);
    subscriptions.act(id, { do: 'die silently', forMs: MINUTE });
    await clock.advanceAsync(MINUTE);
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    expect(told(posts)).toHaveLength(2);
  });

  test('what is tried again leaves out who is silent by then, and is not one of the next that are lost', async () => {
    const tenant = subscribingTenant();
    const { clock, simulator, subscribed, posts, answerWith } = tenant;
    const silent = await subscribed({ lifecycleNotificationUrl: null });
    const other = await subscribed({ lifecycleNotificationUrl: null }, { userId: ADA });
    answerWith(async () => ({ status: 503 }));
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(SECOND);
    expect(posts.splice(0).map(({ value }) => value.length)).toEqual([2]);
    simulator.control.subscriptions.act(silent, { do: 'die silently' });
    simulator.control.subscriptions.act(other, { do: 'lose the next' });
    answerWith(async () => ({ status: 202 }));
    await clock.advanceAsync(MINUTE);
    expect(posts.flatMap(({ value }) => value.map(({ subscriptionId }) => subscriptionId))).toEqual([other]);
    expect(posts[0]?.validationTokens).toHaveLength(1);
    expect(outcomes(tenant)).toEqual(['retrying', 'lost', 'delivered']);
  });

  test('the next are lost, one is repeated, it ends at once', async () => {
    const { simulator, graph, subscribed, posts, settle } = subscribingTenant();
    const { subscriptions } = simulator.control;
    const id = await subscribed();
    subscriptions.act(id, { do: 'lose the next', count: 2 });
    for (const verb of ['join a call', 'leave the call', 'join a call'] as const) {
      simulator.control.act(ADA, { do: verb });
    }
    await settle();
    expect(told(posts)).toEqual(['Ada Busy/InACall']);
    subscriptions.act(id, { do: 'repeat', userId: ADA });
    await settle();
    expect(told(posts)).toEqual(['Ada Busy/InACall', 'Ada Busy/InACall']);
    subscriptions.act(id, { do: 'expire' });
    expect((await graph('GET', `subscriptions/${id}`)).status).toBe(404);
  });

  test('the same by the control API', async () => {
    const { simulator, subscribed, settle } = subscribingTenant();
    const id = await subscribed();
    const call = async (method: string, path: string, body?: unknown) => {
      const url = `https://localhost/control/v1/${path}`;
      const response = await simulator.handle({ method, url, headers: {}, body: JSON.stringify(body) ?? '' });
      return { status: response.status, body: z.unknown().parse(JSON.parse(response.body || 'null')) };
    };
    expect((await call('GET', 'subscriptions')).body).toMatchObject([{ id, userIds: [ADA], endpoint: 'normal' }]);
    expect((await call('POST', `subscriptions/${id}/actions`, { do: 'die silently' })).status).toBe(204);
    expect((await call('GET', `subscriptions/${id}`)).body).toMatchObject({ isSilent: true });
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    expect((await call('GET', `deliveries?subscription=${id}`)).body).toMatchObject([
      { outcome: 'lost', items: [{ subscriptionId: id, userId: ADA }] },
    ]);
    expect((await call('DELETE', 'deliveries')).status).toBe(204);
    expect((await call('GET', 'deliveries')).body).toEqual([]);
    expect((await call('POST', 'subscriptions/none/actions', { do: 'expire' })).status).toBe(404);
    expect((await call('POST', `subscriptions/${id}/actions`, { do: 'dance' })).status).toBe(400);
  });
});
