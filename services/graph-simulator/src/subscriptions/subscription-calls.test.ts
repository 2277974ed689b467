import { describe, expect, test } from 'vitest';
import { DEFAULT_APP } from '../simulator-config.ts';
import { ADA, BELA, STRANGER } from '../testing/simulated-tenant.ts';
import { LIFECYCLE_RECEIVER, RECEIVER, subscribingTenant } from '../testing/subscribing-tenant.ts';

const MINUTE = 60_000;
const someone = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const filterOf = (ids: readonly string[]): string =>
  `/communications/presences?$filter=id in (${ids.map((id) => `'${id}'`).join(',')})`;

describe('the resource', () => {
  test('a filter names up to 650 distinct people', async () => {
    const { subscribe } = subscribingTenant();
    const ids = Array.from({ length: 651 }, (_, index) => someone(index));
    expect((await subscribe({ resource: filterOf(ids) })).status).toBe(400);
    expect((await subscribe({ resource: filterOf([...ids.slice(0, 650), someone(0).toUpperCase()]) })).status).toBe(
      201,
    );
  });

  test.each([
    [`communications/presences?$filter=id+in+(%27${ADA}%27)`, 201],
    [`/communications/presences/${ADA.toUpperCase()}`, 201],
    ['communications/presences', 400],
    ["communications/presences?$filter=id in ('ada@contoso.example')", 400],
    [`communications/presences?$filter=id in ('${ADA}',)`, 400],
    [`users/${ADA}/presence`, 501],
  ])('%s: %i', async (resource, status) => {
    expect((await subscribingTenant().subscribe({ resource })).status).toBe(status);
  });
});

describe('lifetime', () => {
  const lifeOf = async (minutes: number): Promise<number> => {
    const { clock, subscribe } = subscribingTenant();
    const { body } = await subscribe({ expirationDateTime: new Date(clock.now() + minutes * MINUTE).toISOString() });
    return (Date.parse(Object(body).expirationDateTime) - clock.now()) / MINUTE;
  };
  test('less than 45 minutes are raised to 45', async () => {
    expect([await lifeOf(1), await lifeOf(45), await lifeOf(50), await lifeOf(60)]).toEqual([45, 45, 50, 60]);
  });

  test('after its end it is gone without a word: 404, and nothing more is sent', async () => {
    const { clock, simulator, graph, subscribed, posts } = subscribingTenant();
    const id = await subscribed({ lifecycleNotificationUrl: null });
    expect((await graph('GET', `subscriptions/${id}`)).status).toBe(200);
    await clock.advanceAsync(60 * MINUTE);
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(60 * MINUTE);
    expect(posts).toEqual([]);
    for (const [method, path] of [
      ['GET', `subscriptions/${id}`],
      ['PATCH', `subscriptions/${id}`],
      ['DELETE', `subscriptions/${id}`],
      ['POST', `subscriptions/${id}/reauthorize`],
    ] as const) {
      const answer = await graph(method, path, method === 'PATCH' ? {} : undefined);
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
    }
    expect((await graph('GET', 'subscriptions')).body).toMatchObject({ value: [] });
  });

  test('PATCH renews, moves and changes the certificate; lifecycleNotificationUrl cannot be added', async () => {
    const { clock, simulator, graph, subscribed, sent, posts } = subscribingTenant();
    const id = await subscribed();
    await clock.advanceAsync(30 * MINUTE);
    const expirationDateTime = new Date(clock.now() + 60 * MINUTE).toISOString();
    const notificationUrl = 'https://receiver.example/moved';
    const renewed = await graph('PATCH', `subscriptions/${id}`, { expirationDateTime, notificationUrl });
    expect(renewed).toMatchObject({ status: 200, body: { id, notificationUrl } });
    expect(Date.parse(Object(renewed.body).expirationDateTime)).toBe(clock.now() + 60 * MINUTE);
    expect(sent.at(-1)?.url).toContain('https://receiver.example/moved?validationToken=');
    const refused = await graph('PATCH', `subscriptions/${id}`, { lifecycleNotificationUrl: LIFECYCLE_RECEIVER });
    expect(refused.status).toBe(400);
    simulator.control.act(ADA, { do: 'join a call' });
    await clock.advanceAsync(0);
    expect(posts.at(-1)?.url).toBe('https://receiver.example/moved');
  });

  test.each([
    ['accepted', 201],
    ['400', 400],
    ['404', 404],
  ] as const)('an id that no person has: %s', async (subscriptionUnknownIds, status) => {
    const { simulator, subscribe } = subscribingTenant();
    simulator.control.changeSwitches({ subscriptionUnknownIds });
    const resource = `communications/presences?$filter=id in ('${ADA}','99999999-0000-4000-8000-000000000000')`;
    expect(await subscribe({ resource })).toMatchObject({ status });
  });

  test('renewal may be unsupported', async () => {
    const { clock, simulator, graph, subscribed } = subscribingTenant();
    const id = await subscribed();
    simulator.control.changeSwitches({ subscriptionRenewal: 'unsupported' });
    const expirationDateTime = new Date(clock.now() + 60 * MINUTE).toISOString();
    expect(await graph('PATCH', `subscriptions/${id}`, { expirationDateTime })).toMatchObject({
      status: 400,
      body: { error: { code: 'ExtensionError', message: expect.stringContaining('not supported') } },
    });
    expect((await graph('DELETE', `subscriptions/${id}`)).status).toBe(204);
    expect((await graph('GET', `subscriptions/${id}`)).status).toBe(404);
  });

  test('reauthorize is answered 204 and does not extend', async () => {
    const { clock, simulator, graph, subscribed } = subscribingTenant();
    const id = await subscribed();
    const before = simulator.control.subscriptions.inspect(id);
    await clock.advanceAsync(10 * MINUTE);
    expect(await graph('POST', `subscriptions/${id}/reauthorize`)).toEqual({ status: 204, body: undefined });
    const after = simulator.control.subscriptions.inspect(id);
    expect(after.expiresAt).toBe(before.expiresAt);
    expect(after.reauthorizedAt).toBe(new Date(clock.now()).toISOString());
    expect(Date.parse(after.authorizedUntil)).toBeGreaterThan(Date.parse(before.authorizedUntil) - 30 * MINUTE);
  });
});

