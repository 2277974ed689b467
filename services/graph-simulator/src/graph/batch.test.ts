import { describe, expect, test } from 'vitest';
import { ADA, BELA, type SimulatedTenant, simulatedTenant } from '../testing/simulated-tenant.ts';

const HEADERS = { 'Content-Type': 'application/json' };
const CALL = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };
const read = (id: string, user = ADA) => ({ id, method: 'GET', url: `/users/${user}/presence` });
const write = (id: string, body: unknown = CALL) => ({
  id,
  method: 'POST',
  url: `users/${ADA}/presence/setPresence`,
  headers: HEADERS,
  body,
});

interface Answer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly error?: { readonly code: string }; readonly availability?: string };
}

async function batch({ graph }: SimulatedTenant, requests: readonly unknown[]) {
  const { status, body } = await graph('POST', '$batch', { requests });
  const responses: readonly Answer[] = JSON.parse(body).responses ?? [];
  return { status, responses, body };
}

describe('$batch', () => {
  test('answers each request with its own status', async () => {
    const tenant = simulatedTenant();
    const { status, responses } = await batch(tenant, [write('1'), read('2'), write('3', {}), read('4', 'nobody')]);
    expect([status, responses.map((response) => [response.id, response.status])]).toEqual([
      200,
      [
        ['1', 200],
        ['2', 200],
        ['3', 400],
        ['4', 404],
      ],
    ]);
    expect(responses[0]).not.toHaveProperty('body');
    expect(responses[1]?.body?.availability).toBe('Busy');
    expect(responses[1]?.headers['Content-Type']).toContain('application/json');
    expect(tenant.simulator.control.writes.map(({ action, status: of }) => [action, of])).toEqual([
      ['setPresence', 200],
      ['setPresence', 400],
    ]);
  });

  test('what depends on a request that failed is 424, and is not done', async () => {
    const tenant = simulatedTenant();
    const { responses } = await batch(tenant, [
      read('1', 'nobody'),
      { ...write('2'), dependsOn: ['1'] },
      { ...read('3'), dependsOn: ['2'] },
      { ...read('4') },
    ]);
    expect(responses.map(({ status }) => status)).toEqual([404, 424, 424, 200]);
    expect(await tenant.shown(ADA)).toBe('Offline/Offline');
  });

  test('each request counts against the limits, and the batch is 200 while they are 429', async () => {
    const tenant = simulatedTenant();
    tenant.simulator.control.changeThrottle({ presence: { limit: 2, windowMs: 30_000 } });
    const { status, responses } = await batch(
      tenant,
      ['1', '2', '3'].map((id) => read(id)),
    );
    expect([status, responses.map((response) => response.status)]).toEqual([200, [200, 200, 429]]);
    expect(responses[2]?.headers['Retry-After']).toMatch(/^\d+$/);
    expect(responses[2]?.body?.error?.code).toBe('TooManyRequests');
  });

  test('faults meet the requests in it', async () => {
    const tenant = simulatedTenant();
    const answer = { kind: 'status', status: 503 } as const;
    tenant.simulator.control.addFault({ routes: ['getPresence'], userId: BELA, answer });
    const { responses } = await batch(tenant, [read('1'), read('2', BELA)]);
    expect(responses.map(({ status }) => status)).toEqual([200, 503]);
  });

  test('a broken connection breaks it', async () => {
    const { simulator, graph } = simulatedTenant();
    simulator.control.addFault({ routes: ['getPresence'], answer: { kind: 'reset' } });
    expect((await graph('POST', '$batch', { requests: [read('1')] })).connection).toBe('reset');
  });

  test.each([
    ['21 requests', Array.from({ length: 21 }, (_, index) => read(String(index)))],
    ['an id twice, in whatever case', [read('a'), read('A')]],
    ['a body without Content-Type', [{ ...write('1'), headers: {} }]],
    ['a write without a body', [{ id: '1', method: 'POST', url: `/users/${ADA}/presence/clearUserPreferredPresence` }]],
    ['a dependence on what is not there', [{ ...read('1'), dependsOn: ['9'] }]],
    ['no requests', []],
    ['a request without an id', [{ method: 'GET', url: '/users' }]],
  ])('%s: 400, and nothing is done', async (_name, requests) => {
    const tenant = simulatedTenant();
    const { status } = await batch(tenant, requests);
    expect([status, tenant.simulator.control.writes]).toEqual([400, []]);
  });

  test('twenty requests are not too many', async () => {
    const requests = Array.from({ length: 20 }, (_, index) => read(String(index)));
    expect((await batch(simulatedTenant(), requests)).responses.length).toBe(20);
  });

  test('a batch in a batch is refused', async () => {
    const inner = { id: '1', method: 'POST', url: '/$batch', headers: HEADERS, body: { requests: [read('1')] } };
    expect((await batch(simulatedTenant(), [inner])).responses[0]?.status).toBe(400);
  });
});
