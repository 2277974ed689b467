/**
 * A whole site on loopback: a real Kamailio, a simulated Microsoft cloud over TLS, the gateway and the connector as
 * processes of their own (so that they can be killed), and a console in this one that remembers all it saw.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_TENANT,
  type PersonActionInput,
  type RunningGraphSimulator,
  startGraphSimulator,
} from '@lamplight/graph-simulator';
import { makeSelfSignedCertificate, Pseudonyms, systemClock } from '@lamplight/runtime';
import type { SipAdapterConfigInput } from '@lamplight/sip-adapter';
import type { TeamsConfigInput } from '@lamplight/teams-adapter';
import { ConsoleRecorder } from '../../fakes/console-recorder.ts';
import { Recorded } from '../../fakes/recorded.ts';
import { atSimulator } from '../../fakes/simulated-teams.ts';
import { freePort } from '../kamailio/free-port.ts';
import { KAMAILIO, KAMAILIO_PASSWORD, type Kamailio, startKamailio } from '../kamailio/kamailio.ts';
import { SIPP, type Sipp } from '../kamailio/sipp.ts';
import { ServiceProcess } from './service-process.ts';
import { connectorYaml, gatewayYaml, makeSiteKeys, PBX, type SitePerson } from './site-config.ts';

/** Whether this machine has what a site needs. */
export const CAN_RUN_SITES = KAMAILIO !== undefined && SIPP !== undefined;

/** How a quiet person with a line and a Teams client shows. */
export const QUIET = 'Available/Available line idle fresh';
export const RINGING = 'Available/Available line ringing fresh';
export const DIALLING = 'Available/Available line dialling fresh';
export const TALKING = 'Busy/InACall line talking fresh';

/** Alice and Bob have a line and Teams, Carol a line only. */
const PEOPLE: readonly SitePerson[] = [
  { id: 'alice', objectId: '10000000-0000-4000-8000-000000000001', hasLine: true },
  { id: 'bob', objectId: '10000000-0000-4000-8000-000000000002', hasLine: true },
  { id: 'carol', objectId: null, hasLine: true },
];
export const PBX_SYSTEM = PBX;
export type PersonName = 'alice' | 'bob' | 'carol';

/** Quick, so that tests are; the shapes are those of the defaults. Writes take effect at once here, so none lands late. */
const TIMES = { pollWatched: '500ms', visibilityDelay: '50ms', settleTime: '250ms', landingTime: '0ms' } as const;
/** How long after a clear a Teams call that it hid may stay unseen: one settle time and one poll. */
const SETTLE_AND_POLL_MS = 50 + 250 + 500;

export interface SiteOptions {
  /** Of the connector's subscriptions. Default udp. */
  readonly transport?: 'udp' | 'tcp';
  /** The PBX asks for a password. Default false. */
  readonly auth?: boolean;
  /** The PBX publishes callers as confirmed while it rings, and the connector knows it. Default false. */
  readonly callerConfirmed?: boolean;
  /** Default 30 s, so that every restart stays within it. */
  readonly lease?: { readonly lease: string; readonly renew: string; readonly withdrawAfter: string };
}

/** One write as the simulator recorded it: `set Busy/InACall`, `clear`. */
export type Write = string;

export class Site {
  readonly pbx: Kamailio;
  readonly simulator: RunningGraphSimulator;
  readonly gateway: ServiceProcess;
  readonly connector: ServiceProcess;
  readonly console: ConsoleRecorder;
  readonly #writes: ReadonlyMap<string, Recorded<Write>>;
  /** When Graph was read, in ms of this clock. */
  readonly #reads = new Recorded<number>();
  readonly #folder: string;
  readonly #phones: Sipp[] = [];
  readonly #clock = systemClock();
  /** Under which the connector's log speaks of lines. */
  readonly #pseudonyms: Pseudonyms;

  constructor(parts: {
    readonly pbx: Kamailio;
    readonly simulator: RunningGraphSimulator;
    readonly gateway: ServiceProcess;
    readonly connector: ServiceProcess;
    readonly console: ConsoleRecorder;
    readonly folder: string;
    readonly connectorKey: string;
  }) {
    this.#pseudonyms = new Pseudonyms(Buffer.from(parts.connectorKey));
    this.pbx = parts.pbx;
    this.simulator = parts.simulator;
    this.gateway = parts.gateway;
    this.connector = parts.connector;
    this.console = parts.console;
    this.#folder = parts.folder;
    this.#writes = new Map(PEOPLE.map(({ id }) => [id, new Recorded<Write>()]));
    this.simulator.control.onRequest(({ route, status }) => {
      if (route === 'getPresencesByUserId' && status === 200) {
        this.#reads.add(this.#clock.monotonic());
      }
    });
    this.simulator.control.onWrite(({ userId, action, body, status }) => {
      const person = PEOPLE.find(({ objectId }) => objectId === userId);
      const text = describeWrite(action, body);
      this.#writes.get(person?.id ?? '')?.add(status === 200 ? text : `${text} refused ${status}`);
    });
  }

  /** Everything that was written for the person, in order. */
  writesOf(person: PersonName): readonly Write[] {
    return this.writes(person).items;
  }

  writes(person: PersonName): Recorded<Write> {
    const recorded = this.#writes.get(person);
    if (recorded === undefined) {
      throw new RangeError(`nobody is called ${person}`);
    }
    return recorded;
  }

