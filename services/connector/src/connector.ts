import type { AdapterRunner } from '@lamplight/adapter-kit';
import type { Health, SystemId } from '@lamplight/domain';
import type { Logger } from '@lamplight/runtime';

/** How one system of the connector stands. */
export interface SystemStatus {
  readonly systemId: SystemId;
  /** Whether the gateway listens to it. */
  readonly link: AdapterRunner['linkState'];
  /** What its adapter said last; undefined: nothing yet. */
  readonly health: Health | undefined;
}

/** One adapter with its link to the gateway. */
export interface HostedSystem {
  readonly systemId: SystemId;
  readonly runner: AdapterRunner;
}

/** Starts and stops the adapters of one process. Systems know nothing of each other: one that fails stops no other. */
export class Connector {
  readonly #systems: readonly HostedSystem[];
  readonly #logger: Logger;

  constructor(systems: readonly HostedSystem[], logger: Logger) {
    this.#systems = systems;
    this.#logger = logger;
  }

  get systems(): readonly SystemStatus[] {
    return this.#systems.map(({ systemId, runner }) => ({
      systemId,
      link: runner.linkState,
      health: runner.health,
    }));
  }

  /** Starts every adapter; waits neither for a PBX nor for the gateway. Rejects, with all stopped, when one cannot. */
  async start(): Promise<void> {
    const started: HostedSystem[] = [];
    try {
      for (const system of this.#systems) {
        await system.runner.start();
        started.push(system);
      }
    } catch (failure) {
      await this.#stop(started);
      throw failure;
    }
  }

  /**
   * Takes leave of the gateway and of every PBX, all at once. The gateway keeps what it knows for the successor until
   * the lease ends, so a restart darkens no lamp; with no successor the claims then lapse as after a crash.
   */
  async stop(): Promise<void> {
    await this.#stop(this.#systems);
  }

  async #stop(systems: readonly HostedSystem[]): Promise<void> {
    const outcomes = await Promise.allSettled(systems.map(({ runner }) => runner.stop({ handover: true })));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') {
        this.#logger.error({ system: systems[index]?.systemId, err: outcome.reason }, 'a system did not stop cleanly');
      }
    }
  }
}
