import type { Logger } from '../log/logger.ts';

/** A part of a process that is started once and stopped once. */
export interface Service {
  /** Named in log lines. */
  readonly name: string;
  /** Resolves when the part is ready; a rejection stops the process from starting. */
  start(): Promise<void>;
  /** Resolves when everything it holds is let go; never rejects for being stopped twice. */
  stop(): Promise<void>;
}

/** Starts parts in the given order and stops those that were started, in reverse. */
export class Lifecycle {
  readonly #services: readonly Service[];
  readonly #logger: Logger;
  readonly #started: Service[] = [];

  constructor(services: readonly Service[], logger: Logger) {
    this.#services = services;
    this.#logger = logger;
  }

  /** Starts all; when one fails, those before it are stopped again and its error is thrown. */
  async start(): Promise<void> {
    for (const service of this.#services) {
      try {
        await service.start();
        this.#started.push(service);
      } catch (failure) {
        await this.stop();
        throw failure;
      }
    }
  }

  /** Stops all that were started; a failure to stop is logged and does not keep the others from stopping. */
  async stop(): Promise<void> {
    for (let service = this.#started.pop(); service !== undefined; service = this.#started.pop()) {
      try {
        await service.stop();
      } catch (failure) {
        this.#logger.error({ service: service.name, err: failure }, 'a part did not stop cleanly');
      }
    }
  }
}
