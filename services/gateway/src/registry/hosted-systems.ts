/**
 * The adapters that one tenant has inside this process: for each system whose settings say so. They speak through the same
 * port as those outside, by a local uplink. A system that is new gets one, one whose settings or credential changed gets
 * another, one that is gone loses its own. What cannot be made is the trouble of its system alone.
 */
import { AdapterRunner, LocalUplink, type SourceAdapter } from '@lamplight/adapter-kit';
import { type SourceId, type SystemId, sourceId, type Technology, type TenantId } from '@lamplight/domain';
import { type Clock, type Egress, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import type { Json } from '@lamplight/store';
import type { DirectorySyncs, HostedDirectory } from '../directory-sync/directory-syncs.ts';
import type { KeptSecrets } from '../teams-secrets.ts';
import type { TenantCore } from '../tenant/tenant-core.ts';
import { VERSION } from '../version.ts';
import { UnusableAdapter } from './unusable-adapter.ts';

/** One installation of a gateway: after a restart it goes on with its own lease. */
const SOURCE: SourceId = sourceId('gateway');

/** A system as the store has it, with what its adapter needs. */
export interface StoredSystem {
  readonly id: SystemId;
  readonly technology: Technology;
  readonly settings: Json;
  /** Those that the store holds, opened. */
  readonly secrets: KeptSecrets;
}

export interface BuiltAdapter {
  readonly adapter: SourceAdapter;
  /** A way out of its own; undefined: that of the gateway. Closed with the adapter. */
  readonly egress: Egress | undefined;
  /** Undefined: its people are listed by hand. */
  readonly directory: HostedDirectory | undefined;
}

export interface HostedSystemsOptions {
  readonly tenantId: TenantId;
  readonly core: TenantCore;
  /**
   * Undefined: the system is reported from outside.
   * @throws LamplightError for settings that no adapter can work with
   */
  readonly build: (system: StoredSystem) => BuiltAdapter | undefined;
  /** Where people come from the directories of systems. */
  readonly directories: Pick<DirectorySyncs, 'start' | 'stop'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
}

interface Hosted {
  /** What it was made from. */
  readonly madeFrom: string;
  readonly runner: AdapterRunner | undefined;
  readonly egress: Egress | undefined;
}

export class HostedSystems {
  readonly #options: HostedSystemsOptions;
  readonly #hosted = new Map<SystemId, Hosted>();

  constructor(options: HostedSystemsOptions) {
    this.#options = options;
  }

  /** Starts, restarts and stops adapters until they are as the systems say. Never rejects. */
  async reconcile(systems: readonly StoredSystem[]): Promise<void> {
    const wanted = new Map(systems.map((system) => [system.id, system]));
    for (const [id, hosted] of [...this.#hosted]) {
      const system = wanted.get(id);
      if (system === undefined || madeFrom(system) !== hosted.madeFrom) {
        this.#hosted.delete(id);
        await this.#stop(id, hosted, system !== undefined);
      }
    }
    for (const system of systems) {
      if (!this.#hosted.has(system.id)) {
        this.#hosted.set(system.id, await this.#start(system));
      }
    }
  }

  /** Stops every adapter. With `handover` their claims wait for a successor. */
  async stop(options: { readonly handover: boolean }): Promise<void> {
    for (const [id, hosted] of [...this.#hosted]) {
      this.#hosted.delete(id);
      await this.#stop(id, hosted, options.handover);
    }
  }

  async #start(system: StoredSystem): Promise<Hosted> {
    const made = madeFrom(system);
    let built: BuiltAdapter | undefined;
    try {
      built = this.#options.build(system);
      const runner = built === undefined ? undefined : this.#runner(system, built.adapter, built.egress);
      await runner?.start();
      if (built?.directory !== undefined) {
        this.#options.directories.start(system.id, built.directory);
      }
      return { madeFrom: made, runner, egress: built?.egress };
    } catch (failure) {
      await built?.egress?.close();
      const problem = LamplightError.from(failure);
      const { tenantId, logger } = this.#options;
      logger.error(
        { tenant: tenantId, system: system.id, reason: problem.reason, problem: problem.message },
        'the adapter of a system cannot start',
      );
      const runner = this.#runner(system, new UnusableAdapter(system.technology, VERSION, problem), undefined);
      await runner.start();
      return { madeFrom: made, runner, egress: undefined };
    }
  }

  #runner({ id }: StoredSystem, adapter: SourceAdapter, egress: Egress | undefined): AdapterRunner {
    const { tenantId, core, clock, random, logger } = this.#options;
    const principal = { tenantId, systemIds: [id], keyId: `hosted/${id}` };
    const uplink = new LocalUplink(core.reports, principal);
    const ownEgress = egress ?? this.#options.egress;
    return new AdapterRunner({
      adapter,
      uplink,
      systemId: id,
      sourceId: SOURCE,
      clock,
      random,
      logger,
      egress: ownEgress,
    });
  }

  async #stop(id: SystemId, { runner, egress }: Hosted, handover: boolean): Promise<void> {
    try {
      await this.#options.directories.stop(id);
      await runner?.stop({ handover });
      await egress?.close();
    } catch (failure) {
      this.#options.logger.error({ system: id, err: failure }, 'an adapter did not stop as it should');
    }
  }
}

function madeFrom({ technology, settings, secrets }: StoredSystem): string {
  return JSON.stringify([technology, settings, secrets]);
}
