import { readInput } from '../control/read-input.ts';
import type { HourStatistics } from './hour-statistics.ts';
import type { Population, PopulationStatus } from './population.ts';
import { type PopulationInput, populationSchema } from './population-settings.ts';

/** `control.population`: people who live a working day. Methods throw as those of SimulatorControl. */
export class PopulationControl {
  readonly #population: Population;

  constructor(population: Population) {
    this.#population = population;
  }

  get status(): PopulationStatus {
    return this.#population.status;
  }

  /** What happened so far, by hour of each person's own day. */
  get hours(): readonly HourStatistics[] {
    return this.#population.hours;
  }

  start(input: PopulationInput = {}): PopulationStatus {
    this.#population.start(readInput(populationSchema, input, 'population'));
    return this.status;
  }

  changeSpeed(speed: number): PopulationStatus {
    this.#population.changeSpeed(readInput(populationSchema, { speed }, 'population').speed);
    return this.status;
  }

  /** People stay as they are. */
  stop(): PopulationStatus {
    this.#population.stop();
    return this.status;
  }
}
