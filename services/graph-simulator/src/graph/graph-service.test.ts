import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { personActionSchema } from '../control/person-action.ts';
import { GRAPH_ROLES } from '../directory/app.ts';
import { pairSchema, readVectors } from '../testing/read-vectors.ts';
import { ADA, BELA, STRANGER, simulatedTenant } from '../testing/simulated-tenant.ts';

const SET_CALL = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };

describe('accepted pairs', () => {
  const rows = readVectors(
    'accepted-pairs',
    z.strictObject({ call: z.string(), pair: pairSchema, status: z.number(), source: z.string() }),
  );
  test.each(rows)('$call takes $pair: $status', async ({ call, pair, status }) => {
    const { graph } = simulatedTenant();
    const body = { sessionId: 'app', ...pair };
    expect((await graph('POST', `users/${ADA}/presence/${call}`, body)).status).toBe(status);
    const lower = {
      sessionId: 'app',
      availability: pair.availability.toLowerCase(),
      activity: pair.activity.toLowerCase(),
    };
    expect((await graph('POST', `users/${ADA}/presence/${call}`, lower)).status).toBe(status);
  });
});

describe('permutations', () => {
  const rows = readVectors(
    'permutations',
    z.strictObject({
      teams: z.string(),
      actions: z.array(z.string().transform((verb) => personActionSchema.parse({ do: verb }))),
      shows: z.string(),
      source: z.string(),
    }),
  );
  test.each(rows)('$teams: $shows', async ({ actions, shows }) => {
    const { simulator, shown } = simulatedTenant({ clients: ['desktop'] });
    for (const action of actions) {
      simulator.control.act(ADA, action);
    }
    expect(await shown(ADA)).toBe(shows);
  });
});

describe('timelines', () => {
  const step = z.strictObject({
    at: z.number(),
    write: z.string().optional(),
    body: z.unknown().optional(),
    shows: z.string().optional(),
  });
  const rows = readVectors(
    'timelines',
    z.strictObject({ name: z.string(), desktop: z.boolean(), steps: z.array(step), source: z.string() }),
  );
  test.each(rows)('$name', async ({ desktop, steps }) => {
    const { clock, graph, shown } = simulatedTenant({ clients: desktop ? ['desktop'] : [] });
    for (const { at, write, body, shows } of steps) {
      clock.advance(at * 1000 - clock.monotonic());
      if (write !== undefined) {
        expect((await graph('POST', `users/${ADA}/presence/${write}`, body)).status).toBe(200);
      }
      if (shows !== undefined) {
        expect(`at ${at}: ${await shown(ADA)}`).toBe(`at ${at}: ${shows}`);
      }
    }
  });
});

describe('errors', () => {
  const rows = readVectors(
    'graph-errors',
    z.strictObject({
      name: z.string(),
      roles: z.array(z.enum(GRAPH_ROLES)).optional(),
      headers: z.record(z.string(), z.string()).default({}),
      method: z.string(),
      path: z.string(),
      body: z.unknown().optional(),
      ids: z.number().optional(),
      status: z.number(),
      error: z.record(z.string(), z.string()),
      source: z.string(),
    }),
  );
  test.each(rows)('$name: $status', async ({ roles, headers, method, path, body, ids, status, error }) => {
    const { simulator, graph, appId } = simulatedTenant();
    if (roles !== undefined) {
      simulator.control.apps.consent(appId, { roles });
    }
    const sent = ids === undefined ? body : { ids: Array.from({ length: ids }, (_, index) => `id ${index}`) };
    const response = await graph(method, path.replace('{ada}', ADA), sent, headers);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).error).toMatchObject(error);
    expect(response.headers['content-type']).toContain('application/json');
    const inner = JSON.parse(response.body).error.innerError;
    expect(inner['request-id']).toBe(response.headers['request-id']);
    expect(inner.date).toBe('2026-01-05T08:00:00');
  });
});

