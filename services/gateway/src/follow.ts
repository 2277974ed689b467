/**
 * Work that brings what is in memory up to what the store says, one run at a time. Asked for while it runs, it runs once
 * more, so that whoever asked sees what was committed before they asked. A run that fails is tried again after a pause;
 * who waits goes on waiting.
 */
import { Backoff, type Clock, LamplightError, type Logger, type Random, type Timer } from '@lamplight/runtime';

export interface FollowOptions {
  /** For the log: what is followed. */
  readonly name: string;
  readonly work: () => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

interface Waiter {
  readonly run: number;
  readonly resolve: () => void;
  readonly reject: (failure: LamplightError) => void;
}

export class Follow {
  readonly #options: FollowOptions;
  readonly #backoff: Backoff;
  /** Runs are counted: the last that was asked for, and the last that is done. */
  #asked = 0;
  #done = 0;
  #waiters: Waiter[] = [];
  #running: Promise<void> | undefined;
  #retry: Timer | undefined;
  #failing = false;
  #stopped = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  /** Runs soon. */
  ask(): void {
    this.#asked += 1;
    if (this.#running === undefined && this.#retry === undefined && !this.#stopped) {
      this.#running = this.#run();
    }
  }

  /**
   * Resolves after a run that began after this call.
   * @throws LamplightError `stopped`
   */
  caughtUp(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) {
        reject(stopped());
        return;
      }
      this.#waiters.push({ run: this.#asked + 1, resolve, reject });
      this.ask();
    });
  }

  /** Runs no more; resolves once a run that was under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#retry?.cancel();
    for (const { reject } of this.#waiters.splice(0)) {
      reject(stopped());
    }
    await this.#running;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    while (this.#done < this.#asked && !this.#stopped) {
      const run = this.#asked;
      try {
        await this.#options.work();
      } catch (failure) {
        this.#failed(LamplightError.from(failure));
        break;
      }
      this.#done = run;
      this.#succeeded();
      const settled = this.#waiters.filter((waiter) => waiter.run <= run);
      this.#waiters = this.#waiters.filter((waiter) => waiter.run > run);
      for (const { resolve } of settled) {
        resolve();
      }
    }
    this.#running = undefined;
  }

  #succeeded(): void {
    this.#backoff.reset();
    if (this.#failing) {
      this.#failing = false;
      this.#options.logger.info({ what: this.#options.name }, 'the store can be followed again');
    }
  }

  #failed({ reason, message }: LamplightError): void {
    if (this.#stopped) {
      return;
    }
    const { name, clock, logger } = this.#options;
    if (!this.#failing) {
      this.#failing = true;
      logger.error({ what: name, reason, problem: message }, 'the store cannot be followed: what is known stays');
    }
    this.#retry = clock.after(this.#backoff.next(), () => {
      this.#retry = undefined;
      this.#running = this.#run();
    });
  }
}

function stopped(): LamplightError {
  return new LamplightError('stopped', 'the gateway is stopping, so nothing that was changed comes into force here');
}
