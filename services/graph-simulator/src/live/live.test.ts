import { describe, expect, test } from 'vitest';
import { simulatorFetch } from '../http/simulator-fetch.ts';
import { DEFAULT_APP } from '../simulator-config.ts';
import { ADA, type SimulatedTenant, simulatedTenant } from '../testing/simulated-tenant.ts';
import { subscribingTenant } from '../testing/subscribing-tenant.ts';

const CONTROL = 'https://localhost:8443/control/v1';
const SET_CALL = { sessionId: 'app', availability: 'Busy', activity: 'InACall' };

interface Sent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Follows the live events: `next` gives what has come since. */
async function follow({ simulator }: SimulatedTenant, query = '') {
  const sent: Sent[] = [];
  const response = await simulator.handle({
    method: 'GET',
    url: `${CONTROL}/live/events${query}`,
    headers: {},
    body: '',
  });
  const stop = response.stream?.((text) => {
    const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)\n\n$/.exec(text) ?? [];
    sent.push({ event, data: JSON.parse(data) });
  });
  return { response, stop: () => stop?.(), next: () => sent.splice(0) };
}

describe('live events', () => {
  test('give what there is at once, and later what has changed', async () => {
    const tenant = simulatedTenant({ clients: ['desktop'] });
    const live = await follow(tenant, '?search=ada');
    expect(live.response.headers['content-type']).toContain('text/event-stream');
    expect(live.next().map(({ event }) => event)).toEqual(['people', 'summary', 'writes']);
    await tenant.clock.advanceAsync(5000);
    expect(live.next()).toEqual([]);
    tenant.simulator.control.act(ADA, { do: 'join a call' });
    await tenant.clock.advanceAsync(1100);
    const [people, summary] = live.next();
    expect(people).toMatchObject({
      event: 'people',
      data: { total: 1, people: [{ id: ADA, shown: { availability: 'Busy' }, sessions: [{ doing: ['inCall'] }] }] },
    });
    expect(summary).toMatchObject({ event: 'summary', data: { shown: { Busy: 1, Offline: 1 } } });
    live.stop();
    expect(tenant.clock.pendingCount).toBe(0);
  });

  test('tell of writes as they happen, with requests, throttling and faults', async () => {
    const tenant = simulatedTenant();
    const live = await follow(tenant);
    live.next();
    tenant.simulator.control.addFault({ routes: ['getUser'], answer: { kind: 'status', status: 503 } });
    await tenant.graph('POST', `users/${ADA}/presence/setPresence`, SET_CALL);
    await tenant.clock.advanceAsync(150);
    expect(live.next()).toMatchObject([
      { event: 'writes', data: [{ action: 'setPresence', userId: ADA, status: 200 }] },
    ]);
    await tenant.clock.advanceAsync(1100);
    const summary = live.next().find(({ event }) => event === 'summary');
    expect(summary?.data).toMatchObject({
      requests: { counts: [{ route: 'setPresence', count: 1 }] },
      throttle: [{ quota: 'application' }, { quota: 'presence', limit: 1500, left: 1500 }],
      faults: [{ fault: { routes: ['getUser'] } }],
      apps: { [tenant.appId]: 'Lamplight' },
    });
    live.stop();
  });

  test('subscriptions are told in a line each, however many people they name', async () => {
    const tenant = subscribingTenant();
    const ids = Array.from({ length: 650 }, (_, index) => `'${ADA.slice(0, -3)}${100 + index}'`).join(',');
    const id = await tenant.subscribed({ resource: `communications/presences?$filter=id in (${ids})` });
    const { summary } = tenant.simulator.control.live;
    expect(summary.subscriptions).toMatchObject([{ id, appId: DEFAULT_APP.appId, people: 650, isSilent: false }]);
    expect(JSON.stringify(summary.subscriptions).length).toBeLessThan(400);
  });

  test('as fetch reads them', async () => {
    const tenant = simulatedTenant();
    const response = await simulatorFetch(tenant.simulator)(`${CONTROL}/live/events`);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toMatch(/^event: people\n/);
    await reader?.cancel();
    expect(tenant.clock.pendingCount).toBe(0);
  });

  test('search, filter and page on the server', () => {
    const { simulator } = simulatedTenant({ clients: ['desktop'], config: { samplePeople: 120 } });
    const { live } = simulator.control;
    expect(live.people({ size: 100, page: 1 })).toMatchObject({ total: 122, page: 1, people: { length: 22 } });
    expect(live.people({ search: 'ALBERS' }).people.every(({ displayName }) => displayName.includes('Albers'))).toBe(
      true,
    );
    expect(live.people({ availability: 'Busy' }).total).toBe(0);
    expect(() => live.people({ size: 1000 })).toThrow('size');
  });
});

describe('the page', () => {
  const get = ({ simulator }: SimulatedTenant, path: string, headers: Record<string, string> = {}) =>
    simulator.handle({ method: 'GET', url: `https://localhost:8443${path}`, headers, body: '' });

  test('is for browsers, keeps to itself, and other clients get the list of places', async () => {
    const tenant = simulatedTenant();
    const page = await get(tenant, '/', { accept: 'text/html,*/*' });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(JSON.parse((await get(tenant, '/')).body).places.control).toBe('/control/v1');
    for (const [, file] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([file, (await get(tenant, file ?? '')).status]).toEqual([file, 200]);
    }
    expect(page.body).not.toMatch(/ on[a-z]+=| style=|https?:/);
    expect((await get(tenant, '/page/..%2fpackage.json')).status).toBe(404);
  });

  test('a page of another site may not use the control API', async () => {
    const tenant = simulatedTenant();
    const status = async (site: string) => (await get(tenant, '/control/v1/people', { 'sec-fetch-site': site })).status;
    expect([await status('cross-site'), await status('same-site')]).toEqual([403, 403]);
    expect([await status('same-origin'), await status('none')]).toEqual([200, 200]);
  });
});
