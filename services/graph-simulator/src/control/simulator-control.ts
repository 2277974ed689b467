/** Everything that can be done to the simulator from outside Graph: for tests in the same process, and behind the control API. */
import { type Clock, LamplightError } from '@lamplight/runtime';
import type { App, AppRegistry, AppSecret } from '../directory/app-registry.ts';
import type { Directory, Person, Tenant } from '../directory/directory.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { PresencePair } from '../engine/presence-pair.ts';
import { type Session, shownBySession } from '../engine/session.ts';
import type { AccessTokens } from '../entra/access-tokens.ts';
import { type FaultInput, faultSchema } from '../faults/fault.ts';
import type { FaultPlan, PlannedFault } from '../faults/fault-plan.ts';
import { type LatencyModel, type LatencySettings, latencySchema } from '../latency/latency-model.ts';
import type { CountedRequest, RequestCount, RequestCounts } from '../record/request-counts.ts';
import type { RecordedWrite, WriteRecord } from '../record/write-record.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { type Switches, switchesSchema } from '../switches/switches.ts';
import { type Throttle, type ThrottleSettings, throttleSchema } from '../throttling/throttle.ts';
import { carryOut } from './carry-out.ts';
import {
  type AppInput,
  appSchema,
  type ConsentInput,
  certificateSchema,
  consentSchema,
  type PersonInput,
  personSchema,
  type SecretInput,
  secretSchema,
  type TenantInput,
  tenantSchema,
} from './control-input.ts';
import { type PersonActionInput, personActionSchema } from './person-action.ts';
import { readInput } from './read-input.ts';

export interface SimulatorControlParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly engine: PresenceEngine;
  readonly tokens: AccessTokens;
  readonly switches: SwitchBoard;
  readonly latency: LatencyModel;
  readonly throttle: Throttle;
  readonly faults: FaultPlan;
  readonly record: WriteRecord;
  readonly counts: RequestCounts;
}

/** A person and how their presence stands, whatever can be read of it already. */
export interface InspectedPerson {
  readonly person: Person;
  readonly shown: PresencePair;
  /** What the person chose by hand; null if nothing. */
  readonly preferred: PresencePair | null;
  readonly sessions: readonly {
    readonly kind: Session['kind'];
    readonly id: string;
    /** Null once it has expired. */
    readonly shows: PresencePair | null;
    /** Milliseconds; null for a Teams client. */
    readonly expiresInMs: number | null;
  }[];
}

/** Every method throws LamplightError: `request_invalid`, `request_target_unknown`, `request_conflict` or `request_not_possible`. */
export class SimulatorControl {
  readonly #parts: SimulatorControlParts;

  constructor(parts: SimulatorControlParts) {
    this.#parts = parts;
  }

  get tenants(): readonly Tenant[] {
    return this.#parts.directory.tenants;
  }

  addTenant(input: TenantInput): Tenant {
    return this.#parts.directory.addTenant(readInput(tenantSchema, input, 'tenant'));
  }

  get people(): readonly Person[] {
    return this.#parts.directory.people();
  }

  /** Creates a person whose Teams clients, by default one on a desktop, are signed in. */
  addPerson(input: PersonInput): Person {
    const { clients, ...properties } = readInput(personSchema, input, 'person');
    const person = this.#parts.directory.addPerson(properties);
    this.#parts.engine.add(person.id);
    for (const client of clients) {
      this.act(person.id, { do: 'sign in', client });
    }
    return person;
  }

  /** @param idOrName object id or user principal name. */
  removePerson(idOrName: string): void {
    const { id } = this.#person(idOrName);
    this.#parts.directory.removePerson(id);
    this.#parts.engine.remove(id);
  }