describe('whose it is', () => {
  test('each person has one of their own and sees no other', async () => {
    const { graph, subscribed } = subscribingTenant();
    const ofBela = await subscribed();
    const ofAda = await subscribed({}, { userId: ADA });
    expect((await graph('GET', 'subscriptions', undefined, { userId: ADA })).body).toMatchObject({
      value: [{ id: ofAda, creatorId: ADA }],
    });
    expect((await graph('GET', `subscriptions/${ofBela}`, undefined, { userId: ADA })).status).toBe(404);
    expect((await graph('DELETE', `subscriptions/${ofBela}`, undefined, { userId: ADA })).status).toBe(404);
  });

  test('ends with the person who made it, and with the consent', async () => {
    for (const end of [
      (control: ReturnType<typeof subscribingTenant>['simulator']['control']) => control.removePerson(BELA),
      (control: ReturnType<typeof subscribingTenant>['simulator']['control']) =>
        control.apps.withdrawConsent(DEFAULT_APP.appId),
    ]) {
      const { simulator, subscribed, posts, settle } = subscribingTenant();
      await subscribed();
      end(simulator.control);
      expect(simulator.control.subscriptions.all).toEqual([]);
      simulator.control.act(ADA, { do: 'join a call' });
      await settle();
      expect(posts).toEqual([]);
    }
  });
});

describe('limits and faults', () => {
  test('the list may be asked 25 times in 20 seconds', async () => {
    const { graph } = subscribingTenant();
    const statuses: number[] = [];
    for (let count = 0; count < 26; count += 1) {
      statuses.push((await graph('GET', 'subscriptions')).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect((await graph('GET', `subscriptions/${STRANGER}`)).status).toBe(404);
  });

  test('a fault meets the calls by their names', async () => {
    const { simulator, subscribe } = subscribingTenant();
    simulator.control.addFault({ routes: ['createSubscription'], answer: { kind: 'status', status: 503 } });
    expect((await subscribe()).status).toBe(503);
    expect((await subscribe()).status).toBe(201);
  });

  test('the handshake is asked for each URL before the answer, within ten seconds', async () => {
    const { clock, subscribe, sent, answerHandshakesWith, simulator } = subscribingTenant();
    answerHandshakesWith(async (_request, token) => {
      await new Promise<void>((resolve) => void clock.after(9999, resolve));
      return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: token };
    });
    const asked = subscribe({ lifecycleNotificationUrl: RECEIVER });
    await clock.advanceAsync(19_000);
    expect(simulator.control.subscriptions.all).toEqual([]);
    await clock.advanceAsync(1000);
    expect((await asked).status).toBe(201);
    expect(sent).toHaveLength(2);
  });
});
