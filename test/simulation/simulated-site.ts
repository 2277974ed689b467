/**
 * A whole tenant in one process on a clock that stands until it is moved: the gateway's core with the real resolver, the
 * real Teams adapter over the local uplink beside the simulator of Graph in memory, and PBXs that say what a test tells
 * them to. It keeps what a console would have seen, what was written to Teams and what the PBXs were told.
 */
import { AdapterRunner, LocalUplink } from '@lamplight/adapter-kit';
import {
  type CallState,
  type PersonId,
  type Presence,
  personId,
  sourceId,
  systemId,
  tenantId,
} from '@lamplight/domain';
import { createTenantCore, type TenantCore } from '@lamplight/gateway';
import {
  createGraphSimulator,
  DEFAULT_APP,
  DEFAULT_TENANT,
  type GraphSimulator,
  type NotificationSender,
  type PersonActionInput,
  SigningKey,
  type Switches,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { resolve } from '@lamplight/resolver';
import { createEgress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { TeamsAdapter, type TeamsConfigInput, type TeamsHost, teamsConfigSchema } from '@lamplight/teams-adapter';
import { EditableDirectory } from '../fakes/editable-directory.ts';
import { RecordingTelemetry } from '../fakes/recording-telemetry.ts';
import { SettledProfiles } from '../fakes/settled-profiles.ts';
import { SimulatedPbx } from './simulated-pbx.ts';

/** Object ids of those who have Teams. */
export const OBJECT_IDS = {
  ada: '66825e03-7ef5-42da-9069-724602c31f6b',
  bela: '0f3e8c1a-52d7-4b6e-9a70-1c2d3e4f5a6b',
} as const;
export type Name = keyof typeof OBJECT_IDS;
export const FOREIGN_APP = 'f0000000-1f52-4d3b-8a6e-0c2f9d4b7e02';

/** Made once: a key takes a moment. */
const signingKey = new SigningKey();
const TENANT = tenantId('acme');
const HEARTBEAT_MS = 30_000;

export interface SiteOptions {
  /** More people by name: their object id, and their line at the PBX if they have one. */
  readonly more?: Readonly<Record<string, { readonly id: string; readonly line?: string }>>;
  readonly teams?: Partial<TeamsConfigInput>;
  /** How Graph behaves from the start. */
  readonly switches?: Partial<Switches>;
  readonly host?: TeamsHost;
  /** Takes notifications to the host's inlet. Default: nobody is reached. */
  readonly deliver?: NotificationSender;
  /** What stands between the adapter and Graph. Default: nothing. */
  readonly between?: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
}

export class SimulatedSite {
  readonly clock = new ManualClock();
  readonly simulator: GraphSimulator;
  readonly directory = new EditableDirectory({ pbx: 'PBX', branch: 'PBX', entra: 'MSTEAMS' });
  readonly pbx = new SimulatedPbx('pbx', this.clock);
  readonly branch = new SimulatedPbx('branch', this.clock);
  readonly logger = new MemoryLogger();
  readonly #seen = new Map<PersonId, string[]>();
  readonly #last = new Map<PersonId, string>();
  readonly #unlisten: (() => void)[] = [];
  readonly #options: SiteOptions;
  #core: TenantCore;
  #teams: AdapterRunner;
  #adapter: TeamsAdapter | undefined;
  #beatAt = HEARTBEAT_MS;

  constructor(options: SiteOptions = {}) {
    this.#options = options;
    const { more = {}, deliver, switches = {} } = options;
    const ids = Object.fromEntries(Object.entries(more).map(([name, { id }]) => [name, id]));
    const people = Object.entries({ ...OBJECT_IDS, ...ids }).map(([name, id]) => ({
      id,
      userPrincipalName: `${name}@contoso.example`,
      displayName: name,
    }));
    this.simulator = createGraphSimulator({ clock: this.clock, signingKey, deliver, config: { people, switches } });
    this.directory.put('ada', ['pbx/201', `entra/${OBJECT_IDS.ada}`]);
    this.directory.put('bela', ['pbx/202', `entra/${OBJECT_IDS.bela}`]);
    for (const [name, { id, line }] of Object.entries(more)) {
      this.directory.put(name, [...(line === undefined ? [] : [`pbx/${line}`]), `entra/${id}`]);
    }
    this.#core = this.#startCore();
    this.#teams = this.#teamsRunner();
  }

  /** The Teams adapter that works now. */
  get adapter(): TeamsAdapter | undefined {
    return this.#adapter;
  }

  get core(): TenantCore {
    return this.#core;
  }

  /** Everybody idle and heard; what was seen until then is forgotten. */
  async open(lines: Readonly<Record<string, CallState>> = { 201: 'idle', 202: 'idle' }): Promise<this> {
    await this.#teams.start();
    this.pbx.connect(this.#core);
    this.pbx.lines(lines);
    this.pbx.complete();
    this.branch.connect(this.#core);
    this.branch.complete();
    // Whatever a process before may have left in Teams has ended.
    await this.run(320_000);
    this.#seen.clear();
    this.pbx.forgetTold();
    this.branch.forgetTold();
    return this;
  }

  act(name: Name, action: PersonActionInput): void {
    this.simulator.control.act(OBJECT_IDS[name], action);
  }

  /** Lets `ms` pass in small steps; connectors say that they are there. */
  async run(ms: number, stepMs = ms > 20_000 ? 250 : 10): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advanceAsync(Math.min(stepMs, ms - passed));
      if (this.clock.monotonic() >= this.#beatAt) {
        this.#beatAt = this.clock.monotonic() + HEARTBEAT_MS;
        this.pbx.heartbeat();
        this.branch.heartbeat();
      }
    }
  }

  /** Ends the gateway without a word, and with it the Teams adapter inside it; nothing of the two is left. */
  async killGateway(): Promise<void> {
    for (const unlisten of this.#unlisten.splice(0)) {
      unlisten();
    }
    this.pbx.kill();
    this.branch.kill();
    this.#core.stop();
    await this.#teams.stop();
  }

  async startGateway(): Promise<void> {
    this.#core = this.#startCore();
    this.#teams = this.#teamsRunner();
    await this.#teams.start();
  }

  /** Another adapter in the place of the one before, as when a setting or a credential changed; `between`: meanwhile. */
  async replaceTeamsAdapter(between: () => void = () => undefined): Promise<void> {
    await this.#teams.stop({ handover: true });
    between();
    this.#teams = this.#teamsRunner();
    await this.#teams.start();
  }

  /** Each presence that a console saw of the person, without repetitions. */
  seen(name: string): readonly string[] {
    return this.#seen.get(personId(name)) ?? [];
  }

  /** What a console saw of the person and what Graph took for them. */
  record(name: Name): { readonly states: readonly string[]; readonly writes: readonly string[] } {
    return { states: this.seen(name), writes: this.writes(name) };
  }

  presence(name: string): Presence | undefined {
    return this.#core.presenceLog.read(personId(name))?.presence;
  }

  /** Every write for the person in the order in which Graph took it, by whomever. */
  writes(name: Name): readonly string[] {
    return this.simulator.control.writes
      .filter(({ userId }) => userId.toLowerCase() === OBJECT_IDS[name])
      .map(({ action, body, status }) => {
        const pair =
          typeof body === 'object' && body !== null && 'availability' in body && 'activity' in body
            ? ` ${String(body.availability)}/${String(body.activity)}`
            : '';
        return `${action === 'setPresence' ? 'set' : 'clear'}${pair}${status === 200 ? '' : ` (${status})`}`;
      });
  }

  async close(): Promise<void> {
    await this.killGateway();
    this.simulator.stop();
  }

  #startCore(): TenantCore {
    const core = createTenantCore({
      tenantId: TENANT,
      directory: this.directory,
      resolve,
      profiles: new SettledProfiles(),
      clock: this.clock,
      random: seededRandom(1),
      logger: this.logger,
      telemetry: new RecordingTelemetry(),
    });
    for (const { id, bindings } of this.directory.people()) {
      core.setWatched(id, bindings.length > 0);
    }
    for (const { id } of this.directory.people()) {
      const presence = core.presenceLog.read(id)?.presence;
      if (presence !== undefined) {
        this.#see(id, presence);
      }
    }
    this.#unlisten.push(core.presenceLog.listen(({ personId: id, presence }) => this.#see(id, presence)));
    return core;
  }

  #see(id: PersonId, presence: Presence): void {
    const states = this.#seen.get(id) ?? [];
    this.#seen.set(id, states);
    const state = describePresence(presence);
    if (this.#last.get(id) !== state) {
      this.#last.set(id, state);
      states.push(state);
    }
  }

  #teamsRunner(): AdapterRunner {
    const config = teamsConfigSchema.parse({
      tenantId: DEFAULT_TENANT.id,
      clientId: DEFAULT_APP.appId,
      secret: DEFAULT_APP.secret,
      ...this.#options.teams,
    });
    const { host = {}, between = (fetch) => fetch } = this.#options;
    this.#adapter = new TeamsAdapter({ config, softwareVersion: '0.0.0', host });
    const entra = systemId('entra');
    return new AdapterRunner({
      adapter: this.#adapter,
      uplink: new LocalUplink(this.#core.reports, { tenantId: TENANT, systemIds: [entra], keyId: 'in-process' }),
      systemId: entra,
      sourceId: sourceId('teams'),
      clock: this.clock,
      random: seededRandom(1),
      logger: this.logger,
      egress: { ...createEgress({ clock: this.clock }), fetch: between(simulatorFetch(this.simulator)) },
    });
  }
}

export const FREE = 'Available/Available available (available)';
export const RINGING = 'Available/Available ringing (call-ringing)';
export const DIALLING = 'Available/Available ringing (call-dialling)';
export const TALKING = 'Busy/InACall busy (call-talking)';
export const HELD = 'Busy/InACall busy (call-held)';
export const IN_TEAMS_CALL = 'Busy/InACall busy (in-a-call)';
export const PENDING = 'PresenceUnknown/PresenceUnknown unknown (pending, pending)';
export const SET = 'set Busy/InACall';
export const CLEAR = 'clear';
export const NOTHING_TO_CLEAR = 'clear (404)';

/** Availability, activity, lamp; freshness where it is not fresh. */
export function describePresence({ availability, activity, labelId, tone, freshness }: Presence): string {
  const mark = freshness === 'fresh' ? '' : `, ${freshness}`;
  return `${availability}/${activity} ${tone} (${labelId}${mark})`;
}