  /** Lets the person do something in Teams. */
  act(person: PersonName, action: PersonActionInput): void {
    this.simulator.control.act(objectIdOf(person), action);
  }

  /**
   * Resolves when nothing that began before can be waiting any more: a settle time has passed and Graph has been read
   * again since.
   */
  async untilSettled(): Promise<void> {
    const from = this.#clock.monotonic() + SETTLE_AND_POLL_MS;
    const isLate = (at: number): boolean => at >= from;
    await this.#reads.until('two reads of Graph after a settle time', (reads) => reads.filter(isLate).length >= 2);
  }

  /**
   * What arrived at the connector for a person's line, in order: `talking`, and `over` when that is taken back. That
   * nothing has been decided yet, as after a start, is left out.
   */
  talkingAt(person: PersonName): readonly ('talking' | 'over')[] {
    const told: ('talking' | 'over')[] = [];
    for (const line of this.connector.lines.items) {
      if (line.msg === 'an effect for the PBX arrived' && line['line'] === this.#pseudonyms.of(person)) {
        const { desired } = line;
        if (desired === 'talking') {
          told.push('talking');
        } else if (desired === null && told.at(-1) === 'talking') {
          told.push('over');
        }
      }
    }
    return told;
  }

  /** Resolves when this was told of the person's line last, and so often. */
  async untilTalkingAt(person: PersonName, ...expected: readonly ('talking' | 'over')[]): Promise<void> {
    await this.connector.lines.until(
      `the connector to be told ${expected.join(', ')} for ${person}`,
      () => this.talkingAt(person).length >= expected.length,
    );
  }

  /** Ends the phone with the site. */
  keep<Phone extends Sipp>(phone: Phone): Phone {
    this.#phones.push(phone);
    return phone;
  }

  async close(): Promise<void> {
    await this.console.close();
    await Promise.all(this.#phones.map((phone) => phone.kill()));
    await this.connector.kill();
    await this.gateway.kill();
    await this.pbx.close();
    await this.simulator.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a site; resolves when the console shows everybody at rest. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'lamplight-site-'));
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const { auth = false, callerConfirmed = false, transport = 'udp' } = options;
  const [pbx, simulator, port] = await Promise.all([startKamailio({ auth, callerConfirmed }), simulated(), freePort()]);
  const { certPem, keyPem } = await makeSelfSignedCertificate({
    commonName: 'localhost',
    altNames: ['localhost'],
    validDays: 1,
    clock: systemClock(),
  });
  const certFile = await write('gateway.pem', certPem);
  const keys = makeSiteKeys();
  const gateway = new ServiceProcess(
    'gateway',
    await write(
      'gateway.yaml',
      gatewayYaml({
        port,
        certFile,
        keyFile: await write('gateway.key', keyPem),
        people: PEOPLE,
        keys,
        teams: teamsOf(simulator, await write('graph.pem', simulator.caPem)),
        leases: options.lease ?? { lease: '30s', renew: '5s', withdrawAfter: '5m' },
      }),
    ),
  );
  const sip: SipAdapterConfigInput = {
    host: pbx.host,
    port: pbx.port,
    transport,
    ...(auth ? { password: KAMAILIO_PASSWORD } : {}),
    expiresSeconds: 60,
    probeSeconds: 0.5,
    noAnswerSeconds: 1.5,
    capabilities: { rendering: false, callerConfirmed },
  };
  const connectorFile = connectorYaml({
    gateway: `localhost:${port}`,
    caFile: certFile,
    key: keys.connector.key,
    sip,
  });
  const connector = new ServiceProcess('connector', await write('connector.yaml', connectorFile));
  await Promise.all([gateway.start(), connector.start()]);
  const people = PEOPLE.map(({ id }) => id);
  const console = new ConsoleRecorder({ gateway: `localhost:${port}`, key: keys.console.key, caPem: certPem, people });
  const site = new Site({ pbx, simulator, gateway, connector, console, folder, connectorKey: keys.connector.key });
  try {
    await Promise.all(people.map((id) => console.until(id, QUIET)));
  } catch (failure) {
    await site.close();
    throw failure;
  }
  console.forget();
  return site;
}

/** The simulator without its latency model: everything is immediate. */
async function simulated(): Promise<RunningGraphSimulator> {
  return startGraphSimulator({
    port: 0,
    config: {
      latency: { on: false },
      people: PEOPLE.flatMap(({ id, objectId }) =>
        objectId === null
          ? []
          : [{ id: objectId, userPrincipalName: `${id}@${DEFAULT_TENANT.domain}`, displayName: id }],
      ),
    },
  });
}

function teamsOf(simulator: RunningGraphSimulator, caFile: string): TeamsConfigInput {
  return {
    ...atSimulator(simulator, caFile),
    ...TIMES,
  };
}

function objectIdOf(person: PersonName): string {
  return PEOPLE.find(({ id }) => id === person)?.objectId ?? '';
}

function describeWrite(action: string, body: unknown): Write {
  switch (action) {
    case 'setPresence':
      return `set ${fieldOf(body, 'availability')}/${fieldOf(body, 'activity')}`;
    case 'clearPresence':
      return 'clear';
    default:
      return action;
  }
}

function fieldOf(body: unknown, name: string): string {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return String(entries.find(([key]) => key === name)?.[1] ?? '');
}
