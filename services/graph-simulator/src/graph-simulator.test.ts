import { describe, expect, test } from 'vitest';
import { simulatorFetch } from './http/simulator-fetch.ts';
import { ADA, BELA, simulatedTenant } from './testing/simulated-tenant.ts';

const SET_CALL = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };
const SET_PATH = `users/${ADA}/presence/setPresence`;

describe('faults', () => {
  test.each([
    [429, 7, '7', 'TooManyRequests'],
    [429, undefined, undefined, 'TooManyRequests'],
    [503, 3, '3', 'UnknownError'],
    [500, undefined, undefined, 'UnknownError'],
    [401, undefined, undefined, 'InvalidAuthenticationToken'],
  ] as const)('%s with Retry-After %s, so many times, without effect', async (status, retryAfterS, header, code) => {
    const { simulator, graph, shown } = simulatedTenant();
    simulator.control.addFault({
      routes: ['setPresence'],
      times: 2,
      answer: { kind: 'status', status, ...(retryAfterS === undefined ? {} : { retryAfterS }) },
    });
    for (const _ of [1, 2]) {
      const response = await graph('POST', SET_PATH, SET_CALL);
      expect([response.status, response.headers['retry-after']]).toEqual([status, header]);
      expect(JSON.parse(response.body).error.code).toBe(code);
    }
    expect(await shown(ADA)).toBe('Offline/Offline');
    expect((await graph('POST', SET_PATH, SET_CALL)).status).toBe(200);
    expect(simulator.control.faults).toEqual([]);
    expect(simulator.control.writes.map((write) => [write.status, write.carriedOut])).toEqual([
      [status, false],
      [status, false],
      [200, true],
    ]);
  });

  test.each([true, false])('hang until the caller gives up; carried out: %s', async (carriedOut) => {
    const { simulator, shown } = simulatedTenant();
    simulator.control.addFault({ routes: ['setPresence'], answer: { kind: 'hang', carriedOut } });
    const caller = new AbortController();
    const asked = simulatorFetch(simulator)(`https://graph.microsoft.com/v1.0/${SET_PATH}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${simulator.control.apps.tokenFor(simulator.control.apps.all[0]?.appId ?? '')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(SET_CALL),
      signal: caller.signal,
    });
    const written = new Promise((resolve) => simulator.control.onWrite(resolve));
    expect(await written).toMatchObject({ status: 0, carriedOut });
    caller.abort(new Error('gave up'));
    await expect(asked).rejects.toThrow('gave up');
    expect(await shown(ADA)).toBe(carriedOut ? 'Busy/InACall' : 'Offline/Offline');
  });

  test('a hanging request ends when the simulator stops', async () => {
    const { simulator, graph } = simulatedTenant();
    simulator.control.addFault({ routes: 'all', answer: { kind: 'hang' } });
    const asked = graph('GET', `users/${ADA}/presence`);
    simulator.stop();
    await expect(asked).rejects.toThrow('the simulator was stopped');
  });

  test('HTML, an empty 200 with and without a content type', async () => {
    const { simulator, graph, shown } = simulatedTenant();
    const { control } = simulator;
    control.addFault({ routes: ['setPresence'], answer: { kind: 'html' } });
    control.addFault({ routes: ['setPresence'], answer: { kind: 'empty' } });
    control.addFault({ routes: ['setPresence'], answer: { kind: 'empty', json: true } });
    const answers = [];
    for (const _ of [1, 2, 3]) {
      const { status, headers, body } = await graph('POST', SET_PATH, SET_CALL);
      answers.push([status, headers['content-type'], body.slice(0, 15)]);
    }
    expect(answers).toEqual([
      [200, 'text/html; charset=utf-8', '<!DOCTYPE html>'],
      [200, undefined, ''],
      [200, 'application/json', ''],
    ]);
    expect(await shown(ADA)).toBe('Offline/Offline');
  });

  test('a truncated body and a connection that breaks, as fetch sees them', async () => {
    const { simulator } = simulatedTenant();
    const fetch = simulatorFetch(simulator);
    const authorization = `Bearer ${simulator.control.apps.tokenFor(simulator.control.apps.all[0]?.appId ?? '')}`;
    const read = () => fetch(`https://graph.microsoft.com/v1.0/users/${ADA}/presence`, { headers: { authorization } });
    simulator.control.addFault({ routes: ['getPresence'], answer: { kind: 'truncated' } });
    const response = await read();
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow('terminated');
    simulator.control.addFault({ routes: ['getPresence'], answer: { kind: 'reset' } });
    await expect(read()).rejects.toThrow('fetch failed');
    expect((await read()).status).toBe(200);
  });

  test('unknown values and "InACall + OOF", for one person of a bulk read or for a single one', async () => {
    const { simulator, graph, shown } = simulatedTenant();
    simulator.control.addFault({
      routes: ['getPresencesByUserId'],
      userId: BELA,
      answer: { kind: 'show', availability: 'Quantum', activity: 'Entangled' },
    });
    const bulk = await graph('POST', 'communications/getPresencesByUserId', { ids: [ADA, BELA] });
    expect(JSON.parse(bulk.body).value).toMatchObject([
      { id: ADA, availability: 'Offline', activity: 'Offline' },
      { id: BELA, availability: 'Quantum', activity: 'Entangled' },
    ]);
    const answer = { kind: 'show', availability: 'Busy', activity: 'InACall + OOF' } as const;
    simulator.control.addFault({ routes: ['getPresence'], answer });
    expect(await shown(ADA)).toBe('Busy/InACall + OOF');
    expect(await shown(ADA)).toBe('Offline/Offline');
  });

  test('meet only the app, the person and the route they are for; always means until removed', async () => {
    const { simulator, graph, appId } = simulatedTenant();
    const { control } = simulator;
    const answer = { kind: 'status', status: 503 } as const;
    control.addFault({ routes: 'all', appId: 'another', answer });
    control.addFault({ routes: ['getPresence'], userId: BELA, answer });
    const { id } = control.addFault({ routes: ['getUser'], appId: appId.toUpperCase(), times: 'always', answer });
    expect((await graph('GET', `users/${ADA}/presence`)).status).toBe(200);
    expect((await graph('GET', `users/${BELA}/presence`)).status).toBe(503);
    expect((await graph('GET', `users/${ADA}`)).status).toBe(503);
    expect((await graph('GET', `users/${ADA}`)).status).toBe(503);
    control.removeFault(id);
    expect((await graph('GET', `users/${ADA}`)).status).toBe(200);
    control.clearFaults();
    expect(control.faults).toEqual([]);
  });

  test('a status at the token endpoint comes in the shape of Entra', async () => {
    const { simulator, token } = simulatedTenant();
    simulator.control.addFault({ routes: ['token'], answer: { kind: 'status', status: 429, retryAfterS: 5 } });
    const { status, headers, body } = await token({});
    expect([status, headers['retry-after']]).toEqual([429, '5']);
    expect(JSON.parse(body)).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90025] });
  });

  test('a delayed request takes effect after the delay', async () => {
    const { simulator, clock, graph, shown } = simulatedTenant();
    simulator.control.addFault({ routes: ['setPresence'], answer: { kind: 'delay', ms: 5000 } });
    const asked = graph('POST', SET_PATH, SET_CALL);
    await clock.advanceAsync(4999);
    expect(await shown(ADA)).toBe('Offline/Offline');
    await clock.advanceAsync(1);
    expect((await asked).status).toBe(200);
    expect(await shown(ADA)).toBe('Busy/InACall');
  });
});

