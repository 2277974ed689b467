/**
 * A tenant as a gateway serves it from a store: its directory, its core, connectors of its systems, and consoles. Two of
 * them over one store and one truth must come to show the same, whatever the one of them has lived through.
 */
import type { Desired, PersonId, Presence, SystemId, TenantId } from '@lamplight/domain';
import { resolve } from '@lamplight/resolver';
import { type ManualClock, type Random, silentLogger } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { RecordingTelemetry } from '../../../../../test/fakes/recording-telemetry.ts';
import { openTenantDirectory, type TenantDirectory } from '../../directory/directory-feed.ts';
import { ServedTenant } from '../../served-tenant.ts';
import { createTenantCore } from '../../tenant/create-tenant-core.ts';
import type { TenantCore } from '../../tenant/tenant-core.ts';
import { PhoneSystem, type Truth } from './phone-system.ts';
import { WatchingClient } from './watching-client.ts';

export const ROLES = ['watcher', 'attendant'] as const;

export interface SiteOptions {
  readonly tenant: TenantId;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly random: Random;
  /** By system, whether or not the system is there. */
  readonly truth: ReadonlyMap<SystemId, Truth>;
}

/** What can be seen of a site from outside. */
export interface Seen {
  readonly shown: readonly (readonly (readonly [PersonId, Presence | string])[])[];
  readonly rosters: readonly (readonly [SystemId, readonly string[]])[];
  readonly wanted: readonly (readonly [SystemId, readonly (readonly [string, Desired])[]])[];
}

export class PeopleSite {
  readonly core: TenantCore;
  readonly clients: readonly WatchingClient[];
  readonly systems = new Map<SystemId, PhoneSystem>();
  readonly #options: SiteOptions;
  readonly #feed: TenantDirectory;
  readonly #served: ServedTenant;
  readonly #technologies = new Map<SystemId, string>();

  static async open(options: SiteOptions): Promise<PeopleSite> {
    const { store, tenant, clock, random } = options;
    const telemetry = new RecordingTelemetry();
    const feed = await openTenantDirectory({ tenantId: tenant, store, clock, random, logger: silentLogger, telemetry });
    return new PeopleSite(options, feed);
  }

  private constructor(options: SiteOptions, feed: TenantDirectory) {
    const { tenant, clock, random } = options;
    this.#options = options;
    this.#feed = feed;
    this.core = createTenantCore({
      tenantId: tenant,
      directory: feed.directory,
      resolve,
      profiles: feed.profiles,
      clock,
      random,
      logger: silentLogger,
      telemetry: new RecordingTelemetry(),
    });
    this.#served = new ServedTenant(this.core, feed.settings);
    this.clients = ROLES.map((role) => new WatchingClient(this.#served, clock, [role]));
  }

  get watchedPeople(): number {
    return this.#served.fanOut.size.people;
  }

  /** Connectors for the systems that there are now, as their operator would start and stop them. */
  async connect(): Promise<void> {
    await this.#feed.inForce();
    const { truth, clock, random, tenant } = this.#options;
    const { systems } = this.core.directory;
    for (const [id, system] of [...this.systems]) {
      if (systems.get(id)?.technology !== this.#technologies.get(id)) {
        this.systems.delete(id);
        await system.stop(false);
      }
    }
    for (const { id, technology } of systems.values()) {
      if (!this.systems.has(id)) {
        const system = new PhoneSystem(this.core, tenant, { id, technology }, truth.get(id) ?? new Map(), {
          clock,
          random,
        });
        this.systems.set(id, system);
        await system.start();
        this.#technologies.set(id, technology);
      }
    }
  }

  /** Ends the system's connector; another comes with the next {@link connect}. */
  async stop(id: SystemId, handover: boolean): Promise<void> {
    const before = this.systems.get(id);
    if (before !== undefined) {
      this.systems.delete(id);
      await before.stop(handover);
    }
  }

  /** Lets everything that is under way come to an end. */
  async settle(): Promise<void> {
    const { clock } = this.#options;
    await this.connect();
    for (let waited = 0; waited < 200 && !this.#isSpokenFor(); waited += 1) {
      await clock.advanceAsync(1_000);
    }
    await this.#feed.inForce();
    await clock.advanceAsync(500);
  }

  seen(people: readonly PersonId[]): Seen {
    const systems = [...this.systems].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return {
      shown: this.clients.map(({ shown }) => people.map((id) => [id, shown.get(id) ?? 'nothing'] as const)),
      rosters: systems.map(([id, { roster }]) => [id, [...roster].toSorted()] as const),
      wanted: systems.map(([id, { wanted }]) => [id, [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1))] as const),
    };
  }

  async close(): Promise<void> {
    for (const client of this.clients) {
      client.lose();
    }
    for (const system of this.systems.values()) {
      await system.stop(false);
    }
    this.#feed.close();
    this.#served.stop();
  }

  #isSpokenFor(): boolean {
    const sources = this.core.sources();
    return [...this.systems.keys()].every((id) =>
      sources.some((one) => one.systemId === id && one.role === 'active' && one.connected && one.snapshotComplete),
    );
  }
}