describe('reading', () => {
  test('gives the documented properties of another user, and no expiry of the status message', async () => {
    const { simulator, graph } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.act(ADA, { do: 'set status message', content: 'At the desk', forMs: 60_000 });
    const response = await graph('GET', `communications/presences/${ADA}`);
    expect(JSON.parse(response.body)).toEqual({
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${ADA}')/presence/$entity`,
      id: ADA,
      availability: 'Available',
      activity: 'Available',
      outOfOfficeSettings: { message: null, isOutOfOffice: false },
      statusMessage: { message: { content: 'At the desk', contentType: 'text' } },
      sequenceNumber: expect.stringMatching(/^A\d{16}$/),
    });
    expect(response.headers['date']).toBe('Mon, 05 Jan 2026 08:00:00 GMT');
  });

  test('reads 650 ids at once', async () => {
    const { graph } = simulatedTenant();
    const ids = [...Array.from({ length: 649 }, () => STRANGER), ADA];
    const { status, body } = await graph('POST', 'communications/getPresencesByUserId', { ids });
    expect([status, JSON.parse(body).value.length]).toEqual([200, 1]);
  });

  test.each([
    ['omit', 200, [ADA]],
    ['PresenceUnknown', 200, [ADA, STRANGER]],
    ['404', 404, undefined],
    ['400', 400, undefined],
  ] as const)('unknown ids: %s', async (unknownIds, status, ids) => {
    const { simulator, graph } = simulatedTenant();
    simulator.control.changeSwitches({ unknownIds });
    const response = await graph('POST', 'communications/getPresencesByUserId', { ids: [ADA, STRANGER] });
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body).value?.map((presence: { id: string }) => presence.id)).toEqual(ids);
  });

  test('obeys the switches of spelling, order, duplicates, and cloud', async () => {
    const { simulator, graph } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.changeSwitches({
      casing: 'lowerCamel',
      resultOrder: 'reversed',
      duplicateIds: 'repeated',
      cloud: 'us-government',
    });
    simulator.control.act(ADA, { do: 'join a call' });
    const response = await graph('POST', 'communications/getPresencesByUserId', { ids: [ADA, BELA, ADA] });
    const { value } = JSON.parse(response.body);
    expect(value.map((presence: { id: string }) => presence.id)).toEqual([ADA, BELA, ADA]);
    expect(value[0]).toMatchObject({ availability: 'busy', activity: 'inACall' });
    expect(value[1]).toMatchObject({ availability: 'offline', activity: 'offline' });
    expect(value[0]).not.toHaveProperty('sequenceNumber');
  });

  test.each(['china', 'delos'] as const)('there is no presence in the cloud %s', async (cloud) => {
    const { simulator, graph } = simulatedTenant();
    simulator.control.changeSwitches({ cloud });
    const { status, body } = await graph('GET', `users/${ADA}/presence`);
    expect(status).toBe(404);
    expect(JSON.parse(body).error).toMatchObject({
      code: 'Request_ResourceNotFound',
      message: "Resource 'presence' does not exist or one of its queried reference-property objects are not present.",
    });
  });

  test('does not see people of another tenant', async () => {
    const { simulator, graph, appId } = simulatedTenant();
    const other = simulator.control.addTenant({ domain: 'fabrikam.example' });
    const person = { userPrincipalName: 'zoe@fabrikam.example', displayName: 'Zoe', tenantId: other.id };
    const { id } = simulator.control.addPerson(person);
    expect((await graph('GET', `users/${id}/presence`)).status).toBe(404);
    expect((await graph('GET', `users/${id}`)).status).toBe(404);
    simulator.control.apps.consent(appId, { tenantId: other.id });
    const token = simulator.control.apps.tokenFor(appId, other.id);
    const asked = await graph('GET', `users/${id}/presence`, undefined, { authorization: `Bearer ${token}` });
    expect(asked.status).toBe(200);
  });

  test('an expired token', async () => {
    const { simulator, clock, graph, appId } = simulatedTenant();
    const authorization = `Bearer ${simulator.control.apps.tokenFor(appId)}`;
    expect((await graph('GET', `users/${ADA}/presence`, undefined, { authorization })).status).toBe(200);
    clock.advance(91 * 60_000);
    const { status, body } = await graph('GET', `users/${ADA}/presence`, undefined, { authorization });
    expect(status).toBe(401);
    expect(JSON.parse(body).error.message).toBe('Lifetime validation failed, the token is expired.');
  });

  test('a token that somebody altered', async () => {
    const { simulator, graph, appId } = simulatedTenant();
    const [header = '', claims = '', signature = ''] = simulator.control.apps.tokenFor(appId).split('.');
    const altered = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...altered, tid: 'other' })).toString('base64url');
    const authorization = `Bearer ${header}.${forged}.${signature}`;
    expect((await graph('GET', `users/${ADA}/presence`, undefined, { authorization })).status).toBe(401);
  });
});

