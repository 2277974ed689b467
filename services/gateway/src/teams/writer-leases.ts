/**
 * Decides who writes with a registration: among the systems of this process who came first, and among processes over one
 * store who has the lease that the store keeps. It is renewed for all registrations together; a holder that cannot renew
 * stops before others may take over.
 *
 * Ends of leases are wall times, so clocks of replicas must agree within {@link MARGIN_MS}.
 */
import type { SystemId, TenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Timer, TimerQueue } from '@lamplight/runtime';
import type { Actor, Store, WriterLease } from '@lamplight/store';
import type { WriterClaim, WriterKey, WriterRights, WriterStanding } from '@lamplight/teams-adapter';

export interface WriterLeasesOptions {
  readonly store: Pick<Store, 'change'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of this process, and of no other one. */
  readonly holder: string;
}

/** The life of a lease: how long a crash keeps others from writing; ms. */
const WRITER_LEASE_MS = 30_000;
const RENEW_MS = 10_000;
/** So long before its end a lease that could not be renewed counts no more; ms. */
const MARGIN_MS = 5_000;

const ACTOR: Actor = Object.freeze({ kind: 'gateway', id: 'writer-leases' });

interface Claimant {
  readonly tenantId: TenantId;
  readonly systemId: SystemId;
  readonly changed: (standing: WriterStanding) => void;
}

interface Registration {
  readonly key: WriterKey;
  /** In the order in which they came: the first one writes. */
  readonly claimants: Claimant[];
  /** What stands in the store; null: not known. */
  lease: WriterLease | null;
  /** Until when ours is good; monotonic ms. */
  goodUntil: number;
}

type Work<T> = (change: Parameters<Parameters<Store['change']>[1]>[0]['writerLeases']) => Promise<T>;

export class WriterLeases {
  readonly #options: WriterLeasesOptions;
  readonly #registrations = new Map<string, Registration>();
  /** When the lease of a registration is to be looked at again. */
  readonly #looks: TimerQueue<string>;
  #renewal: Timer | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** When somebody here who had the right gave it back; monotonic ms. */
  readonly #releasedAt = new Map<string, number>();

  constructor(options: WriterLeasesOptions) {
    this.#options = options;
    this.#looks = new TimerQueue(options.clock, (name) => this.#look(name));
  }

  /** For the adapter of one system. */
  of(tenantId: TenantId, systemId: SystemId): WriterRights {
    return {
      claim: (key, changed) => this.#claim(key, { tenantId, systemId, changed }),
      releasedAgoMs: (key) => {
        const releasedAt = this.#releasedAt.get(nameOf(key));
        return releasedAt === undefined ? null : this.#now() - releasedAt;
      },
    };
  }

