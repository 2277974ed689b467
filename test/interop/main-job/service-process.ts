/** A service of Lamplight as a process of its own, started from its sources, so that it can be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Recorded } from '../../fakes/recorded.ts';

const logLine = z.looseObject({ msg: z.string() });

/** One structured line of the log; a line that is none has all its text in `msg`. */
export type ServiceLine = z.output<typeof logLine>;

export type ServiceName = 'gateway' | 'connector';

/** By these lines a service says that it is at work. */
const READY: Readonly<Record<ServiceName, string>> = { gateway: 'listening', connector: 'started' };

export class ServiceProcess {
  /** What it logged over all its starts. */
  readonly lines = new Recorded<ServiceLine>();
  readonly #name: ServiceName;
  readonly #configFile: string;
  #child: ChildProcess | undefined;
  readonly #onExit = (): void => {
    this.#child?.kill('SIGKILL');
  };

  constructor(name: ServiceName, configFile: string) {
    this.#name = name;
    this.#configFile = configFile;
  }

  /** Starts it; resolves when it says that it is at work. */
  async start(): Promise<void> {
    const main = fileURLToPath(new URL(`../../../services/${this.#name}/src/main.ts`, import.meta.url));
    const ready = this.lines.next(`${this.#name} at work`, ({ msg }) => msg === READY[this.#name]);
    const child = spawn(process.execPath, [main, '--config', this.#configFile], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    // A test run that is interrupted leaves no process behind.
    process.on('exit', this.#onExit);
    createInterface({ input: child.stderr }).on('line', (line) => this.lines.add(parsed(line)));
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${this.#name} ended at its start (${code ?? signal}):\n${this.#said()}`);
    });
    // The loser of the race is of no interest any more.
    ended.catch(() => undefined);
    ready.catch(() => undefined);
    await Promise.race([ready, ended]);
  }

  /** Ends it as an operator does; resolves with its exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Holds it still, as a machine that is busy with something else. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return child?.exitCode ?? null;
    }
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
    this.#child = undefined;
    process.off('exit', this.#onExit);
    return child.exitCode;
  }

  #said(): string {
    return this.lines.items
      .slice(-20)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }
}

function parsed(line: string): ServiceLine {
  try {
    return logLine.parse(JSON.parse(line));
  } catch {
    return { msg: line };
  }
}
