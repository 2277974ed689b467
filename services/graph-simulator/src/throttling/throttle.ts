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
  /** Subscriptions made, changed and deleted by one app in one tenant, */
  subscriptionChanges: limitSchema(500, 20_000),
  /** and over all tenants. Source of these and the next: Graph, "Service-specific throttling limits", subscriptions. */
  subscriptionChangesOfApp: limitSchema(2000, 20_000),
  reauthorizations: limitSchema(1000, 20_000),
  reauthorizationsOfApp: limitSchema(4000, 20_000),
  /** Reads of one subscription. */
  subscriptionReads: limitSchema(500, 20_000),
  subscriptionReadsOfApp: limitSchema(2000, 20_000),
  /** Reads of the list. */
  subscriptionLists: limitSchema(25, 20_000),
  subscriptionListsOfApp: limitSchema(40, 20_000),
});

export type ThrottleSettings = z.output<typeof throttleSchema>;

/** The limits of one app in one tenant that a call may count against. */
export type QuotaName =
  | 'presence'
  | 'subscriptionChanges'
  | 'reauthorizations'
  | 'subscriptionReads'
  | 'subscriptionLists';
type LimitName = Exclude<keyof ThrottleSettings, 'on'>;

/** The limits of the same calls of one app over all tenants, beside `application`. */
const OF_APP: Readonly<Record<QuotaName, LimitName | undefined>> = {
  presence: undefined,
  subscriptionChanges: 'subscriptionChangesOfApp',
  reauthorizations: 'reauthorizationsOfApp',
  subscriptionReads: 'subscriptionReadsOfApp',
  subscriptionLists: 'subscriptionListsOfApp',
};

/** How full the bucket of one limit is. */
export interface BucketLevel {
  readonly quota: LimitName;
  readonly appId: string;
  /** Null for a limit over all tenants. */
  readonly tenantId: string | null;
  readonly limit: number;
  /** How many requests it still holds; below 0: how far it is in debt. */
  readonly left: number;
}

/** Counts requests against their limits. Changing the settings empties every memory of the past. */
export class Throttle {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Omit<BucketLevel, 'limit' | 'left'> & { readonly bucket: TokenBucket }>();
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

  /** Every limit that a request has counted against. */
  get levels(): readonly BucketLevel[] {
    const now = this.#clock.monotonic();
    return [...this.#buckets.values()].map(({ bucket, ...row }) => ({
      ...row,
      limit: this.#settings[row.quota].limit,
      left: Math.floor(bucket.level(now)),
    }));
  }

  /** Counts one request. 0 when it may go on, else the seconds for `Retry-After`. */
  take(appId: string, tenantId: string, quota: QuotaName | 'none'): number {
    if (!this.#settings.on) {
      return 0;
    }
    const now = this.#clock.monotonic();
    const ofApp = this.#bucket('application', appId, null).take(now);
    if (quota === 'none') {
      return ofApp;
    }
    const ofTenant = this.#bucket(quota, appId, tenantId).take(now);
    const allTenants = OF_APP[quota];
    const ofAllTenants = allTenants === undefined ? 0 : this.#bucket(allTenants, appId, null).take(now);
    return Math.max(ofApp, ofTenant, ofAllTenants);
  }

  #bucket(quota: LimitName, appId: string, tenantId: string | null): TokenBucket {
    const key = `${quota} ${appId} ${tenantId}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      return known.bucket;
    }
    const bucket = new TokenBucket(this.#settings[quota], this.#clock.monotonic());
    this.#buckets.set(key, { quota, appId, tenantId, bucket });
    return bucket;
  }
}