  /** Lets a person do something. @param idOrName object id or user principal name. */
  act(idOrName: string, action: PersonActionInput): void {
    const { id } = this.#person(idOrName);
    const parsed = readInput(personActionSchema, action, 'action');
    carryOut(this.#parts.engine, id, parsed, this.#parts.clock.monotonic());
  }

  inspect(idOrName: string): InspectedPerson {
    const person = this.#person(idOrName);
    const inspected = this.#parts.engine.inspect(person.id);
    if (inspected === undefined) {
      throw unknown('person', idOrName);
    }
    const now = this.#parts.clock.monotonic();
    const sessions = [...inspected.state.sessions.values()].map((session) => ({
      kind: session.kind,
      id: session.id,
      shows: shownBySession(session, now, this.#parts.switches.current) ?? null,
      expiresInMs: session.kind === 'client' ? null : session.expiresAt - now,
    }));
    return {
      person,
      shown: inspected.visible.pair,
      preferred: inspected.state.preferred?.pair ?? null,
      sessions,
    };
  }

  get apps(): readonly App[] {
    return this.#parts.apps.apps;
  }

  addApp(input: AppInput): App {
    const { appId, displayName, secrets, certificates, consents } = readInput(appSchema, input, 'app');
    const app = this.#parts.apps.add({ appId, displayName });
    for (const secret of secrets) {
      this.#parts.apps.addSecret(app.appId, secret);
    }
    for (const { certificate } of certificates) {
      this.#parts.apps.addCertificate(app.appId, certificate);
    }
    for (const { tenantId, roles, enabled } of consents) {
      this.#parts.apps.consent(app.appId, this.#tenant(tenantId).id, roles, enabled);
    }
    return this.app(app.appId);
  }

  app(appId: string): App {
    const app = this.#parts.apps.app(appId);
    if (app === undefined) {
      throw unknown('app', appId);
    }
    return app;
  }

  removeApp(appId: string): void {
    this.#parts.apps.remove(this.app(appId).appId);
  }

  addSecret(appId: string, input: SecretInput = {}): AppSecret {
    return this.#parts.apps.addSecret(appId, readInput(secretSchema, input, 'secret'));
  }

  /** @param certPem the public certificate. @returns its key id. */
  addCertificate(appId: string, certPem: string): string {
    const { certificate } = readInput(certificateSchema, { certificate: certPem }, 'certificate');
    return this.#parts.apps.addCertificate(appId, certificate).keyId;
  }

  /** Removes a secret or certificate. */
  removeKey(appId: string, keyId: string): void {
    if (!this.#parts.apps.removeKey(appId, keyId)) {
      throw unknown('key', keyId);
    }
  }

  /** Grants exactly these roles, or disables the app, in a tenant. */
  consent(appId: string, input: ConsentInput = {}): void {
    const { tenantId, roles, enabled } = readInput(consentSchema, input, 'consent');
    this.#parts.apps.consent(appId, this.#tenant(tenantId).id, roles, enabled);
  }

  /** Removes the app from a tenant. @param tenantId default the first tenant. */
  withdrawConsent(appId: string, tenantId?: string): void {
    if (!this.#parts.apps.withdraw(appId, this.#tenant(tenantId).id)) {
      throw unknown('consent', `${appId} in tenant ${tenantId ?? ''}`);
    }
  }

  /** A token without asking Entra, for callers in the same process. @param tenantId default the first tenant. */
  tokenFor(appId: string, tenantId?: string): string {
    const app = this.app(appId);
    const tenant = this.#tenant(tenantId);
    const consent = app.consents.get(tenant.id);
    if (consent === undefined) {
      throw unknown('consent', `${appId} in tenant ${tenant.id}`);
    }
    return this.#parts.tokens.issue(app, tenant, consent).token;
  }

  get faults(): readonly PlannedFault[] {
    return this.#parts.faults.planned;
  }

  addFault(input: FaultInput): PlannedFault {
    return this.#parts.faults.add(readInput(faultSchema, input, 'fault'));
  }

  removeFault(id: number): void {
    if (!this.#parts.faults.remove(id)) {
      throw unknown('fault', String(id));
    }
  }

  clearFaults(): void {
    this.#parts.faults.clear();
  }

  get switches(): Switches {
    return this.#parts.switches.current;
  }

  changeSwitches(changes: Partial<Switches>): Switches {
    this.#parts.switches.change(readInput(switchesSchema, { ...this.switches, ...changes }, 'switches'));
    return this.switches;
  }

  get latency(): LatencySettings {
    return this.#parts.latency.settings;
  }

  changeLatency(changes: Partial<LatencySettings>): LatencySettings {
    this.#parts.latency.change(readInput(latencySchema, { ...this.latency, ...changes }, 'latency'));
    return this.latency;
  }

  get throttle(): ThrottleSettings {
    return this.#parts.throttle.settings;
  }

  /** Changes the limits; all buckets are full again. */
  changeThrottle(changes: Partial<ThrottleSettings>): ThrottleSettings {
    this.#parts.throttle.change(readInput(throttleSchema, { ...this.throttle, ...changes }, 'throttle'));
    return this.throttle;
  }

  /** Every write in the order in which it took effect. */
  get writes(): readonly RecordedWrite[] {
    return this.#parts.record.all;
  }

  clearWrites(): void {
    this.#parts.record.clear();
  }

  /** Calls the listener with each write to come. @returns how to stop it. */
  onWrite(listener: (write: RecordedWrite) => void): () => void {
    return this.#parts.record.onWrite(listener);
  }

  get counts(): readonly RequestCount[] {
    return this.#parts.counts.all;
  }

  /** Calls the listener with each request to Graph or Entra to come. @returns how to stop it. */
  onRequest(listener: (request: CountedRequest) => void): () => void {
    return this.#parts.counts.onRequest(listener);
  }

  clearCounts(): void {
    this.#parts.counts.clear();
  }

  #person(idOrName: string): Person {
    const { directory } = this.#parts;
    const person = directory.person(idOrName) ?? directory.personByPrincipalName(idOrName);
    if (person === undefined) {
      throw unknown('person', idOrName);
    }
    return person;
  }

  #tenant(idOrDomain: string | undefined): Tenant {
    const { directory } = this.#parts;
    const tenant = idOrDomain === undefined ? directory.tenants[0] : directory.tenant(idOrDomain);
    if (tenant === undefined) {
      throw unknown('tenant', idOrDomain ?? '(none)');
    }
    return tenant;
  }
}

function unknown(what: string, id: string): LamplightError {
  return new LamplightError('request_target_unknown', `there is no ${what} ${id}: create it first, or check the id`);
}
