/**
 * The tenants that this gateway serves: those of the store, as they come, change and go, without a restart. For each there
 * is its directory, which follows the store by itself, its core over that, and the adapters that it has in this process.
 *
 * One look at the store after another brings this up to date: at once after a change of this process, and every second
 * for those of others. What a tenant's people and settings are is its directory's to follow.
 */
import type { TenantId } from '@lamplight/domain';
import type { Clock, Logger, Random, Timer } from '@lamplight/runtime';
import type { Store, StoreView } from '@lamplight/store';
import type { TenantDirectory } from '../directory/directory-feed.ts';
import type { DirectorySyncs } from '../directory-sync/directory-syncs.ts';
import { everyTenant } from '../every-tenant.ts';
import { Follow } from '../follow.ts';
import type { ServedTenant } from '../served-tenant.ts';
import { readSecrets } from '../teams-secrets.ts';
import type { HostedSystems, StoredSystem } from './hosted-systems.ts';

/** How often the store is looked at for what other processes changed. */
const POLL_MS = 1_000;

/** All that belongs to one tenant while it is served. */
export interface ServedParts {
  readonly directory: TenantDirectory;
  readonly served: ServedTenant;
  readonly hosted: HostedSystems;
  readonly directories: DirectorySyncs;
}

export interface TenantRegistryOptions {
  readonly store: Pick<Store, 'read' | 'onCommitted'>;
  /** Begins to serve a tenant, without its adapters. */
  readonly serve: (tenantId: TenantId) => Promise<ServedParts>;
  /** Called when a tenant is not served any more, before its parts end. */
  readonly onRemoved: (tenant: ServedTenant) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export class TenantRegistry {
  /** As they are served now. */
  readonly tenants: ReadonlyMap<TenantId, ServedTenant>;
  readonly #served = new Map<TenantId, ServedTenant>();
  readonly #parts = new Map<TenantId, ServedParts>();
  /** Of each tenant when its systems were last looked at. */
  readonly #revisions = new Map<TenantId, number>();
  readonly #options: TenantRegistryOptions;
  readonly #logger: Logger;
  readonly #follow: Follow;
  #hosting = false;
  #poll: Timer | undefined;
  #unlisten: () => void = () => undefined;

  constructor(options: TenantRegistryOptions) {
    this.#options = options;
    this.#logger = options.logger.forComponent('tenants');
    this.tenants = this.#served;
    this.#follow = new Follow({ ...options, logger: this.#logger, name: 'tenants', work: () => this.#bringUpToDate() });
  }

  /** Serves every tenant of the store, without adapters. @throws LamplightError when the store cannot be read */
  async start(): Promise<void> {
    await this.#bringUpToDate();
  }

  /** The directories that people of a tenant come from; undefined: it is not served. */
  directoriesOf(id: TenantId): DirectorySyncs | undefined {
    return this.#parts.get(id)?.directories;
  }

  /** Starts the adapters, and follows the store from now on. Resolves when they have started. */
  async host(): Promise<void> {
    this.#hosting = true;
    this.#unlisten = this.#options.store.onCommitted(() => this.#follow.ask());
    this.#schedulePoll();
    await this.#follow.caughtUp();
  }

  /** Resolves once everything that was committed before is in force: tenants, their people and settings, adapters. */
  async inForce(): Promise<void> {
    await this.#follow.caughtUp();
    await Promise.all([...this.#parts.values()].map(({ directory }) => directory.inForce()));
  }

  /** Reads everything anew, as after a restore. */
  async reload(): Promise<void> {
    this.#revisions.clear();
    await this.#follow.caughtUp();
    await Promise.all([...this.#parts.values()].map(({ directory }) => directory.reload()));
  }

  /** Stops every adapter and lets go of every tenant. */
  async stop(): Promise<void> {
    this.#unlisten();
    this.#poll?.cancel();
    // First, so that nothing waits for a store that cannot be read.
    for (const { directory } of this.#parts.values()) {
      directory.close();
    }
    await this.#follow.stop();
    for (const { hosted } of this.#parts.values()) {
      await hosted.stop({ handover: true });
    }
    for (const { directory, served } of this.#parts.values()) {
      directory.close();
      served.stop();
    }
  }

  #schedulePoll(): void {
    this.#poll = this.#options.clock.after(POLL_MS, () => {
      this.#follow.ask();
      this.#schedulePoll();
    });
  }

  async #bringUpToDate(): Promise<void> {
    const found = await this.#options.store.read((view) => this.#read(view));
    for (const id of [...this.#parts.keys()].filter((known) => !found.has(known))) {
      await this.#drop(id);
    }
    for (const [id, { revision, systems }] of found) {
      const isNew = !this.#parts.has(id);
      const parts = this.#parts.get(id) ?? (await this.#serve(id));
      if (systems !== undefined && this.#hosting) {
        if (!isNew) {
          // An adapter says hello for a system: the directory must know it by then.
          await parts.directory.inForce();
        }
        await parts.hosted.reconcile(systems);
        this.#revisions.set(id, revision);
      }
    }
  }

  /** Each tenant with its systems, where they may have changed since they were last looked at. */
  async #read(view: StoreView): Promise<ReadonlyMap<TenantId, Found>> {
    const found = new Map<TenantId, Found>();
    for await (const { id } of everyTenant(view)) {
      const revision = await view.tenants.revisionOf(id);
      const changed = this.#hosting && revision !== this.#revisions.get(id);
      found.set(id, { revision, systems: changed ? await systemsOf(view, id) : undefined });
    }
    return found;
  }

  async #serve(id: TenantId): Promise<ServedParts> {
    const parts = await this.#options.serve(id);
    this.#parts.set(id, parts);
    this.#served.set(id, parts.served);
    if (this.#hosting) {
      this.#logger.info({ tenant: id }, 'a tenant is served from now on');
    }
    return parts;
  }

  async #drop(id: TenantId): Promise<void> {
    const parts = this.#parts.get(id);
    this.#parts.delete(id);
    this.#served.delete(id);
    this.#revisions.delete(id);
    if (parts !== undefined) {
      this.#logger.info({ tenant: id }, 'a tenant was removed');
      this.#options.onRemoved(parts.served);
      await parts.hosted.stop({ handover: false });
      parts.directory.close();
      parts.served.stop();
    }
  }
}

interface Found {
  readonly revision: number;
  /** Undefined: as they were. */
  readonly systems: readonly StoredSystem[] | undefined;
}

async function systemsOf(view: StoreView, id: TenantId): Promise<readonly StoredSystem[]> {
  const tenant = view.tenant(id);
  const systems: StoredSystem[] = [];
  for (const { id: systemId, technology, settings } of await tenant.systems.list()) {
    systems.push({ id: systemId, technology, settings, secrets: await readSecrets(tenant, systemId) });
  }
  return systems;
}
