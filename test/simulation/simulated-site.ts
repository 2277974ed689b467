/**
 * A whole tenant in one process on a clock that stands until it is moved: the gateway's core with the real resolver, the
 * real Teams adapter over the local uplink beside the simulator of Graph in memory, and PBXs that say what a test tells
 * them to. It keeps what a console would have seen, what was written to Teams and what the PBXs were told.
 */
import { AdapterRunner, LocalUplink } from '@lamplight/adapter-kit';
import {
  type Call,
  type CallState,
  type Claim,
  type PersonId,
  type Presence,
  personId,
  SILENT_CLAIM,
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
  type PersonActionInput,
  SigningKey,
  simulatorFetch,
} from '@lamplight/graph-simulator';
import { resolve } from '@lamplight/resolver';
import { createEgress, ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import { TeamsAdapter, teamsConfigSchema } from '@lamplight/teams-adapter';
import { EditableDirectory } from '../fakes/editable-directory.ts';
import { lineClaim } from '../fakes/line-claims.ts';
import { RecordingTelemetry } from '../fakes/recording-telemetry.ts';
import { ReportingSource } from '../fakes/reporting-source.ts';
import { SettledProfiles } from '../fakes/settled-profiles.ts';

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

/** One PBX and the connector beside it. */
class SimulatedPbx {
  readonly #system: string;
  readonly #clock: ManualClock;
  #told: string[] = [];
  /** What each line said last, for `previous`. */
  readonly #lines = new Map<string, Claim>();
  #source: ReportingSource | null = null;
  #heard = 0;
  #instance = 0;

  constructor(system: string, clock: ManualClock) {
    this.#system = system;
    this.#clock = clock;
  }

  /** A connector comes that knows nothing of one before it. */
  connect(core: TenantCore): void {
    this.#instance += 1;
    this.#heard = 0;
    this.#lines.clear();
    this.#source = new ReportingSource(core.reports, { system: this.#system, instance: `run-${this.#instance}` });
    this.#source.hello();
  }

  /** The same connector comes back, as after a restart of the gateway: it says again what it said. */
  reconnect(core: TenantCore): void {
    this.#heard = 0;
    this.#source = new ReportingSource(core.reports, { system: this.#system, instance: `run-${this.#instance}` });
    this.#source.hello().claims(Object.fromEntries(this.#lines)).complete();
  }

  /** The connector is killed. */
  kill(): void {
    this.#source?.lose();
    this.#source = null;
  }

  /** Lines as the PBX has them now. */
  lines(states: Readonly<Record<string, CallState>>, call: Partial<Call> = {}): void {
    const claims: Record<string, Partial<Claim>> = {};
    for (const [address, state] of Object.entries(states)) {
      const before = this.#lines.get(address) ?? null;
      const since = before === null ? null : this.#clock.now();
      const changed = before?.call !== null && before?.call !== undefined && before.call.state !== state;
      claims[address] = {
        ...lineClaim(state, { since, ...call }),
        howSet: 'user',
        since,
        previous: changed
          ? { availability: null, activity: null, callState: before.call?.state ?? null }
          : (before?.previous ?? null),
      };
    }
    this.#source?.claims(claims);
    for (const [address, claim] of Object.entries(claims)) {
      this.#lines.set(address, { ...SILENT_CLAIM, ...claim });
    }
  }

  complete(): void {
    this.#source?.complete();
  }

  forgetTold(): void {
    this.#heard = this.#source?.all('effects').length ?? 0;
    this.#told = [];
  }

  heartbeat(): void {
    this.#source?.heartbeat();
  }

  /** What was wanted of each line, such as `201 talking because of entra`, `201 over`. */
  get told(): readonly string[] {
    const messages = this.#source?.all('effects') ?? [];
    for (const { address, desired } of messages.slice(this.#heard).flatMap(({ items }) => items)) {
      this.#told.push(
        `${address} ${desired?.kind === 'talking' ? `talking because of ${desired.causeSystemId}` : (desired?.kind ?? 'over')}`,
      );
    }
    this.#heard = messages.length;
    return this.#told;
  }
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
  #core: TenantCore;
  #teams: AdapterRunner;
  #beatAt = HEARTBEAT_MS;

  constructor() {
    const people = Object.entries(OBJECT_IDS).map(([name, id]) => ({
      id,
      userPrincipalName: `${name}@contoso.example`,
      displayName: name,
    }));
    this.simulator = createGraphSimulator({ clock: this.clock, signingKey, config: { people } });
    this.directory.put('ada', ['pbx/201', `entra/${OBJECT_IDS.ada}`]);
    this.directory.put('bela', ['pbx/202', `entra/${OBJECT_IDS.bela}`]);
    this.#core = this.#startCore();
    this.#teams = this.#teamsRunner();
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
  async run(ms: number): Promise<void> {
    const stepMs = ms > 20_000 ? 250 : 10;
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
    });
    const entra = systemId('entra');
    return new AdapterRunner({
      adapter: new TeamsAdapter({ config, softwareVersion: '0.0.0' }),
      uplink: new LocalUplink(this.#core.reports, { tenantId: TENANT, systemIds: [entra], keyId: 'in-process' }),
      systemId: entra,
      sourceId: sourceId('teams'),
      clock: this.clock,
      random: seededRandom(1),
      logger: this.logger,
      egress: { ...createEgress({ clock: this.clock }), fetch: simulatorFetch(this.simulator) },
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
function describePresence({ availability, activity, labelId, tone, freshness }: Presence): string {
  const mark = freshness === 'fresh' ? '' : `, ${freshness}`;
  return `${availability}/${activity} ${tone} (${labelId}${mark})`;
}
