import { type Clock, type DeepReadonly, type Random, seededRandom } from '@lamplight/runtime';
import { readInput } from './control/read-input.ts';
import type { SimulatorControl } from './control/simulator-control.ts';
import { sampleAccounts } from './directory/sample-accounts.ts';
import { samplePeople } from './directory/sample-people.ts';
import type { SigningKey } from './entra/signing-key.ts';
import type { GraphSimulator } from './graph-simulator.ts';
import { type SimulatorConfigInput, simulatorConfigSchema } from './simulator-config.ts';
import type { NotificationSender } from './subscriptions/notification-sender.ts';
import { wireSimulator } from './wiring.ts';

const SAMPLE_SEED_OFFSET = 0x9e37;
const ACCOUNT_SEED_OFFSET = 0x79b9;

export interface CreateGraphSimulatorOptions {
  readonly clock: Clock;
  /** Default: seeded by `config.seed`. */
  readonly random?: Random | undefined;
  /** Shared by several simulators of one process, to save the time of making it. */
  readonly signingKey?: SigningKey | undefined;
  /** Takes the requests to receivers of notifications; default: nobody is reached, so that nobody can subscribe. */
  readonly deliver?: NotificationSender | undefined;
  /** Default: one tenant and one app with all roles, nobody in it. */
  readonly config?: DeepReadonly<SimulatorConfigInput> | undefined;
}

/**
 * A simulator in memory, on the given clock: nothing listens.
 * @throws LamplightError `request_invalid` or `request_conflict` when the configuration does not fit.
 */
export function createGraphSimulator(options: CreateGraphSimulatorOptions): GraphSimulator {
  const config = readInput(simulatorConfigSchema, options.config ?? {}, 'config');
  const random = options.random ?? seededRandom(config.seed);
  const simulator = wireSimulator({ ...options, random });
  const { control } = simulator;
  control.changeSwitches(config.switches);
  control.changeLatency({ ...config.latency, on: false });
  control.changeThrottle(config.throttle);
  control.randomFaults.change(config.randomFaults);
  for (const tenant of config.tenants) {
    control.addTenant(tenant);
  }
  for (const app of config.apps) {
    control.apps.add(app);
  }
  for (const person of config.people) {
    control.addPerson(person);
  }
  const domain = control.tenants[0]?.domain ?? '';
  // A sequence of their own: the same people whatever else there is, and no id twice.
  const sampled = samplePeople(config.samplePeople, domain, seededRandom(config.seed + SAMPLE_SEED_OFFSET));
  for (const { businessPhones, ...person } of sampled) {
    control.addPerson({ ...person, businessPhones: [...(businessPhones ?? [])] });
  }
  if (config.sampleAccounts) {
    addSampleAccounts(control, config.samplePeople, domain, seededRandom(config.seed + ACCOUNT_SEED_OFFSET));
  }
  if (config.population !== undefined) {
    control.population.start(config.population);
  }
  // Only now: that there are people at all is visible from the start.
  control.changeLatency(config.latency);
  return simulator;
}

function addSampleAccounts(control: SimulatorControl, people: number, domain: string, random: Random): void {
  for (const account of sampleAccounts(people, domain, random)) {
    control.addPerson(account);
  }
  const members = new Map<string, string[]>();
  for (const { id, jobTitle } of control.people) {
    if (jobTitle !== null) {
      const known = members.get(jobTitle) ?? [];
      known.push(id);
      members.set(jobTitle, known);
    }
  }
  const departments = [...members].map(([name, ids]) => {
    return control.directory.addGroup({ id: random.uuid(), displayName: name, members: ids }).id;
  });
  control.directory.addGroup({ id: random.uuid(), displayName: 'All of us', members: departments });
}
