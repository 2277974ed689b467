import { X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication, ServerError } from '@azure/msal-node';
import { type CertificatePair, makeSelfSignedCertificate, systemClock } from '@lamplight/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_APP } from './simulator-config.ts';
import { type RunningGraphSimulator, startGraphSimulator } from './start-graph-simulator.ts';
import { trustInThisProcess } from './testing/process-trust.ts';

const ADA = { id: '66825e03-7ef5-42da-9069-724602c31f6b', userPrincipalName: 'ada@contoso.example' };
const SCOPES = ['https://graph.microsoft.com/.default'];

let running: RunningGraphSimulator;
let distrust: () => void;
let certificate: CertificatePair;

function start(): Promise<RunningGraphSimulator> {
  return startGraphSimulator({ port: 0, certificate, config: { people: [{ ...ADA, displayName: 'Ada Albers' }] } });
}

beforeAll(async () => {
  const options = { commonName: 'localhost', altNames: ['localhost'], validDays: 1, clock: systemClock() };
  certificate = await makeSelfSignedCertificate(options);
  running = await start();
  distrust = trustInThisProcess(running.caPem);
});

afterEach(() => {
  running.control.clearFaults();
});

afterAll(async () => {
  distrust();
  await running.stop();
});

type Credential = Pick<
  ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth'],
  'clientSecret' | 'clientCertificate'
>;

function signIn(credential: Credential, authority = running.authority) {
  const client = new ConfidentialClientApplication({
    auth: { clientId: DEFAULT_APP.appId, authority, knownAuthorities: [running.authorityHost], ...credential },
  });
  return client.acquireTokenByClientCredential({ scopes: SCOPES });
}

async function bearer(): Promise<string> {
  const result = await signIn({ clientSecret: DEFAULT_APP.secret });
  return `Bearer ${result?.accessToken}`;
}

function setPresence(simulator: RunningGraphSimulator, authorization: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${simulator.baseUrl}/v1.0/users/${ADA.id}/presence/setPresence`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ sessionId: 'app', availability: 'Busy', activity: 'InACall' }),
    signal: signal ?? null,
  });
}

function nextWrite(simulator: RunningGraphSimulator): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = simulator.control.onWrite((write) => {
      stop();
      resolve(write);
    });
  });
}

describe('msal-node over TLS', () => {
  test('signs in with a client secret, and Graph takes the token', async () => {
    const response = await fetch(`${running.baseUrl}/v1.0/users/${ADA.id}/presence`, {
      headers: { authorization: await bearer() },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id: ADA.id, availability: 'Available', activity: 'Available' });
  });

  test.each(['thumbprintSha256', 'thumbprint'] as const)('signs in with a certificate by %s', async (kind) => {
    const clock = systemClock();
    const options = { commonName: 'app', altNames: ['app.example'], validDays: 1, clock, keyType: 'rsa' } as const;
    const { certPem, keyPem } = await makeSelfSignedCertificate(options);
    const x509 = new X509Certificate(certPem);
    const fingerprint = kind === 'thumbprint' ? x509.fingerprint : x509.fingerprint256;
    const clientCertificate = { [kind]: fingerprint.replaceAll(':', ''), privateKey: keyPem };
    await expect(signIn({ clientCertificate })).rejects.toMatchObject({
      errorCode: 'invalid_client',
      errorNo: 700027,
    });
    running.control.apps.addCertificate(DEFAULT_APP.appId, certPem);
    expect((await signIn({ clientCertificate }))?.tokenType).toBe('Bearer');
  });

  test('a wrong secret is a ServerError with its number and status', async () => {
    const refused = signIn({ clientSecret: 'wrong' });
    await expect(refused).rejects.toBeInstanceOf(ServerError);
    await expect(refused).rejects.toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215, status: 401 });
  });

  test('a tenant that is not there, found at discovery', async () => {
    await expect(signIn({ clientSecret: DEFAULT_APP.secret }, `${running.baseUrl}/nobody`)).rejects.toThrow();
  });

  test('a missing consent keeps its suberror', async () => {
    running.control.addFault({ routes: ['token'], answer: { kind: 'entraError', code: 65001 } });
    await expect(signIn({ clientSecret: DEFAULT_APP.secret })).rejects.toMatchObject({ subError: 'consent_required' });
  });
});

describe('over TLS', () => {
  test('an accepted write is an empty 200 without a content type', async () => {
    const response = await setPresence(running, await bearer());
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, null, '']);
    expect(running.control.inspect(ADA.id).shown).toEqual({ availability: 'Busy', activity: 'InACall' });
  });

  test('a truncated body and a reset', async () => {
    const headers = { authorization: await bearer() };
    const read = () => fetch(`${running.baseUrl}/v1.0/users/${ADA.id}/presence`, { headers });
    running.control.addFault({ routes: ['getPresence'], answer: { kind: 'truncated' } });
    const cut = await read();
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
    running.control.addFault({ routes: ['getPresence'], answer: { kind: 'reset' } });
    await expect(read()).rejects.toThrow('fetch failed');
    expect((await read()).status).toBe(200);
  });

  test('a request that hangs ends when its caller gives up', async () => {
    running.control.addFault({ routes: ['setPresence'], answer: { kind: 'hang' } });
    const caller = new AbortController();
    const written = nextWrite(running);
    const hanging = setPresence(running, await bearer(), caller.signal);
    const ended = expect(hanging).rejects.toThrow('gave up');
    expect(await written).toMatchObject({ status: 0, carriedOut: false });
    caller.abort(new Error('gave up'));
    await ended;
  });

  test('a body over the limit is refused', async () => {
    const response = await fetch(`${running.baseUrl}/v1.0/communications/getPresencesByUserId`, {
      method: 'POST',
      body: 'x'.repeat(2_000_000),
    });
    expect(response.status).toBe(413);
  });

  test('without a certificate it makes one that is good for localhost and loopback', async () => {
    const other = await startGraphSimulator({ port: 0 });
    const made = new X509Certificate(other.caPem);
    expect([made.checkHost('localhost'), made.checkIP('127.0.0.1')]).toEqual(['localhost', '127.0.0.1']);
    await other.stop();
  });

  test('a port that is taken is said to be so', async () => {
    await expect(startGraphSimulator({ port: running.port })).rejects.toMatchObject({ reason: 'address_in_use' });
  });

  test('stopping ends requests that hang', async () => {
    const other = await start();
    other.control.addFault({ routes: ['setPresence'], answer: { kind: 'hang' } });
    const written = nextWrite(other);
    const ended = expect(
      setPresence(other, `Bearer ${other.control.apps.tokenFor(DEFAULT_APP.appId)}`),
    ).rejects.toThrow();
    await written;
    await other.stop();
    await ended;
  });
});
