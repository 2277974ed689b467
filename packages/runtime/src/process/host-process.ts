import { writeSync } from 'node:fs';

/** The operating system's process, as far as a service needs it. */
export interface HostProcess {
  /** Calls `listener` for each SIGTERM and SIGINT. */
  onStopSignal(listener: (signal: string) => void): void;
  /** Calls `listener` for what nobody caught: a throw, or a promise that was rejected. */
  onUncaught(listener: (failure: unknown) => void): void;
  /** Writes a line to standard error, at once. */
  printError(line: string): void;
  /** Ends the process. */
  exit(code: number): void;
}

/** The process that this program runs in. */
export function nodeProcess(): HostProcess {
  return {
    onStopSignal: (listener) => {
      process.on('SIGTERM', listener);
      process.on('SIGINT', listener);
    },
    // A rejection that nobody handles arrives here too: Node raises it (--unhandled-rejections=throw, its default).
    onUncaught: (listener) => {
      process.on('uncaughtException', listener);
    },
    printError: (line) => {
      writeSync(2, `${line}\n`);
    },
    exit: (code) => process.exit(code),
  };
}
