/** What the main job is measured on: a gateway in a process of its own, a simulated Graph, and a small PBX here. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeKey } from '@lamplight/gateway';
import { makeSelfSignedCertificate, systemClock, systemRandom } from '@lamplight/runtime';
import { stringify } from 'yaml';

const WATCHER = makeKey(systemRandom());
const SOURCE = makeKey(systemRandom());
export const WATCHER_KEY = WATCHER.key;
export const SOURCE_KEY = SOURCE.key;
export const TENANT = 'bench';
export const PBX = 'pbx';
export const TEAMS = 'teams';

const GATEWAY_MAIN = fileURLToPath(new URL('../../../services/gateway/src/main.ts', import.meta.url));
const RELAY_MAIN = fileURLToPath(new URL('./relay-peer.ts', import.meta.url));

/** A folder with a certificate for loopback, removed at the end. */
export class BenchFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'lamplight-bench-'));
  readonly certFile = join(this.path, 'cert.pem');
  readonly keyFile = join(this.path, 'key.pem');
  caPem = '';

  async makeCertificate(): Promise<void> {
    const pair = await makeSelfSignedCertificate({
      commonName: 'localhost',
      altNames: ['localhost', '127.0.0.1'],
      validDays: 2,
      clock: systemClock(),
    });
    this.caPem = pair.certPem;
    writeFileSync(this.certFile, pair.certPem);
    writeFileSync(this.keyFile, pair.keyPem);
  }

  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** How a system or a person is written in the gateway's configuration. */
export interface BenchTenant {
  readonly systems: readonly object[];
  readonly people: readonly object[];
}

export function gatewayConfig(folder: BenchFolder, port: number, tenant: BenchTenant): string {
  return stringify({
    listen: { host: '127.0.0.1', port, certificate: { certFile: folder.certFile, keyFile: folder.keyFile } },
    logLevel: 'error',
    limits: { defaultUpdateInterval: '0ms' },
    tenants: [
      {
        id: TENANT,
        systems: tenant.systems,
        people: tenant.people,
        keys: [
          { id: 'watcher', hash: WATCHER.hash, roles: ['watcher'] },
          { id: 'source', hash: SOURCE.hash, roles: ['source'], systems: [PBX] },
        ],
      },
    ],
  });
}

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

export function startRelayProcess(folder: BenchFolder): Child {
  return new Child(RELAY_MAIN, [folder.certFile, folder.keyFile]);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