describe('latency', () => {
  test('a request takes effect within its duration, and the answer comes at its end', async () => {
    const { simulator, clock, graph } = simulatedTenant();
    simulator.control.changeLatency({ on: true, visibilityMaxMs: 0 });
    let answeredAt: number | undefined;
    const asked = graph('POST', SET_PATH, SET_CALL).then(() => {
      answeredAt = clock.monotonic();
    });
    await clock.advanceAsync(60_000);
    await asked;
    const takenAt = simulator.control.writes[0]?.monotonicMs ?? 0;
    expect(takenAt).toBeGreaterThan(0);
    expect(answeredAt).toBeGreaterThan(takenAt);
    expect(clock.pendingCount).toBe(0);
  });

  test('off, everything happens without a timer', async () => {
    const { clock, graph } = simulatedTenant();
    await graph('POST', SET_PATH, SET_CALL);
    expect([clock.pendingCount, clock.monotonic()]).toEqual([0, 0]);
  });
});

test('the same seed gives the same run', async () => {
  const run = async (): Promise<unknown> => {
    const { simulator, graph } = simulatedTenant({
      config: { samplePeople: 3, seed: 7, latency: { visibilityMaxMs: 0 } },
    });
    const response = await graph('GET', `users/${ADA}/presence`);
    return [simulator.control.people, response];
  };
  expect(await run()).toEqual(await run());
});

test('a path that is neither Graph, Entra nor control says what there is', async () => {
  const { simulator } = simulatedTenant();
  const { status, body } = await simulator.handle({ method: 'GET', url: 'https://x/y', headers: {}, body: '' });
  expect([status, JSON.parse(body).places.control]).toEqual([404, '/control/v1']);
});
