import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { LamplightError } from '../errors/lamplight-error.ts';
import type { Logger } from '../log/logger.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { type HostProcess, nodeProcess } from './host-process.ts';

const DEFAULT_STOP_TIMEOUT_MS = 30_000;

/** A service that has started. */
export interface RunningProcess {
  readonly logger: Logger;
  /** Lets go of everything; called once. */
  stop(): Promise<void>;
}

export interface RunProcessOptions {
  /** Named before messages on standard error, for example `lamplight-gateway`. */
  readonly name: string;
  /** Reads arguments and configuration, builds the service and starts it. */
  start(): Promise<RunningProcess>;
  /** How long `stop` may take, in milliseconds; default 30000. */
  readonly stopTimeoutMs?: number;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** Default the process that this program runs in. */
  readonly host?: HostProcess;
}

/**
 * Runs a service from start to exit: its `main.ts` has nothing else to do. SIGTERM and SIGINT stop it, a second one
 * ends it at once. What the operator can mend is said in words and without a stack; a fault is logged with its stack.
 * The exit code is one of {@link EXIT_CODES}.
 */
export function runProcess(options: RunProcessOptions): void {
  const { name, stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS, clock = systemClock(), host = nodeProcess() } = options;
  let running: RunningProcess | undefined;
  let stopAsked = false;

  const printFault = (failure: unknown, message: string): void =>
    host.printError(`${name}: ${message}\n${failure instanceof Error ? (failure.stack ?? failure.message) : failure}`);

  const stop = async (service: RunningProcess): Promise<void> => {
    const timer = clock.after(stopTimeoutMs, () => {
      service.logger.error({ stopTimeoutMs }, 'did not stop in time');
      host.exit(EXIT_CODES.cutOff);
    });
    try {
      await service.stop();
      service.logger.info({}, 'stopped');
      host.exit(EXIT_CODES.stopped);
    } catch (failure) {
      service.logger.error({ err: failure }, 'did not stop cleanly');
      host.exit(EXIT_CODES.fault);
    } finally {
      timer.cancel();
    }
  };

  const start = async (): Promise<void> => {
    try {
      running = await options.start();
    } catch (failure) {
      const code = exitCodeOf(failure);
      if (code === EXIT_CODES.fault) {
        printFault(failure, 'could not start');
      } else {
        const hint = code === EXIT_CODES.usage ? ' (--help says more)' : '';
        host.printError(`${name}: ${LamplightError.from(failure).message}${hint}`);
      }
      host.exit(code);
      return;
    }
    if (stopAsked) {
      await stop(running);
    }
  };

  host.onUncaught((failure) => {
    if (running === undefined) {
      printFault(failure, 'an unexpected failure ends this process');
    } else {
      running.logger.error({ err: failure }, 'an unexpected failure ends this process');
    }
    host.exit(EXIT_CODES.fault);
  });
  host.onStopSignal((signal) => {
    if (stopAsked) {
      host.exit(EXIT_CODES.cutOff);
      return;
    }
    stopAsked = true;
    if (running !== undefined) {
      running.logger.info({ signal }, 'stopping');
      void stop(running);
    }
  });
  void start();
}
