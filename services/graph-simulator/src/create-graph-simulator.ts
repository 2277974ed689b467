import { type Clock, type DeepReadonly, type Random, seededRandom } from '@lamplight/runtime';
import { readInput } from './control/read-input.ts';
import { samplePeople } from './directory/sample-people.ts';
import type { SigningKey } from './entra/signing-key.ts';
import type { GraphSimulator } from './graph-simulator.ts';
import { type SimulatorConfigInput, simulatorConfigSchema } from './simulator-config.ts';
import { wireSimulator } from './wiring.ts';

const SAMPLE_SEED_OFFSET = 0x9e37;

export interface CreateGraphSimulatorOptions {
  readonly clock: Clock;
  /** Default: seeded by `config.seed`. */
  readonly random?: Random | undefined;
  /** Shared by several simulators of one process, to save the time of making it. */
  readonly signingKey?: SigningKey | undefined;
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
  const simulator = wireSimulator({ clock: options.clock, random, signingKey: options.signingKey });
  const { control } = simulator;
  control.changeSwitches(config.switches);
  control.changeLatency({ ...config.latency, on: false });
  control.changeThrottle(config.throttle);
  for (const tenant of config.tenants) {
    control.addTenant(tenant);
  }
  for (const app of config.apps) {
    control.addApp(app);
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
  // Only now: that there are people at all is visible from the start.
  control.changeLatency(config.latency);
  return simulator;
}