  #claim(key: WriterKey, claimant: Claimant): WriterClaim {
    const name = nameOf(key);
    const registration = this.#registrations.get(name) ?? { key, claimants: [], lease: null, goodUntil: -Infinity };
    this.#registrations.set(name, registration);
    registration.claimants.push(claimant);
    this.#looks.set(name, this.#now());
    return {
      isHeld: () => registration.claimants[0] === claimant && this.#isOurs(registration),
      release: () => this.#release(registration, claimant),
    };
  }

  async #release(registration: Registration, claimant: Claimant): Promise<void> {
    const index = registration.claimants.indexOf(claimant);
    if (index === -1) {
      return;
    }
    registration.claimants.splice(index, 1);
    const name = nameOf(registration.key);
    if (index === 0 && registration.lease?.holder === this.#options.holder) {
      this.#releasedAt.set(name, this.#now());
    }
    if (registration.claimants.length > 0) {
      this.#looks.set(name, this.#now());
      return;
    }
    this.#registrations.delete(name);
    this.#looks.delete(name);
    if (this.#registrations.size === 0) {
      this.#renewal?.cancel();
      this.#renewal = undefined;
    }
    if (registration.lease?.holder === this.#options.holder) {
      await this.#change((change) => change.release(registration.key, this.#options.holder));
    }
  }

  /** Something is due for the registration: a claimant that came or went, a lease that ends or may be free. */
  #look(name: string): void {
    const registration = this.#registrations.get(name);
    const [first] = registration?.claimants ?? [];
    if (registration === undefined || first === undefined) {
      return;
    }
    const { lease } = registration;
    const ours = this.#isOurs(registration);
    if (lease?.holder === this.#options.holder && !ours) {
      registration.lease = null;
    }
    this.#tell(registration);
    const named = lease !== null && lease.tenantId === first.tenantId && lease.systemId === first.systemId;
    if (!ours || !named) {
      void this.#take(registration, first);
    }
  }

  async #take(registration: Registration, { tenantId, systemId }: Claimant): Promise<void> {
    const { clock, holder } = this.#options;
    const askedAt = this.#now();
    const until = clock.now() + WRITER_LEASE_MS;
    const { key } = registration;
    const lease = await this.#change((change) => change.take({ ...key, holder, tenantId, systemId, until }));
    const name = nameOf(key);
    if (this.#registrations.get(name) !== registration) {
      // Nobody wants it any more, so whoever asks next finds it free; who wants it anew here has asked for it since.
      if (lease?.holder === holder && !this.#registrations.has(name)) {
        await this.#change((change) => change.release(key, holder));
      }
      return;
    }
    if (lease === null) {
      this.#looks.set(name, this.#now() + RENEW_MS);
      return;
    }
    registration.lease = lease;
    if (lease.holder === holder) {
      this.#extend(registration, askedAt);
      this.#renewLater();
    } else {
      this.#looks.set(name, this.#now() + Math.min(RENEW_MS, Math.max(1000, lease.until - clock.now() + 1)));
    }
    this.#tell(registration);
  }

  async #renew(): Promise<void> {
    const { clock, holder } = this.#options;
    const askedAt = this.#now();
    const until = clock.now() + WRITER_LEASE_MS;
    const kept = await this.#change((change) => change.renew(holder, until));
    const names = kept === null ? null : new Set(kept.map(nameOf));
    for (const [name, registration] of this.#registrations) {
      if (names === null || registration.lease?.holder !== holder) {
        continue;
      }
      if (names.has(name)) {
        this.#extend(registration, askedAt);
      } else {
        registration.lease = null;
        registration.goodUntil = -Infinity;
        this.#looks.set(name, this.#now());
      }
    }
    this.#renewLater();
  }

  #renewLater(): void {
    const holds = [...this.#registrations.values()].some(({ lease }) => lease?.holder === this.#options.holder);
    if (holds && this.#renewal === undefined) {
      this.#renewal = this.#options.clock.after(RENEW_MS, () => {
        this.#renewal = undefined;
        void this.#renew();
      });
    }
  }

  #extend(registration: Registration, askedAt: number): void {
    registration.goodUntil = askedAt + WRITER_LEASE_MS - MARGIN_MS;
    this.#looks.set(nameOf(registration.key), registration.goodUntil);
  }

  #isOurs({ lease, goodUntil }: Registration): boolean {
    return lease?.holder === this.#options.holder && this.#now() < goodUntil;
  }

  #tell(registration: Registration): void {
    const { claimants, lease } = registration;
    const [first] = claimants;
    for (const claimant of [...claimants]) {
      if (lease !== null && lease.holder !== this.#options.holder) {
        claimant.changed({ kind: 'taken', holder: `${inWords(lease, claimant)} in another process` });
      } else if (claimant !== first && first !== undefined) {
        claimant.changed({ kind: 'taken', holder: inWords(first, claimant) });
      } else {
        claimant.changed({ kind: this.#isOurs(registration) ? 'ours' : 'unknown' });
      }
    }
  }

  /** One after the other, so that what was given back is not taken from who asked after it. Null: it could not be done now. */
  #change<T>(work: Work<T>): Promise<T | null> {
    const changed = this.#last.then(() => this.#changeNow(work));
    this.#last = changed;
    return changed;
  }

  async #changeNow<T>(work: Work<T>): Promise<T | null> {
    try {
      return await this.#options.store.change(ACTOR, ({ writerLeases }) => work(writerLeases));
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      this.#options.logger.warn({ reason, problem: message }, 'who writes to Teams could not be settled in the store');
      return null;
    }
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}

function nameOf({ entraTenantId, clientId }: WriterKey): string {
  return `${entraTenantId}/${clientId}`;
}

/** Nothing of one tenant is told to another. */
function inWords({ tenantId, systemId }: Pick<Claimant, 'tenantId' | 'systemId'>, to: Claimant): string {
  return tenantId === to.tenantId ? `the system ${systemId}` : 'a system of another tenant of this gateway';
}
