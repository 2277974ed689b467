/**
 * How long the simulated Microsoft takes. Two delays are told apart: what a request takes at the service, and how long
 * after a change others can read it. Microsoft publishes neither; the values stated here are the ones that this
 * product's figures are measured against. Off by default: everything is immediate.
 */
import type { Random } from '@lamplight/runtime';
import { z } from 'zod';

export const latencySchema = z.strictObject({
  /** Whether the model is in force. */
  on: z.boolean().default(false),
  /** Half of all requests take longer than this, in milliseconds. */
  serviceP50Ms: z.number().min(0).max(60_000).default(150),
  /** One request in a hundred takes longer than this, in milliseconds. */
  serviceP99Ms: z.number().min(0).max(600_000).default(800),
  /** A change can be read after a time evenly spread between this, in milliseconds, */
  visibilityMinMs: z.number().min(0).max(600_000).default(0),
  /** and this. */
  visibilityMaxMs: z.number().min(0).max(600_000).default(2000),
});

export type LatencySettings = z.output<typeof latencySchema>;

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874;

/** Draws delays from a seeded sequence: log-normal for the service, uniform for visibility. */
export class LatencyModel {
  readonly #random: Random;
  #settings: LatencySettings;

  constructor(random: Random, settings: LatencySettings = latencySchema.parse({})) {
    this.#random = random;
    this.#settings = Object.freeze({ ...settings });
  }

  get settings(): LatencySettings {
    return this.#settings;
  }

  change(changes: Partial<LatencySettings>): void {
    this.#settings = Object.freeze({ ...this.#settings, ...changes });
  }

  /**
   * What one request takes at the service, in milliseconds, before and after the instant at which it takes effect.
   * The instant is evenly spread over the request: a caller cannot know it.
   */
  serviceDelayMs(): { readonly before: number; readonly after: number } {
    const { on, serviceP50Ms, serviceP99Ms } = this.#settings;
    if (!on || serviceP50Ms === 0) {
      return { before: 0, after: 0 };
    }
    const sigma = Math.log(Math.max(serviceP99Ms, serviceP50Ms) / serviceP50Ms) / Z99;
    const total = serviceP50Ms * Math.exp(sigma * this.#normal());
    const before = total * this.#random.next();
    return { before, after: total - before };
  }

  /** How long after a change others can read it, in milliseconds. */
  visibilityDelayMs(): number {
    const { on, visibilityMinMs, visibilityMaxMs } = this.#settings;
    return on ? visibilityMinMs + Math.max(0, visibilityMaxMs - visibilityMinMs) * this.#random.next() : 0;
  }

  /** Box and Muller, "A note on the generation of random normal deviates", 1958. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random.next())) * Math.cos(2 * Math.PI * this.#random.next());
  }
}
