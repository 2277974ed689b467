import { z } from 'zod';
import { appSchema, personSchema, tenantSchema } from './control/control-input.ts';
import { randomFaultsSchema } from './faults/random-faults.ts';
import { latencySchema } from './latency/latency-model.ts';
import { populationSchema } from './population/population-settings.ts';
import { switchesSchema } from './switches/switches.ts';
import { throttleSchema } from './throttling/throttle.ts';

/** The tenant, app and secret that there are when nothing else is said: the same in every simulator. */
export const DEFAULT_TENANT = {
  id: '7a3d0f5e-2c41-4c8e-9b1d-5d1f7c0a6e01',
  domain: 'contoso.example',
  displayName: 'Contoso',
} as const;

export const DEFAULT_APP = {
  appId: '5b8c7a90-1f52-4d3b-8a6e-0c2f9d4b7e02',
  displayName: 'Lamplight',
  secret: 'simulated-client-secret',
} as const;

/** The configuration file, and the argument of startGraphSimulator. Everything has a default. */
export const simulatorConfigSchema = z.strictObject({
  tenants: z.array(tenantSchema).min(1).default([DEFAULT_TENANT]),
  apps: z
    .array(appSchema)
    .prefault([
      { appId: DEFAULT_APP.appId, displayName: DEFAULT_APP.displayName, secrets: [{ value: DEFAULT_APP.secret }] },
    ]),
  people: z.array(personSchema).default([]),
  /** This many sample people more, in the first tenant, the same for the same seed. */
  samplePeople: z.int().min(0).max(100_000).default(0),
  /** Beside them guests, leavers, rooms, shared mailboxes and resource accounts, and a group for each department. */
  sampleAccounts: z.boolean().default(false),
  /** For sample people, ids, token lifetimes and latency. */
  seed: z.int().default(1),
  switches: switchesSchema.prefault({}),
  latency: latencySchema.prefault({}),
  throttle: throttleSchema.prefault({}),
  /** Let people live a working day from the start; left out, they stay as they are. */
  population: populationSchema.optional(),
  randomFaults: randomFaultsSchema.prefault({}),
});

export type SimulatorConfig = z.output<typeof simulatorConfigSchema>;
export type SimulatorConfigInput = z.input<typeof simulatorConfigSchema>;
