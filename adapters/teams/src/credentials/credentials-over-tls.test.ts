/** Credentials as a file names them, by real msal-node over real TLS, against the simulator as a service. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { createEgress, type Egress, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphRequests } from '../client.ts';
import { CLOUD_FACTS, CLOUDS, type CloudName, scopeOf } from '../clouds.ts';
import { createPresenceApi } from '../presence-api.ts';
import { type ApplicationCredentials, credentialsOf } from './credential.ts';
import { createTokenSource } from './token.ts';
import type { TokenSource } from './token-source.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
const ISSUER = 'https://kubernetes.example';
const SUBJECT = 'system:serviceaccount:presence:lamplight';
const clock = systemClock();
const folder = mkdtempSync(join(tmpdir(), 'lamplight-credentials-'));
const tokenFile = join(folder, 'token');

let running: RunningGraphSimulator;
let egress: Egress;

beforeAll(async () => {
  running = await startGraphSimulator({
    port: 0,
    config: { people: [{ id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers' }] },
  });
  egress = createEgress({ clock, caPem: [running.caPem] });
});

afterAll(async () => {
  await egress.close();
  await running.stop();
  rmSync(folder, { recursive: true });
});

function tokens(credentials: ApplicationCredentials, cloud: CloudName = 'global'): TokenSource {
  return createTokenSource(
    {
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      authority: running.baseUrl,
      scope: scopeOf(cloud),
      credentials,
      timeoutMs: 5000,
    },
    { clock, random: seededRandom(1), fetch: egress.fetch, logger: silentLogger },
  );
}

function read(source: TokenSource) {
  const options = { baseUrl: running.baseUrl, timeoutMs: 5000 };
  const requests = createGraphRequests(options, { clock, fetch: egress.fetch, tokens: source });
  return createPresenceApi(DEFAULT_APP.appId, requests).getPresences([ADA]);
}

describe('a federated credential', () => {
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const federated = credentialsOf({ federated: { tokenFile } }, {}, clock);

  async function written(
    claims: { readonly sub?: string; readonly exp?: number } = {},
    { privateKey } = platform,
  ): Promise<void> {
    const now = Math.floor(clock.now() / 1000);
    const payload = { iss: ISSUER, sub: SUBJECT, aud: 'api://AzureADTokenExchange', nbf: now, exp: now + 600 };
    const token = new SignJWT({ ...payload, ...claims }).setProtectedHeader({ alg: 'RS256' });
    writeFileSync(tokenFile, await token.sign(privateKey));
  }

  beforeAll(() => {
    const key = platform.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    running.control.apps.addFederatedCredential(DEFAULT_APP.appId, { issuer: ISSUER, subject: SUBJECT, key });
  });

  test("reads presence with nothing but the platform's token", async () => {
    await written();
    expect(await read(tokens(federated))).toMatchObject({ kind: 'presences', presences: [{ id: ADA }] });
  });

  test.each([
    ['of another workload', () => written({ sub: 'system:serviceaccount:presence:other' }), '700213'],
    ['that is over', () => written({ exp: 1_600_000_000 }), '700024'],
    ['that another key signed', () => written({}, generateKeyPairSync('rsa', { modulusLength: 2048 })), '5000811'],
  ])('a token %s is refused, and said so', async (_, write, code) => {
    await write();
    const answer = await tokens(federated).get();
    expect(answer).toMatchObject({ kind: 'failed', failure: { health: { state: 'action-needed' } } });
    expect(JSON.stringify(answer)).toContain(code);
  });
});

describe.each(CLOUDS)('in the cloud %s', (cloud) => {
  const secret = credentialsOf({ secret: DEFAULT_APP.secret }, {}, clock);

  test('the scope is the one that its Entra and its Graph know', async () => {
    running.control.changeSwitches({ cloud });
    const { presence } = CLOUD_FACTS[cloud];
    expect(await read(tokens(secret, cloud))).toMatchObject(
      presence ? { kind: 'presences', presences: [{ id: ADA }] } : { kind: 'failed' },
    );
    expect((await tokens(secret, cloud).get()).kind).toBe('token');
    const elsewhere = await tokens(secret, cloud === 'global' ? 'us-government' : 'global').get();
    expect(elsewhere).toMatchObject({
      kind: 'failed',
      failure: { health: { state: 'action-needed', remedy: expect.stringContaining('cloud') } },
    });
  });
});
