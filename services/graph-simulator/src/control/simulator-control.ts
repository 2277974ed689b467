/** Everything that can be done to the simulator from outside Graph: for tests in the same process, and behind the control API. */
import type { Clock } from '@lamplight/runtime';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Person, Tenant } from '../directory/directory.ts';
import { DirectoryControl } from '../directory/directory-control.ts';
import { assignedPlans } from '../directory/service-plans.ts';
import type { PresenceEngine } from '../engine/presence-engine.ts';
import type { AccessTokens } from '../entra/access-tokens.ts';
import { SignInControl, type SignInControlParts } from '../entra/sign-in-control.ts';
import { type FaultInput, faultSchema } from '../faults/fault.ts';
import type { FaultPlan, PlannedFault } from '../faults/fault-plan.ts';
import type { RandomFaults } from '../faults/random-faults.ts';
import { RandomFaultsControl } from '../faults/random-faults-control.ts';
import { type LatencyModel, type LatencySettings, latencySchema } from '../latency/latency-model.ts';
import { LiveControl } from '../live/live-control.ts';
import type { Population } from '../population/population.ts';
import { PopulationControl } from '../population/population-control.ts';
import type { CountedRequest, RequestCount, RequestCounts } from '../record/request-counts.ts';
import type { RecordedWrite, WriteRecord } from '../record/write-record.ts';
import type { DeliveryRecord } from '../subscriptions/delivery-record.ts';
import { SubscriptionControl } from '../subscriptions/subscription-control.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { type Switches, switchesSchema } from '../switches/switches.ts';
import { type Throttle, type ThrottleSettings, throttleSchema } from '../throttling/throttle.ts';
import { AppControl } from './app-control.ts';
import { carryOut } from './carry-out.ts';
import { type PersonInput, personSchema, type TenantInput, tenantSchema } from './control-input.ts';
import { type InspectedPerson, inspectPerson } from './inspect-person.ts';
import { notThere } from './not-there.ts';
import { type PersonActionInput, personActionSchema } from './person-action.ts';
import { readInput } from './read-input.ts';

export interface SimulatorControlParts extends SignInControlParts {
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
  readonly population: Population;
  readonly randomFaults: RandomFaults;
  readonly subscriptions: Subscriptions;
  readonly deliveries: DeliveryRecord;
}

/** Every method throws LamplightError: `request_invalid`, `request_target_unknown`, `request_conflict` or `request_not_possible`. */
export class SimulatorControl {
  /** App registrations, their credentials, and what tenants consented to. */
  readonly apps: AppControl;
  /** Users that change, groups, delta queries. */
  readonly directory: DirectoryControl;
  /** People who live a working day. */
  readonly population: PopulationControl;
  /** Faults at random. */
  readonly randomFaults: RandomFaultsControl;
  /** Change notifications: who subscribes, and what became of each. */
  readonly subscriptions: SubscriptionControl;
  /** What the live page shows. */
  readonly live: LiveControl;
  /** How people sign in, what they allow, and the keys that sign. */
  readonly signIns: SignInControl;
  readonly #parts: SimulatorControlParts;

  constructor(parts: SimulatorControlParts) {
    this.#parts = parts;
    this.apps = new AppControl(parts);
    this.signIns = new SignInControl(parts);
    this.subscriptions = new SubscriptionControl(parts.clock, parts.subscriptions, parts.deliveries);
    this.directory = new DirectoryControl(parts.directory);
    this.population = new PopulationControl(parts.population);
    this.randomFaults = new RandomFaultsControl(parts.randomFaults);
    this.live = new LiveControl(parts, this.subscriptions);
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
    const { clients, account, plans, ...properties } = readInput(personSchema, input, 'person');
    const ofPlans = plans === undefined ? {} : { assignedPlans: assignedPlans(plans) };
    const person = this.#parts.directory.addPerson({ ...properties, ...ofPlans });
    this.#parts.engine.add(person.id);
    this.signIns.changeAccount(person.id, account);
    for (const client of clients) {
      this.act(person.id, { do: 'sign in', client });
    }
    return person;
  }

  /** @param idOrName object id or user principal name. @param permanently default: to the deleted items */
  removePerson(idOrName: string, permanently = false): void {
    const { id } = this.#person(idOrName);
    this.#parts.directory.removePerson(id, permanently);
    this.#parts.engine.remove(id);
  }

  /** Lets a person do something. @param idOrName object id or user principal name. */
  act(idOrName: string, action: PersonActionInput): void {
    const { id } = this.#person(idOrName);
    const parsed = readInput(personActionSchema, action, 'action');
    carryOut(this.#parts.engine, id, parsed, this.#parts.clock);
  }

  inspect(idOrName: string): InspectedPerson {
    const person = this.#person(idOrName);
    const { clock, engine, switches } = this.#parts;
    const inspected = inspectPerson(person, engine, clock.monotonic(), switches.current);
    if (inspected === undefined) {
      throw notThere('person', idOrName);
    }
    return inspected;
  }

  get faults(): readonly PlannedFault[] {
    return this.#parts.faults.planned;
  }

  addFault(input: FaultInput): PlannedFault {
    return this.#parts.faults.add(readInput(faultSchema, input, 'fault'));
  }

  removeFault(id: number): void {
    if (!this.#parts.faults.remove(id)) {
      throw notThere('fault', String(id));
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
      throw notThere('person', idOrName);
    }
    return person;
  }
}
