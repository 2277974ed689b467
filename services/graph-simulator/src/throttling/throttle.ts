import type { Clock } from '@lamplight/runtime';
import { z } from 'zod';
import { TokenBucket } from './token-bucket.ts';

const limitSchema = (limit: number, windowMs: number) =>
  z
    .strictObject({
      limit: z.int().min(1).max(10_000_000).default(limit),
      windowMs: z.int().min(1).max(3_600_000).default(windowMs),
    })
    .prefault({});

/** The limits of Graph that concern presence. */
export const throttleSchema = z.strictObject({
  on: z.boolean().default(true),
  /**
   * All presence requests, reads and writes, of one app in one tenant. Contradictory: the pages of the two reads say
   * 1,500 in 30 seconds, the page of service limits 10,000. The careful one is the default.
   */
  presence: limitSchema(1500, 30_000),
  /** All requests of one app over all tenants: 130,000 in 10 seconds. */
  application: limitSchema(130_000, 10_000),
});

export type ThrottleSettings = z.output<typeof throttleSchema>;

/** Counts requests against their limits. Changing the settings empties every memory of the past. */
export class Throttle {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();
  #settings: ThrottleSettings;

  constructor(clock: Clock, settings: ThrottleSettings = throttleSchema.parse({})) {
    this.#clock = clock;
    this.#settings = settings;
  }

  get settings(): ThrottleSettings {
    return this.#settings;
  }

  change(settings: ThrottleSettings): void {
    this.#settings = settings;
    this.#buckets.clear();
  }

  /** Counts one request. 0 when it may go on, else the seconds for `Retry-After`. */
  take(appId: string, tenantId: string, isPresence: boolean): number {
    if (!this.#settings.on) {
      return 0;
    }
    const now = this.#clock.monotonic();
    const ofApp = this.#bucket(`app ${appId}`, 'application').take(now);
    const ofTenant = isPresence ? this.#bucket(`presence ${appId} ${tenantId}`, 'presence').take(now) : 0;
    return Math.max(ofApp, ofTenant);
  }

  #bucket(key: string, limit: 'presence' | 'application'): TokenBucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = new TokenBucket(this.#settings[limit], this.#clock.monotonic());
    this.#buckets.set(key, made);
    return made;
  }
}
