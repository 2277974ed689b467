/**
 * How long the simulated Microsoft takes. Two delays are told apart: what a request takes at the service, and how long
 * after a change others can read it. Microsoft publishes neither; the values stated here are the ones that this
 * product's figures are measured against. Off by default: everything is immediate.
 */
import type { Random } from '@lamplight/runtime';
import { z } from 'zod';
import { normal } from '../random/draw.ts';

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
  /** A change notification is sent this long, on average, after its change can be read, in milliseconds; published: below 10 s, */
  notificationMeanMs: z.number().min(0).max(600_000).default(3000),
  /** and at most this long after it; published: 1 minute. Source: Graph, "Change notifications overview", latency. */
  notificationMaxMs: z.number().min(0).max(3_600_000).default(60_000),
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
    const total = serviceP50Ms * Math.exp(sigma * normal(this.#random));
    const before = total * this.#random.next();
    return { before, after: total - before };
  }

  /** How long after a change others can read it, in milliseconds. */
  visibilityDelayMs(): number {
    const { on, visibilityMinMs, visibilityMaxMs } = this.#settings;
    return on ? visibilityMinMs + Math.max(0, visibilityMaxMs - visibilityMinMs) * this.#random.next() : 0;
  }

  /** How long after a change can be read its notification is sent, in milliseconds: exponential, cut off at the maximum. */
  notificationDelayMs(): number {
    const { on, notificationMeanMs, notificationMaxMs } = this.#settings;
    return on ? Math.min(notificationMaxMs, -notificationMeanMs * Math.log(1 - this.#random.next())) : 0;
  }
}
