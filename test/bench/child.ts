import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const GATEWAY_MAIN = fileURLToPath(new URL('../../services/gateway/src/main.ts', import.meta.url));

/** A child process that ends with the bench. */
export class Child {
  readonly process: ChildProcess;

  constructor(script: string, args: readonly string[]) {
    this.process = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** The first line on its standard output. */
  async firstLine(): Promise<string> {
    const { stdout } = this.process;
    if (stdout === null) {
      throw new Error('the child has no standard output');
    }
    const lines = createInterface({ input: stdout });
    const [line] = await once(lines, 'line');
    return String(line);
  }

  /** Resident memory in MB, as Linux counts it. */
  residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  async kill(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
  }
}

export function startGatewayProcess(configFile: string): Child {
  return new Child(GATEWAY_MAIN, ['--config', configFile]);
}
