/**
 * What Graph and Entra get wrong, over TLS, through the whole Teams adapter in a running gateway to a console. Anna is
 * lied about, Bert is beside her in the same answers, Carla has a line at a PBX.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey, parseGatewayConfig, startGateway } from '@lamplight/gateway';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { createEgress, seededRandom, systemClock } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { RecordedLogger } from '../fakes/recorded-logger.ts';
import { atSimulator } from '../fakes/simulated-teams.ts';
import { WireSource } from '../fakes/wire-source.ts';

const ANNA = '10000000-0000-4000-8000-000000000001';
const BERT = '10000000-0000-4000-8000-000000000002';
const QUIET = 'Available/Available fresh';
const IN_A_CALL = 'Busy/InACall fresh';
const READ = 'getPresencesByUserId';
const NOT_READ = 'reading presence failed';
const MUST_ACT = 'the adapter needs somebody to act';

const clock = systemClock();
const random = seededRandom(29);
const board = makeKey(random);
const pbxKey = makeKey(random);

interface Site {
  readonly simulator: RunningGraphSimulator;
  readonly console: ConsoleRecorder;
  readonly logger: RecordedLogger;
  readonly pbx: WireSource;
}

let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.reverse()) {
    await close();
  }
  closing = [];
});

/** @param prepare called before the gateway starts */
async function startSite(
  secret: string = DEFAULT_APP.secret,
  prepare: (simulator: RunningGraphSimulator) => void = () => undefined,
): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'lamplight-bad-graph-'));
  closing.push(async () => rmSync(folder, { recursive: true }));
  const person = (id: string, displayName: string) => ({
    id,
    displayName,
    userPrincipalName: `${displayName.toLowerCase()}@${DEFAULT_TENANT.domain}`,
  });
  const simulator = await startGraphSimulator({
    port: 0,
    clock,
    random,
    config: { people: [person(ANNA, 'Anna'), person(BERT, 'Bert')] },
  });
  closing.push(() => simulator.stop());
  prepare(simulator);
  const caFile = join(folder, 'graph.pem');
  writeFileSync(caFile, simulator.caPem);
  const logger = new RecordedLogger();
  const egress = createEgress({ clock });
  closing.push(() => egress.close());
  const config = parseGatewayConfig(gatewayYaml(simulator.baseUrl, caFile, secret));
  const gateway = await startGateway({ config, clock, random, logger, egress });
  closing.push(() => gateway.stop());
  const { port } = gateway.address;
  const pbx = new WireSource({ port, certPem: gateway.certPem, key: pbxKey.key, system: 'pbx' });
  closing.push(() => pbx.close());
  pbx.hello().claims({ 301: 'idle' }).complete();
  const console = new ConsoleRecorder({
    gateway: `localhost:${port}`,
    key: board.key,
    caPem: gateway.certPem,
    people: ['anna', 'bert', 'carla'],
  });
  closing.push(() => console.close());
  await console.until('carla', 'Available/Available line idle fresh');
  return { simulator, console, logger, pbx };
}

async function startGoodSite(): Promise<Site> {
  const site = await startSite();
  await site.console.until('anna', QUIET);
  await site.console.until('bert', QUIET);
  site.console.forget();
  return site;
}

function gatewayYaml(graph: string, caFile: string, secret: string): string {
  const teams = {
    ...atSimulator({ baseUrl: graph }, caFile),
    secret,
    pollWatched: '500ms',
    landingTime: '100ms',
    settleTime: '500ms',
  };
  return stringify({
    listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
    tenants: [
      {
        id: 'acme',
        systems: [
          { id: 'pbx', technology: 'PBX' },
          { id: 'teams', technology: 'MSTEAMS', teams },
        ],
        people: [
          { id: 'anna', displayName: 'Anna', bindings: [{ system: 'teams', address: ANNA }] },
          { id: 'bert', displayName: 'Bert', bindings: [{ system: 'teams', address: BERT }] },
          { id: 'carla', displayName: 'Carla', bindings: [{ system: 'pbx', address: '301' }] },
        ],
        keys: [
          { id: 'board', hash: board.hash, roles: ['watcher'] },
          { id: 'pbx', hash: pbxKey.hash, roles: ['source'], systems: ['pbx'] },
        ],
      },
    ],
  });
}