describe('writing', () => {
  test('answers 200 without a body and without a content type', async () => {
    const { graph } = simulatedTenant();
    const response = await graph('POST', `users/${ADA}/presence/setPresence`, SET_CALL);
    expect([response.status, response.body, response.headers['content-type']]).toEqual([200, '', undefined]);
  });

  test('clearUserPreferredPresence may be called again and again', async () => {
    const { graph } = simulatedTenant();
    for (const body of [{}, {}]) {
      expect((await graph('POST', `users/${ADA}/presence/clearUserPreferredPresence`, body)).status).toBe(200);
    }
  });

  test('a status message expires at its time, and an empty one clears', async () => {
    const { clock, graph } = simulatedTenant();
    const message = async (): Promise<unknown> =>
      JSON.parse((await graph('GET', `users/${ADA}/presence`)).body).statusMessage;
    const set = (content: string, dateTime: string) =>
      graph('POST', `users/${ADA}/presence/setStatusMessage`, {
        statusMessage: { message: { content, contentType: 'text' }, expiryDateTime: { dateTime, timeZone: 'UTC' } },
      });
    await set('lunch', '2026-01-05T08:30:00.0000000');
    clock.advance(1_799_000);
    expect(await message()).toEqual({ message: { content: 'lunch', contentType: 'text' } });
    clock.advance(1000);
    expect(await message()).toBeNull();
    await set('again', '2026-01-05T12:00:00');
    await set('', '2026-01-05T12:00:00');
    expect(await message()).toBeNull();
  });

  test('every write is recorded with who, what, when and what came of it', async () => {
    const { simulator, clock, graph, appId, tenantId } = simulatedTenant();
    const seen: number[] = [];
    const stop = simulator.control.onWrite((write) => seen.push(write.number));
    const requests: string[] = [];
    const stopRequests = simulator.control.onRequest(({ route, status }) => requests.push(`${route} ${status}`));
    await graph('POST', `users/${ADA}/presence/setPresence`, SET_CALL);
    clock.advance(1500);
    await graph('POST', `users/${ADA}/presence/clearPresence`, { sessionId: 'other' });
    stop();
    await graph('GET', `users/${ADA}/presence`);
    const common = { appId, tenantId, userId: ADA };
    expect(simulator.control.writes).toEqual([
      {
        ...common,
        number: 1,
        at: '2026-01-05T08:00:00.000Z',
        monotonicMs: 0,
        action: 'setPresence',
        body: SET_CALL,
        status: 200,
        carriedOut: true,
      },
      {
        ...common,
        number: 2,
        at: '2026-01-05T08:00:01.500Z',
        monotonicMs: 1500,
        action: 'clearPresence',
        body: { sessionId: 'other' },
        status: 404,
        carriedOut: false,
      },
    ]);
    expect(seen).toEqual([1, 2]);
    stopRequests();
    expect(requests).toEqual(['setPresence 200', 'clearPresence 404', 'getPresence 200']);
    expect(simulator.control.counts).toContainEqual({ route: 'getPresence', appId, status: 200, count: 1 });
    simulator.control.clearWrites();
    expect(simulator.control.writes).toEqual([]);
  });
});

describe('users', () => {
  test('pages through the people of the tenant', async () => {
    const { graph } = simulatedTenant({ config: { samplePeople: 5 } });
    const ids: string[] = [];
    let path: string | undefined = 'users?$top=2&$select=id,displayName';
    while (path !== undefined) {
      const page = JSON.parse((await graph('GET', path)).body);
      expect(Object.keys(page.value[0])).toEqual(['id', 'displayName']);
      ids.push(...page.value.map((person: { id: string }) => person.id));
      path = page['@odata.nextLink']?.split('/v1.0/')[1];
    }
    expect(ids).toHaveLength(7);
    expect(new Set(ids).size).toBe(7);
    expect(JSON.parse((await graph('GET', 'users?$top=7')).body)).not.toHaveProperty('@odata.nextLink');
  });

  test('finds a person by object id and by principal name', async () => {
    const { graph } = simulatedTenant();
    for (const id of [ADA, ADA.toUpperCase(), 'ADA@contoso.example']) {
      expect(JSON.parse((await graph('GET', `users/${id}`)).body)).toMatchObject({
        id: ADA,
        displayName: 'Ada Albers',
      });
    }
  });

  test('User.ReadBasic.All opens names and mail, not telephone numbers', async () => {
    const { simulator, graph, appId } = simulatedTenant();
    simulator.control.apps.consent(appId, { roles: ['User.ReadBasic.All'] });
    expect(JSON.parse((await graph('GET', `users/${ADA}`)).body)).not.toHaveProperty('businessPhones');
    expect((await graph('GET', `users/${ADA}?$select=businessPhones`)).status).toBe(403);
  });
});

describe('throttling', () => {
  test('answers 429 with Retry-After and the published body, per app and tenant', async () => {
    const { simulator, clock, graph } = simulatedTenant();
    simulator.control.changeThrottle({ presence: { limit: 3, windowMs: 30_000 } });
    const read = () => graph('GET', `users/${ADA}/presence`);
    expect((await Promise.all([read(), read(), read()])).map(({ status }) => status)).toEqual([200, 200, 200]);
    const response = await read();
    expect(response.status).toBe(429);
    expect(response.headers['retry-after']).toBe('20');
    expect(JSON.parse(response.body)).toEqual({
      error: {
        code: 'TooManyRequests',
        message: 'Please retry again later.',
        innerError: {
          code: '429',
          date: '2026-01-05T08:00:00',
          message: 'Please retry after',
          'request-id': response.headers['request-id'],
          status: '429',
        },
      },
    });
    const other = simulator.control.apps.add({ displayName: 'Other' });
    const headers = { authorization: `Bearer ${simulator.control.apps.tokenFor(other.appId)}` };
    expect((await graph('GET', `users/${ADA}/presence`, undefined, headers)).status).toBe(200);
    expect((await graph('GET', `users/${ADA}`)).status).toBe(200);
    clock.advance(20_000);
    expect((await read()).status).toBe(200);
  });
});
