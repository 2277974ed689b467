/** What Teams says of people besides calls, through a real gateway to a console: simulated Graph over TLS, gRPC over TLS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Presence } from '@lamplight/domain';
import { makeKey, parseGatewayConfig, type RunningGateway, startGateway } from '@lamplight/gateway';
import {
  DEFAULT_TENANT,
  type PersonActionInput,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { createEgress, type Egress, seededRandom, silentLogger, systemClock } from '@lamplight/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { atSimulator, QUICK_TIMES } from '../fakes/simulated-teams.ts';

const ALICE = '10000000-0000-4000-8000-000000000001';
const clock = systemClock();
const random = seededRandom(7);
const board = makeKey(random);

let folder: string;
let egress: Egress;
let simulator: RunningGraphSimulator;
let gateway: RunningGateway;
let console: ConsoleRecorder;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-presence-details-'));
  const alice = { id: ALICE, userPrincipalName: `alice@${DEFAULT_TENANT.domain}`, displayName: 'Alice' };
  simulator = await startGraphSimulator({ port: 0, clock, random, config: { people: [alice] } });
  const caFile = join(folder, 'graph.pem');
  writeFileSync(caFile, simulator.caPem);
  const teams = {
    ...atSimulator(simulator, caFile),
    ...QUICK_TIMES,
  };
  const config = parseGatewayConfig(
    stringify({
      listen: { port: 0, certificate: { selfSigned: ['localhost'] } },
      tenants: [
        {
          id: 'contoso',
          systems: [{ id: 'teams', technology: 'MSTEAMS', teams }],
          people: [{ id: 'alice', displayName: 'Alice', bindings: [{ system: 'teams', address: ALICE }] }],
          keys: [{ id: 'board', hash: board.hash, roles: ['watcher'] }],
        },
      ],
    }),
  );
  egress = createEgress({ clock });
  gateway = await startGateway({ config, clock, random, logger: silentLogger, egress });
  const address = `localhost:${gateway.address.port}`;
  console = new ConsoleRecorder({ gateway: address, key: board.key, caPem: gateway.certPem, people: ['alice'] });
  await console.until('alice', 'Available/Available fresh');
});

afterEach(async () => {
  await console.close();
  await gateway.stop();
  await simulator.stop();
  await egress.close();
  rmSync(folder, { recursive: true });
});

/** Alice does something; what the console then shows of her, once it fits. */
async function shows(action: PersonActionInput, fits: (presence: Presence) => boolean): Promise<Presence> {
  simulator.control.act(ALICE, action);
  return await console.untilPresence('alice', fits);
}

test('out of office with its message, and back', async () => {
  const away = await shows({ do: 'set out of office', message: 'Back on Monday' }, (presence) => {
    return presence.outOfOffice !== null;
  });
  expect(away).toMatchObject({
    availability: 'Available',
    activity: 'OutOfOffice',
    labelId: 'out-of-office',
    outOfOffice: { active: true, message: 'Back on Monday' },
  });
  const inCall = await shows({ do: 'join a call' }, ({ activity }) => activity === 'InACall');
  expect(inCall).toMatchObject({ labelId: 'in-a-call', outOfOffice: { active: true, message: 'Back on Monday' } });
  await shows({ do: 'end out of office' }, ({ outOfOffice }) => outOfOffice === null);
});

test('a status message until it expires, and where somebody works and how that is known', async () => {
  const content = 'Zeile 1\n<b>2</b> 🎉';
  const noted = await shows({ do: 'set status message', content, forMs: 2_000 }, ({ note }) => note !== null);
  expect(noted.note?.text).toBe(content);
  await console.untilPresence('alice', ({ note }) => note === null);
  const placed = await shows(
    { do: 'set work location', workLocationType: 'office', source: 'automatic', placeId: 'building-4' },
    ({ workLocation }) => workLocation !== null,
  );
  expect(placed.workLocation).toEqual({ type: 'office', place: 'building-4', source: 'automatic' });
});

test.each([
  ['Available', 'AvailableInactive', 'available', 'available-inactive'],
  ['AvailableIdle', 'Available', 'available', 'available-idle'],
  ['BusyIdle', 'Busy', 'busy', 'busy-idle'],
  ['Away', 'Inactive', 'away', 'away'],
  ['DoNotDisturb', 'Focusing', 'do-not-disturb', 'focusing'],
  ['DoNotDisturb', 'UrgentInterruptionsOnly', 'do-not-disturb', 'urgent-interruptions-only'],
  ['Levitating', 'JugglingKnives', 'unknown', 'other'],
])('%s/%s, in words as they came', async (availability, activity, tone, labelId) => {
  const presence = await shows({ do: 'show', availability, activity }, (shown) => {
    return shown.availability === availability && shown.activity === activity;
  });
  expect(presence).toMatchObject({ availability, activity, tone, labelId });
  expect(presence.views).toMatchObject([{ availability, activity, tone, labelId }]);
});
