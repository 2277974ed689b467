/**
 * A whole office in one process: a simulated Microsoft cloud, a small PBX, a connector beside it, and a gateway. Between
 * them everything is real: SIP over UDP, gRPC and Graph over TLS.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConnectorConfig, startConnector } from '@lamplight/connector';
import { makeKey, parseGatewayConfig, startGateway } from '@lamplight/gateway';
import {
  DEFAULT_APP,
  DEFAULT_TENANT,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { type Clock, createEgress, type Logger, type Random } from '@lamplight/runtime';
import { SmallPbx } from '@lamplight/sip-adapter/small-pbx';
import { stringify } from 'yaml';
import { OFFICE_PEOPLE } from './people.ts';
import { Stage } from './stage.ts';

const TENANT = 'office';
const PBX = 'office-pbx';
const TEAMS = 'office-teams';

export interface OfficeModules {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface RunningOffice {
  /** `host:port` of the gateway. */
  readonly gateway: string;
  /** Key that may watch, find and explain, and choose profiles. */
  readonly key: string;
  /** The gateway's certificate. */
  readonly caPem: string;
  /** A shell file that points a console, and the command for administrators, at this office. */
  readonly consoleEnv: string;
  stop(): Promise<void>;
}

/** Opens the office in the morning: everybody is at their desk, and the day begins. */
export async function startOffice({ clock, random, logger }: OfficeModules): Promise<RunningOffice> {
  const folder = makeFolder();
  const simulator = await startSimulator(clock, random, logger);
  const egress = createEgress({ clock });
  const modules = { clock, random, logger, egress };
  const pbx = new SmallPbx({
    ...modules,
    lines: Object.fromEntries(OFFICE_PEOPLE.map((person) => [person.extension, person.name])),
  });
  await pbx.start();

  const console = makeKey(random);
  const source = makeKey(random);
  const graphCa = writeText(folder, 'graph-ca.pem', simulator.caPem);
  const gateway = await startGateway({
    ...modules,
    config: parseGatewayConfig(gatewayYaml({ simulator, graphCa, consoleHash: console.hash, sourceHash: source.hash })),
  });
  const address = `localhost:${gateway.address.port}`;
  const caFile = writeText(folder, 'ca.pem', gateway.certPem);
  const connectorEgress = createEgress({ clock, caPem: [gateway.certPem] });
  const connector = await startConnector({
    ...modules,
    egress: connectorEgress,
    config: parseConnectorConfig(
      stringify({
        gateway: { address, key: source.key },
        source: { id: 'office-connector' },
        systems: [{ id: PBX, sip: { host: pbx.host, port: pbx.port } }],
      }),
    ),
  });
  const stage = new Stage({
    people: OFFICE_PEOPLE,
    clock,
    random,
    logger: logger.forComponent('stage'),
    world: {
      ring: (from, to) => pbx.call(from.extension, to.extension).ring(),
      act: (person, act) => simulator.control.act(person.objectId, { do: act }),
    },
  });
  const day = stage.play();
  return {
    gateway: address,
    key: console.key,
    caPem: gateway.certPem,
    consoleEnv: writeText(folder, 'console.env', consoleEnv(address, caFile, console.key)),
    stop: async () => {
      stage.stop();
      await day;
      await connector.stop();
      await gateway.stop();
      await pbx.stop();
      await simulator.stop();
      await Promise.all([egress.close(), connectorEgress.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function startSimulator(clock: Clock, random: Random, logger: Logger): Promise<RunningGraphSimulator> {
  return startGraphSimulator({
    port: 0,
    clock,
    random,
    logger,
    config: {
      people: OFFICE_PEOPLE.map(({ objectId, name, upn }) => ({
        id: objectId,
        displayName: name,
        userPrincipalName: upn,
      })),
    },
  });
}

interface GatewayYaml {
  readonly simulator: RunningGraphSimulator;
  readonly graphCa: string;
  readonly consoleHash: string;
  readonly sourceHash: string;
}

function gatewayYaml({ simulator, graphCa, consoleHash, sourceHash }: GatewayYaml): string {
  return stringify({
    listen: { port: 0, certificate: { selfSigned: ['localhost', '127.0.0.1'] } },
    tenants: [
      {
        id: TENANT,
        systems: [
          { id: PBX, technology: 'SIPSIMPLE', displayName: 'Small PBX' },
          {
            id: TEAMS,
            technology: 'MSTEAMS',
            displayName: 'Microsoft Teams',
            // Graph is next door here: what is careful for the real one would be slow to watch.
            teams: {
              tenantId: DEFAULT_TENANT.id,
              clientId: DEFAULT_APP.appId,
              secret: DEFAULT_APP.secret,
              graphBaseUrl: simulator.baseUrl,
              authority: simulator.baseUrl,
              caFile: graphCa,
              pollWatched: '1s',
              visibilityDelay: '200ms',
              settleTime: '500ms',
              landingTime: '500ms',
            },
          },
        ],
        people: OFFICE_PEOPLE.map((person) => ({
          id: person.id,
          displayName: person.name,
          upn: person.upn,
          department: person.department,
          bindings: [
            { system: PBX, address: person.extension },
            { system: TEAMS, address: person.objectId },
          ],
        })),
        keys: [
          { id: 'console', hash: consoleHash, roles: ['watcher', 'explain', 'status', 'administrator'] },
          { id: 'connector', hash: sourceHash, roles: ['source'], systems: [PBX] },
        ],
      },
    ],
  });
}

function consoleEnv(gateway: string, caFile: string, key: string): string {
  return `export LAMPLIGHT_GATEWAY='${gateway}'\nexport LAMPLIGHT_CA='${caFile}'\nexport LAMPLIGHT_KEY='${key}'\n`;
}

/** A folder that only this user may read, since a key is in it. */
function makeFolder(): string {
  const base = join(tmpdir(), 'lamplight-office');
  mkdirSync(base, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(base, 'day-'));
}

function writeText(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
