/** One registration against the simulated Entra, on a manual clock: fallback, rotation, the end foreseen, consent. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Health } from '@lamplight/domain';
import { DEFAULT_APP, DEFAULT_TENANT, type GraphSimulator, simulatorFetch } from '@lamplight/graph-simulator';
import { ManualClock, MemoryLogger, makeSelfSignedCertificate, seededRandom, systemClock } from '@lamplight/runtime';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Feature } from '../permissions.ts';
import { createSimulator } from '../testing/simulated-graph.ts';
import { Application, cameFrom } from './application.ts';
import type { ApplicationConfig } from './credential.ts';

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'lamplight-application-'));
const files = { certFile: join(folder, 'teams.crt'), keyFile: join(folder, 'teams.key') };
afterAll(() => rmSync(folder, { recursive: true }));

let clock: ManualClock;
let logger: MemoryLogger;
let simulator: GraphSimulator;
let conditions: Map<string, Health>;
let granted: number;
let application: Application | undefined;

beforeEach(() => {
  // msal signs assertions by the machine's clock, and Entra compares them with its own.
  clock = new ManualClock(systemClock().now());
  logger = new MemoryLogger();
  simulator = createSimulator(clock);
  conditions = new Map();
  granted = 0;
});

afterEach(() => {
  application?.stop();
  simulator.stop();
  expect(clock.pendingCount).toBe(0);
});

async function open(
  config: ApplicationConfig,
  features: readonly Feature[] = ['read', 'write'],
  role: 'writer' | 'reader' = 'writer',
): Promise<Application> {
  application = new Application(
    {
      role,
      config: { clientId: DEFAULT_APP.appId, ...config },
      tenantId: DEFAULT_TENANT.id,
      authority: 'https://entra.test',
      scope: 'https://graph.microsoft.com/.default',
      timeoutMs: 5000,
      features,
      consentLink: 'https://entra.test/consent',
    },
    {
      clock,
      random: seededRandom(1),
      logger,
      egress: { fetch: simulatorFetch(simulator), describeRoute: () => ({ localAddress: '10.1.2.3', proxy: null }) },
      environment: {},
      publicAddresses: [],
      condition: (name, health) => {
        if (health === null) {
          conditions.delete(name);
        } else {
          conditions.set(name, health);
        }
      },
      granted: () => {
        granted += 1;
      },
    },
  );
  await clock.advanceAsync(0);
  return application;
}

const good: ApplicationConfig = { secret: DEFAULT_APP.secret, secretExpires: '2999-01-01' };
const said = (name: string): string => {
  const health = conditions.get(name);
  return health === undefined ? '' : `${health.state} ${health.reason}`;
};
const tokenRequests = (): number =>
  simulator.control.counts.filter(({ route }) => route === 'token').reduce((sum, { count }) => sum + count, 0);
const tokenOf = async (from: Application): Promise<string> => {
  const answer = await from.tokens.get();
  return answer.kind === 'token' ? answer.token : '';
};

async function writeCertificate(registered: boolean, validDays = 100): Promise<void> {
  const pair = await makeSelfSignedCertificate({
    commonName: 'lamplight',
    altNames: ['lamplight.test'],
    validDays,
    clock,
    keyType: 'rsa',
  });
  if (registered) {
    simulator.control.apps.addCertificate(DEFAULT_APP.appId, pair.certPem);
  }
  writeFileSync(files.certFile, pair.certPem);
  writeFileSync(files.keyFile, pair.keyPem);
}

describe('a fallback', () => {
  test('is used while Entra refuses the first, and health says so with the remedy of the first', async () => {
    const opened = await open({
      secret: 'wrong',
      secretExpires: '2999-01-01',
      fallback: { secret: DEFAULT_APP.secret },
    });
    expect(await tokenOf(opened)).not.toBe('');
    expect(said('credential')).toBe('degraded credential_fallback');
    expect(conditions.get('credential')?.message).toContain('the fallback is used: Entra does not accept the client');
    expect(conditions.get('credential')?.remedy).toContain('its value, not its id');
  });

  test('gives way to the first within minutes of its being accepted', async () => {
    await open({ secret: 'next', secretExpires: '2999-01-01', fallback: { secret: DEFAULT_APP.secret } });
    simulator.control.apps.addSecret(DEFAULT_APP.appId, { value: 'next' });
    await clock.advanceAsync(11 * 60_000);
    expect(said('credential')).toBe('');
  });

  test('that is refused too stops nothing else: the first is told, and that there were two', async () => {
    const opened = await open({ secret: 'wrong', fallback: { secret: 'wrong too' } });
    expect(await opened.tokens.get()).toMatchObject({
      kind: 'failed',
      failure: { health: { reason: 'secret_invalid', message: expect.stringContaining('and another one') } },
    });
    expect(said('credential')).toBe('action-needed secret_invalid');
  });

  test('neither health nor log ever holds a secret', async () => {
    const opened = await open({ secret: 'canary-first', fallback: { secret: 'canary-fallback' } });
    const answer = await opened.tokens.get();
    await clock.advanceAsync(120_000);
    const told = JSON.stringify([answer, [...conditions], logger.lines]);
    expect(told).toContain('secret_invalid');
    expect(told).not.toContain('canary');
  });

  test('is not tried for what concerns no credential', async () => {
    simulator.control.addFault({ routes: ['token'], answer: { kind: 'entraError', code: 53003 } });
    const opened = await open({ ...good, fallback: { secret: 'other' } });
    expect(await opened.tokens.get()).toMatchObject({
      failure: { health: { reason: 'blocked_by_policy', message: expect.stringContaining('10.1.2.3') } },
    });
    expect(tokenRequests()).toBe(1);
  });

  test('stands in for a file that is not there', async () => {
    const federated = { tokenFile: join(folder, 'nowhere') };
    const opened = await open({ federated, fallback: { secret: DEFAULT_APP.secret } });
    expect(await tokenOf(opened)).not.toBe('');
    expect(conditions.get('credential')?.message).toContain('nowhere cannot be read (ENOENT)');
  });
});

describe('refused at the start, with nobody to be read yet', () => {
  test('is told, and tried again by itself until Entra accepts it', async () => {
    await open({ secret: 'registered later', secretExpires: '2999-01-01' });
    expect(said('credential')).toBe('action-needed secret_invalid');
    expect(conditions.get('credential')?.remedy).toContain('its value, not its id');
    await clock.advanceAsync(5 * 60_000);
    const before = tokenRequests();
    expect(before).toBeLessThan(8);
    simulator.control.apps.addSecret(DEFAULT_APP.appId, { value: 'registered later' });
    await clock.advanceAsync(121_000);
    expect(said('credential')).toBe('');
  });

  test('by a certificate that is not there: it is read by itself once it is', async () => {
    const later = { certFile: join(folder, 'later.crt'), keyFile: join(folder, 'later.key') };
    await open({ certificate: later });
    expect(said('credential')).toBe('action-needed credential_unreadable');
    await clock.advanceAsync(5 * 60_000);
    expect(tokenRequests()).toBe(0);
    await writeCertificate(true);
    copyFileSync(files.certFile, later.certFile);
    copyFileSync(files.keyFile, later.keyFile);
    await clock.advanceAsync(121_000);
    expect([said('credential'), tokenRequests()]).toEqual(['', 1]);
  });

  test('what passes by itself is left to the requests that fail of it', async () => {
    simulator.control.addFault({ routes: ['token'], answer: { kind: 'status', status: 503 } });
    await open(good);
    expect(said('credential')).toBe('');
    await clock.advanceAsync(61_000);
    expect(tokenRequests()).toBe(2);
  });
});

describe('rotation', () => {
  test('a new certificate is taken up within a minute, and proved', async () => {
    await writeCertificate(true);
    const opened = await open({ certificate: files });
    const first = await tokenOf(opened);
    await writeCertificate(true);
    await clock.advanceAsync(61_000);
    expect(await tokenOf(opened)).not.toBe(first);
    expect([tokenRequests(), said('credential')]).toEqual([2, '']);
  });

  test('one that is not registered yet interrupts nothing: the one before is used, and it is said', async () => {
    await writeCertificate(true);
    const opened = await open({ certificate: files });
    await writeCertificate(false);
    await clock.advanceAsync(61_000);
    expect(await tokenOf(opened)).not.toBe('');
    expect(said('credential')).toBe('degraded credential_former');
    expect(conditions.get('credential')?.remedy).toContain('upload the certificate');
  });

  test('a key without its certificate, half way through, changes nothing', async () => {
    await writeCertificate(true);
    const opened = await open({ certificate: files });
    const first = await tokenOf(opened);
    writeFileSync(files.keyFile, 'half');
    await clock.advanceAsync(120_000);
    expect([(await tokenOf(opened)) === first, tokenRequests(), said('credential')]).toEqual([true, 1, '']);
  });

  test('a refusal while the token at hand is good is told before it ends', async () => {
    const opened = await open(good);
    simulator.control.addFault({ routes: ['token'], answer: { kind: 'entraError', code: 7000222 } });
    opened.tokens.reject(await tokenOf(opened), 403);
    await clock.advanceAsync(0);
    expect(await tokenOf(opened)).not.toBe('');
    expect(said('credential')).toBe('degraded renewal_refused');
  });
});

describe('the end', () => {
  test('is foreseen 30, 7 and 1 days ahead, by the clock alone', async () => {
    const day = new Date(clock.now() + 40 * DAY).toISOString().slice(0, 10);
    await open({ ...good, secretExpires: day });
    const seen: string[] = [];
    for (let days = 0; days < 43; days += 1) {
      seen.push(said('credential-end'));
      await clock.advanceAsync(DAY);
    }
    const changes = seen.flatMap((one, at) => (one === seen[at - 1] ? [] : [`${at} ${one}`]));
    expect(changes).toEqual([
      '0 ',
      '11 ok credential_ends',
      '34 degraded credential_ends',
      '40 action-needed credential_ends',
      '41 action-needed credential_ended',
    ]);
    expect(logger.messages.join()).not.toContain(DEFAULT_APP.secret);
  }, 20_000);

  test('that nobody knows is said once, for an hour', async () => {
    await open({ secret: DEFAULT_APP.secret });
    expect(said('credential-end')).toBe('ok credential_end_unknown');
    await clock.advanceAsync(61 * 60_000);
    expect(said('credential-end')).toBe('');
  });

  test('of a certificate is its own; of the reading registration it is named as such', async () => {
    await writeCertificate(true, 5);
    await open({ certificate: files }, ['read'], 'reader');
    expect(said('credential-end-reader')).toBe('degraded credential_ends');
    expect(conditions.get('credential-end-reader')?.message).toContain('of the reading registration ends on');
  });
});

describe('consent', () => {
  test('what is missing is told before the first request: permission, loss and link', async () => {
    simulator.control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All'] });
    await open(good, ['read', 'write', 'directory=full']);
    expect(said('consent')).toBe('action-needed consent_partial');
    const health = conditions.get('consent');
    expect(health?.message).toContain('Presence.ReadWrite.All (calls at the PBX do not show in Teams)');
    expect(health?.message).toContain('User.Read.All (people do not come from the directory, and nobody is matched by');
    expect(health?.remedy).toContain('https://entra.test/consent');
    expect(health?.details['permissions']).toBe('Presence.ReadWrite.All User.Read.All GroupMember.Read.All');
  });

  test('that is granted is noticed within half a minute, and who waited is told', async () => {
    simulator.control.apps.consent(DEFAULT_APP.appId, { roles: [] });
    await open(good);
    expect(said('consent')).toBe('action-needed consent_missing');
    await clock.advanceAsync(30_000);
    simulator.control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.ReadWrite.All'] });
    await clock.advanceAsync(30_000);
    expect([said('consent'), granted]).toEqual(['', 1]);
  });

  test('that is withdrawn while a token still lives is seen by a 403 at once, asked for at most every 20 seconds', async () => {
    const opened = await open(good);
    simulator.control.apps.consent(DEFAULT_APP.appId, { roles: ['Presence.Read.All'] });
    opened.tokens.reject(await tokenOf(opened), 403);
    await clock.advanceAsync(0);
    expect(said('consent')).toBe('action-needed consent_withdrawn');
    for (let time = 0; time < 50; time += 1) {
      opened.tokens.reject(await tokenOf(opened), 403);
      await clock.advanceAsync(100);
    }
    expect(tokenRequests()).toBe(2);
  });

  test('that cannot be looked at once is looked at again: no refusal is told longer than it lasts', async () => {
    const opened = await open(good);
    simulator.control.addFault({ routes: ['token'], answer: { kind: 'entraError', code: 7000222 }, times: 1 });
    opened.tokens.reject(await tokenOf(opened), 403);
    await clock.advanceAsync(0);
    expect(said('credential')).toBe('degraded renewal_refused');
    await clock.advanceAsync(61_000);
    expect(said('credential')).toBe('');
  });

  test('is asked for less often after ten minutes: Entra counts loops', async () => {
    simulator.control.apps.consent(DEFAULT_APP.appId, { roles: [] });
    await open(good);
    await clock.advanceAsync(10 * 60_000);
    const eager = tokenRequests();
    await clock.advanceAsync(60 * 60_000);
    expect(eager).toBeLessThan(35);
    expect(tokenRequests() - eager).toBeLessThan(65);
  });
});

test.each([
  [{ localAddress: '10.1.2.3', proxy: null }, [], 'the local address 10.1.2.3 (behind NAT'],
  [{ localAddress: '10.1.2.3', proxy: null }, ['203.0.113.7'], 'the address 203.0.113.7'],
  [{ localAddress: '10.1.2.3', proxy: 'proxy:3128' }, [], 'the proxy proxy:3128'],
  [{ localAddress: null, proxy: null }, [], 'an address that is not known here'],
])('%j with %j: %s', (route, publicAddresses, expected) => {
  expect(cameFrom(route, publicAddresses)).toContain(expected);
});
