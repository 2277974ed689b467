/**
 * A PostgreSQL of our own for tests: a new cluster in a temporary folder, on a free port of 127.0.0.1, gone with the
 * test. Debian's package `postgresql` brings the binaries; its service is not needed.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Clock, delay, systemClock } from '@lamplight/runtime';
import { freePort } from '../kamailio/free-port.ts';

const run = promisify(execFile);
const INSTALLED = '/usr/lib/postgresql';
const PROGRAMS = ['initdb', 'postgres', 'createdb'] as const;

/** The folder with the binaries; undefined where PostgreSQL is not installed. */
export const POSTGRES = [
  ...(existsSync(INSTALLED) ? readdirSync(INSTALLED).sort().reverse() : []).map((version) =>
    join(INSTALLED, version, 'bin'),
  ),
  ...(process.env['PATH'] ?? '').split(delimiter),
].find((folder) => PROGRAMS.every((program) => existsSync(join(folder, program))));

/** Whom it runs as, since it refuses to run as root: the owner of nothing. */
const NOBODY = 65_534;
const USER = 'lamplight';
const PASSWORD = 'not:a secret/of anybody';

export interface PrivatePostgres {
  /** Of a new, empty database, without TLS; made with a locale that sorts otherwise than by bytes where there is one. */
  newDatabase(): Promise<string>;
  /** For libpq's programs. */
  readonly port: number;
  /** What it wrote so far. */
  readonly log: string;
  /** Ends it at once: connections are cut, and what was committed is found in its log. */
  stop(): Promise<void>;
  /** After {@link stop}; resolves when it answers. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface PrivatePostgresOptions {
  /** PEM of a certificate and its key: then it speaks TLS too. */
  readonly tls?: { readonly certPem: string; readonly keyPem: string };
}

export async function startPostgres(options: PrivatePostgresOptions = {}): Promise<PrivatePostgres> {
  if (POSTGRES === undefined) {
    throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  }
  const folder = await mkdtemp(join(tmpdir(), 'lamplight-postgres-'));
  const cluster = new Cluster(POSTGRES, folder, await freePort());
  try {
    await cluster.make(options);
    await cluster.start();
    return cluster;
  } catch (failure) {
    await cluster.close();
    throw failure;
  }
}

class Cluster implements PrivatePostgres {
  readonly port: number;
  readonly #bin: string;
  readonly #folder: string;
  readonly #clock: Clock = systemClock();
  readonly #onExit = (): void => {
    this.#process?.kill('SIGKILL');
  };
  #process: ChildProcess | undefined;
  #log = '';
  #databases = 0;

  constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.port = port;
  }

  get log(): string {
    return this.#log;
  }

  async make({ tls }: PrivatePostgresOptions): Promise<void> {
    const passwordFile = join(this.#folder, 'password');
    await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
    mkdirSync(this.#data, { mode: 0o700 });
    const settings = [
      ...(tls === undefined ? [] : ['ssl = on', "ssl_cert_file = 'server.crt'", "ssl_key_file = 'server.key'"]),
      `port = ${this.port}`,
      "listen_addresses = '127.0.0.1'",
      "unix_socket_directories = ''",
      // What a test writes need not outlive the machine.
      'fsync = off',
      'max_connections = 60',
    ];
    this.#own(this.#folder, this.#data, passwordFile);
    await this.#call('initdb', [
      ...['--pgdata', this.#data, '--username', USER, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-sync'],
      // Sorts otherwise than by bytes, as most databases do that somebody made.
      ...['--locale-provider', 'icu', '--icu-locale', 'en-US', '--locale', 'C.UTF-8'],
    ]);
    await writeFile(join(this.#data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
    if (tls !== undefined) {
      const [certificate, key] = [join(this.#data, 'server.crt'), join(this.#data, 'server.key')];
      await writeFile(certificate, tls.certPem);
      await writeFile(key, tls.keyPem, { mode: 0o600 });
      chmodSync(key, 0o600);
      this.#own(certificate, key);
    }
  }

  async start(): Promise<void> {
    const child = spawn(join(this.#bin, 'postgres'), ['-D', this.#data], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...asNobody(),
    });
    this.#process = child;
    // A test run that is interrupted leaves no server behind.
    process.on('exit', this.#onExit);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.#log += String(chunk);
      });
    }
    const exited = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`postgres ended at its start (${code ?? signal}):\n${this.#log.slice(-2_000)}`);
    });
    exited.catch(() => undefined);
    await Promise.race([this.#answers(), exited]);
  }

  async newDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `store_${this.#databases}`;
    await this.#call('createdb', ['--host', '127.0.0.1', '--port', String(this.port), '--username', USER, name]);
    const password = encodeURIComponent(PASSWORD);
    return `postgres://${USER}:${password}@127.0.0.1:${this.port}/${name}?sslmode=disable`;
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  async close(): Promise<void> {
    await this.#end();
    process.off('exit', this.#onExit);
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGQUIT');
      await exited;
    }
  }

  async #call(program: string, args: readonly string[]): Promise<void> {
    await run(join(this.#bin, program), args, {
      cwd: this.#folder,
      env: { ...process.env, PGPASSWORD: PASSWORD },
      ...asNobody(),
    });
  }

  /** Takes connections once it accepts queries: before, it answers and closes. */
  async #answers(): Promise<void> {
    for (;;) {
      if (this.#log.includes('database system is ready to accept connections') && (await isOpen(this.port))) {
        this.#log = '';
        return;
      }
      await delay(this.#clock, 20);
    }
  }

  #own(...paths: readonly string[]): void {
    if (process.getuid?.() === 0) {
      for (const path of paths) {
        chownSync(path, NOBODY, NOBODY);
      }
    }
  }
}

/** Of spawn: whoever runs the tests, but not root. */
function asNobody(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
