import type { ControlRoute } from '../control/control-route.ts';
import { readChanges } from '../control/read-input.ts';
import { RANDOM_FAULT_KINDS, randomFaultsSchema } from './random-faults.ts';

/** The calls of the control API about faults at random. */
export const RANDOM_FAULT_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: 'random-faults',
    help: 'Faults at random: seed, rate, kinds',
    answer: (control) => control.randomFaults.settings,
  },
  {
    method: 'PATCH',
    path: 'random-faults',
    help: `Change them, from the start of their sequence: {seed?, rate?: 0 to 1, kinds?: [${RANDOM_FAULT_KINDS.join(', ')}]}`,
    answer: (control, { body }) =>
      control.randomFaults.change(readChanges(randomFaultsSchema, control.randomFaults.settings, body)),
  },
];