/** Carla's line works on, and nothing was shown of her before. */
async function theLineIsUntouched({ console, pbx }: Site): Promise<void> {
  console.forget();
  pbx.claims({ 301: 'ringing' });
  await console.until('carla', 'Available/Available line ringing fresh');
  expect(console.statesOf('carla')).toHaveLength(2);
}

describe('Graph answers a read', () => {
  test.each([
    [{ kind: 'html' }, 'answer_not_json'],
    [{ kind: 'empty', json: false }, 'answer_empty'],
    [{ kind: 'empty', json: true }, 'answer_empty'],
    [{ kind: 'truncated' }, 'answer_truncated'],
  ] as const)(
    'with %o: logged as %s, what was known stays, and the next good answer counts',
    async (answer, reason) => {
      const site = await startGoodSite();
      const { simulator, console, logger } = site;
      simulator.control.addFault({ routes: [READ], times: 1, answer });
      await logger.said(NOT_READ, ({ fields }) => fields['reason'] === reason);
      simulator.control.act(BERT, { do: 'join a call' });
      await console.until('bert', IN_A_CALL);
      expect(console.statesOf('anna')).toEqual([QUIET]);
      expect(console.statesOf('bert')).toEqual([QUIET, IN_A_CALL]);
      await theLineIsUntouched(site);
    },
  );

  test('with an availability that nobody knows: shown as it is, and nobody else is touched', async () => {
    const site = await startGoodSite();
    const answer = { kind: 'show', availability: 'levitating', activity: 'constructor' } as const;
    site.simulator.control.addFault({ routes: [READ], times: 'always', userId: ANNA, answer });
    await site.console.until('anna', 'levitating/constructor fresh');
    expect(site.console.presenceOf('anna')).toMatchObject({ tone: 'unknown', labelId: 'other' });
    expect(site.console.statesOf('bert')).toEqual([QUIET]);
    site.simulator.control.clearFaults();
    await site.console.until('anna', QUIET);
    await theLineIsUntouched(site);
  });

  test('with `InACall + OOF`: a call and out of office, each told for itself', async () => {
    const site = await startGoodSite();
    const answer = { kind: 'show', availability: 'Busy', activity: 'InACall + OOF' } as const;
    site.simulator.control.addFault({ routes: [READ], times: 'always', userId: ANNA, answer });
    await site.console.until('anna', IN_A_CALL);
    expect(site.console.presenceOf('anna')).toMatchObject({ outOfOffice: { active: true } });
    expect(site.console.statesOf('bert')).toEqual([QUIET]);
    await theLineIsUntouched(site);
  });
});

describe('an Entra secret', () => {
  test('that is wrong: the log names it with the remedy, and the PBX works on', async () => {
    const site = await startSite('wrong');
    const { level, fields } = await site.logger.said(MUST_ACT);
    expect(level).toBe('error');
    expect(fields).toMatchObject({
      state: 'action-needed',
      reason: 'secret_invalid',
      remedy: expect.stringContaining('not its id'),
    });
    expect(JSON.stringify(site.logger.lines.items)).not.toContain('"wrong"');
    await theLineIsUntouched(site);
  });

  test('that has expired: the log names it with the remedy, and the PBX works on', async () => {
    const site = await startSite('too-old', ({ control }) => {
      control.apps.addSecret(DEFAULT_APP.appId, { value: 'too-old', expiresAt: Date.UTC(2020, 0, 1) });
    });
    const { fields } = await site.logger.said(MUST_ACT);
    expect(fields).toMatchObject({
      state: 'action-needed',
      reason: 'secret_expired',
      remedy: expect.stringContaining('secret'),
    });
    await theLineIsUntouched(site);
  });
});
