import { readInput } from '../control/read-input.ts';
import { type RandomFaultSettings, type RandomFaults, randomFaultsSchema } from './random-faults.ts';

/** `control.randomFaults`: faults at random, from a seed. */
export class RandomFaultsControl {
  readonly #faults: RandomFaults;

  constructor(faults: RandomFaults) {
    this.#faults = faults;
  }

  get settings(): RandomFaultSettings {
    return this.#faults.settings;
  }

  /** The sequence of faults begins anew. @throws LamplightError `request_invalid` */
  change(changes: Partial<RandomFaultSettings>): RandomFaultSettings {
    this.#faults.change(readInput(randomFaultsSchema, { ...this.settings, ...changes }, 'randomFaults'));
    return this.settings;
  }
}
