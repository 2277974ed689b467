/** Real TLS, real msal-node and the real Graph client against the simulator as a service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import {
  type Clock,
  createEgress,
  type Egress,
  ManualClock,
  makeSelfSignedCertificate,
  seededRandom,
  silentLogger,
  systemClock,
} from '@lamplight/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createGraphRequests } from './client.ts';
import { credentialsOf, type TokenCredential } from './credentials/credential.ts';
import { createTokenSource } from './credentials/token.ts';
import type { TokenSource } from './credentials/token-source.ts';
import type { GraphApi } from './graph-api.ts';
import { createPresenceApi } from './presence-api.ts';
import { fixedCredentials } from './testing/fixed-credentials.ts';
import { configFor } from './testing/simulated-graph.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
const IN_A_CALL = { availability: 'Busy', activity: 'InACall' };
const secret: TokenCredential = { kind: 'secret', secret: DEFAULT_APP.secret };
const clock = systemClock();

let running: RunningGraphSimulator;
let egress: Egress;
const folder = mkdtempSync(join(tmpdir(), 'lamplight-teams-'));

beforeAll(async () => {
  running = await startGraphSimulator({
    port: 0,
    config: { people: [{ id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers' }] },
  });
  egress = createEgress({ clock, caPem: [running.caPem] });
});

afterEach(() => {
  running.control.clearFaults();
  running.control.clearWrites();
  running.control.clearCounts();
});

afterAll(async () => {
  await egress.close();
  await running.stop();
  rmSync(folder, { recursive: true });
});

function tokens(
  credential: TokenCredential = secret,
  changes: { tenantId?: string; clientId?: string } = {},
): TokenSource {
  return createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: running.baseUrl,
      scope: 'https://graph.microsoft.com/.default',
      credentials: fixedCredentials(credential),
      timeoutMs: 5000,
      ...changes,
    },
    { clock, random: seededRandom(1), fetch: egress.fetch, logger: silentLogger },
  );
}

function graph(source: TokenSource = tokens(), requestClock: Clock = clock): GraphApi {
  const requests = createGraphRequests(
    { baseUrl: running.baseUrl, timeoutMs: 1000 },
    { clock: requestClock, fetch: egress.fetch, tokens: source },
  );
  return createPresenceApi(DEFAULT_APP.appId, requests);
}

describe('tokens', () => {
  test('by secret, once for all who ask together', async () => {
    const source = tokens();
    const answers = await Promise.all([source.get(), source.get(), source.get()]);
    expect(answers.map(({ kind }) => kind)).toEqual(['token', 'token', 'token']);
    expect(running.control.counts.find(({ route }) => route === 'token')?.count).toBe(1);
  });

  test('by certificate, signed with SHA-256 over its thumbprint', async () => {
    const pair = await makeSelfSignedCertificate({
      commonName: 'lamplight',
      altNames: ['lamplight.test'],
      validDays: 10,
      clock,
      keyType: 'rsa',
    });
    running.control.apps.addCertificate(DEFAULT_APP.appId, pair.certPem);
    const certFile = join(folder, 'teams.crt');
    const keyFile = join(folder, 'teams.key');
    writeFileSync(certFile, pair.certPem);
    writeFileSync(keyFile, pair.keyPem);
    const config = configFor({ secret: undefined, certificate: { certFile, keyFile } });
    const answer = await graph(tokens(credentialsOf(config, {}, clock).first.open())).getPresences([ADA]);
    expect(answer).toMatchObject({ kind: 'presences', presences: [{ id: ADA }] });
  });

  test('a wrong secret: health with the remedy, and no further request before the pause is over', async () => {
    const source = tokens({ kind: 'secret', secret: 'wrong' });
    const answer = await source.get();
    expect(answer).toMatchObject({
      kind: 'failed',
      failure: {
        retry: { kind: 'slowly' },
        health: { state: 'action-needed', reason: 'secret_invalid', remedy: expect.stringContaining('not its id') },
      },
    });
    await source.get();
    expect(running.control.counts.filter(({ route }) => route === 'token').map(({ count }) => count)).toEqual([1]);
  });

  test('an expired secret is named as expired', async () => {
    running.control.apps.addSecret(DEFAULT_APP.appId, { value: 'too-old', expiresAt: Date.UTC(2020, 0, 1) });
    expect(await tokens({ kind: 'secret', secret: 'too-old' }).get()).toMatchObject({
      failure: { health: { state: 'action-needed', reason: 'secret_expired' } },
    });
  });

  test('a tenant that nobody knows is named', async () => {
    const tenantId = '11111111-1111-4111-8111-111111111111';
    expect(await tokens(secret, { tenantId }).get()).toMatchObject({
      kind: 'failed',
      failure: { health: { reason: 'tenant_not_found', message: expect.stringContaining(tenantId) } },
    });
  });

  test('an authority with a certificate that nobody trusts is named', async () => {
    const distrusting = createEgress({ clock });
    const source = createTokenSource(
      {
        tenantId: DEFAULT_TENANT.id,
        clientId: DEFAULT_APP.appId,
        authority: running.baseUrl,
        scope: 'https://graph.microsoft.com/.default',
        credentials: fixedCredentials(secret),
        timeoutMs: 5000,
      },
      { clock, random: seededRandom(1), fetch: distrusting.fetch, logger: silentLogger },
    );
    expect(await source.get()).toMatchObject({ failure: { health: { reason: 'tls_untrusted' } } });
    await distrusting.close();
  });
});

describe('Graph', () => {
  test('reads, sets, reads back, clears, and says when there is nothing to clear', async () => {
    const api = graph();
    expect(await api.getPresences([ADA])).toMatchObject({
      presences: [{ id: ADA, pair: { availability: 'Available', activity: 'Available' } }],
    });
    expect(await api.setPresence(ADA, IN_A_CALL, 300_000)).toEqual({ kind: 'accepted' });
    expect(running.control.writes[0]?.body).toEqual({
      sessionId: DEFAULT_APP.appId,
      ...IN_A_CALL,
      expirationDuration: 'PT5M',
    });
    expect(await api.getPresences([ADA])).toMatchObject({ presences: [{ pair: IN_A_CALL }] });
    expect(await api.clearPresence(ADA)).toEqual({ kind: 'accepted' });
    expect(await api.clearPresence(ADA)).toEqual({ kind: 'no-session' });
  });

  test('sets a preferred status with a lease or Graph’s own duration, and clears it as often as it is asked', async () => {
    const api = graph();
    const busy = { availability: 'Busy', activity: 'Busy' };
    const before = running.control.writes.length;
    expect(await api.setPreferredPresence(ADA, busy, 300_000)).toEqual({ kind: 'accepted' });
    expect(await api.setPreferredPresence(ADA, busy, null)).toEqual({ kind: 'accepted' });
    expect(running.control.writes.slice(before).map(({ body }) => body)).toEqual([
      { ...busy, expirationDuration: 'PT5M' },
      busy,
    ]);
    expect(await api.getPresences([ADA])).toMatchObject({ presences: [{ pair: busy }] });
    expect(await api.clearPreferredPresence(ADA)).toEqual({ kind: 'accepted' });
    expect(await api.clearPreferredPresence(ADA)).toEqual({ kind: 'accepted' });
    expect(await api.setPreferredPresence(ADA, IN_A_CALL, 300_000)).toMatchObject({
      kind: 'failed',
      failure: { reason: 'request_invalid', applied: 'no' },
    });
  });

  test('429 with Retry-After', async () => {
    running.control.addFault({ routes: ['setPresence'], answer: { kind: 'status', status: 429, retryAfterS: 17 } });
    expect(await graph().setPresence(ADA, IN_A_CALL, 300_000)).toMatchObject({
      kind: 'failed',
      failure: { reason: 'throttled', retry: { kind: 'after', ms: 17_000 }, applied: 'no' },
    });
    expect(running.control.writes.map(({ status }) => status)).toEqual([429]);
  });

  test('503 is not repeated behind the budget: one request went out', async () => {
    running.control.addFault({ routes: ['setPresence'], times: 'always', answer: { kind: 'status', status: 503 } });
    expect(await graph().setPresence(ADA, IN_A_CALL, 300_000)).toMatchObject({
      failure: { reason: 'graph_unavailable', applied: 'maybe' },
    });
    expect(running.control.writes).toHaveLength(1);
  });

  test('a token without roles: consent is missing, and the permission is named', async () => {
    running.control.apps.consent(DEFAULT_APP.appId, { roles: [] });
    const answer = await graph().getPresences([ADA]);
    // A 403 asks for a new token at once, to see what is consented.
    await expect.poll(() => running.control.counts.find(({ route }) => route === 'token')?.count).toBe(2);
    running.control.apps.consent(DEFAULT_APP.appId);
    expect(answer).toMatchObject({
      failure: {
        reason: 'consent_missing',
        health: { state: 'action-needed', remedy: expect.stringContaining('Presence.Read.All') },
      },
    });
  });

  test('a token that Graph does not accept is replaced by a new one', async () => {
    const api = graph();
    await api.getPresences([ADA]);
    running.control.addFault({ routes: ['getPresencesByUserId'], answer: { kind: 'status', status: 401 } });
    expect(await api.getPresences([ADA])).toMatchObject({ failure: { reason: 'token_rejected' } });
    expect(await api.getPresences([ADA])).toMatchObject({ kind: 'presences' });
    expect(running.control.counts.find(({ route }) => route === 'token')?.count).toBe(2);
  });

  test.each([
    [{ kind: 'html' }, 'answer_not_json'],
    [{ kind: 'empty', json: false }, 'answer_empty'],
    [{ kind: 'empty', json: true }, 'answer_empty'],
    [{ kind: 'truncated' }, 'answer_truncated'],
    [{ kind: 'reset' }, 'graph_unreachable'],
  ] as const)('a read answered by %o', async (answer, reason) => {
    running.control.addFault({ routes: ['getPresencesByUserId'], answer });
    expect(await graph().getPresences([ADA])).toMatchObject({ kind: 'failed', failure: { reason } });
  });

  test.each([
    [{ kind: 'html' }, 'answer_not_json'],
    [{ kind: 'reset' }, 'graph_unreachable'],
  ] as const)('a write answered by %o may be in force', async (answer, reason) => {
    running.control.addFault({ routes: ['setPresence'], answer });
    expect(await graph().setPresence(ADA, IN_A_CALL, 300_000)).toMatchObject({
      kind: 'failed',
      failure: { reason, applied: 'maybe' },
    });
  });

  test.each([
    ['getPresencesByUserId', (api: GraphApi) => api.getPresences([ADA])],
    ['setPresence', (api: GraphApi) => api.setPresence(ADA, IN_A_CALL, 300_000)],
  ] as const)('%s that hangs is given up when its time is over', async (route, ask) => {
    running.control.addFault({ routes: [route], answer: { kind: 'hang' } });
    const requestClock = new ManualClock();
    const answer = ask(graph(tokens(), requestClock));
    await expect.poll(() => running.control.counts.some((counted) => counted.route === route)).toBe(true);
    requestClock.advance(1000);
    expect(await answer).toMatchObject({ failure: { reason: 'graph_timeout', applied: 'maybe' } });
  });

  test('unknown availability and `InACall + OOF` over the wire', async () => {
    const api = graph();
    running.control.addFault({
      routes: ['getPresencesByUserId'],
      answer: { kind: 'show', availability: 'levitating', activity: 'inACall + OOF' },
    });
    expect(await api.getPresences([ADA])).toMatchObject({
      presences: [{ pair: { availability: 'levitating', activity: 'InACall' }, outOfOffice: { active: true } }],
    });
  });
});
