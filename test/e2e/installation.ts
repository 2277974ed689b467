/**
 * An installation as an administrator has one: a folder with configuration, certificate and store, a gateway on it, in
 * this process or as a process of its own, the `lamplight` command for every change, sources and consoles over TLS.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type AdminClient, createAdminClient } from '@lamplight/admin-api';
import { createClient, type LamplightClient } from '@lamplight/client';
import { loadGatewayConfig, makeKey, type RunningGateway, startGateway } from '@lamplight/gateway';
import { type Clock, createEgress, makeSelfSignedCertificate, systemClock, systemRandom } from '@lamplight/runtime';
import { makeStoreKey } from '@lamplight/store';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../bench/free-port.ts';
import { ConsoleRecorder } from '../fakes/console-recorder.ts';
import { RecordedLogger } from '../fakes/recorded-logger.ts';
import { ScriptedSubscriber } from '../fakes/scripted-subscriber.ts';
import { WireSource } from '../fakes/wire-source.ts';
import { type Done, runCommand } from './run-command.ts';

const MAIN = fileURLToPath(new URL('../../services/gateway/src/main.ts', import.meta.url));
const random = systemRandom();

export interface InstallationOptions {
  /** Default: a new one. */
  readonly storeKey?: string;
  /** Default: the machine's. Commands always use the machine's. */
  readonly clock?: Clock;
  /** Whether the gateway says under which address Microsoft reaches it; default false. */
  readonly isPublic?: boolean;
}

export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'lamplight-installation-'));
  readonly logger = new RecordedLogger();
  readonly #root = makeKey(random);
  readonly #clock: Clock;
  readonly #isPublic: boolean;
  /** Of the key that commands use. */
  #keyFile = this.path('root.key');
  #port = 0;
  #certPem = '';
  #gateway: RunningGateway | undefined;
  #child: ChildProcess | undefined;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(clock: Clock, isPublic: boolean) {
    this.#clock = clock;
    this.#isPublic = isPublic;
  }

  /** Nothing but what an operator writes once: certificate, key of the store, key of the installation. */
  static async make(options: InstallationOptions = {}): Promise<Installation> {
    const { storeKey = makeStoreKey(random), clock = systemClock(), isPublic = false } = options;
    const made = new Installation(clock, isPublic);
    if (isPublic) {
      made.#port = await freePort();
    }
    const altNames = ['localhost', '127.0.0.1'];
    const pair = await makeSelfSignedCertificate({ commonName: 'localhost', altNames, validDays: 90, clock });
    made.#certPem = pair.certPem;
    made.file('cert.pem', pair.certPem);
    made.file('cert.key', pair.keyPem);
    made.file('store.key', storeKey);
    made.file('root.key', made.#root.key);
    return made;
  }

  get port(): number {
    return this.#port;
  }

  /** Of the gateway. */
  get certPem(): string {
    return this.#certPem;
  }

  /** Under which Microsoft reaches the gateway, where it is public. */
  get publicUrl(): string {
    return `https://localhost:${this.#port}`;
  }

  get storeKey(): string {
    return readFileSync(this.path('store.key'), 'utf8');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file that only its owner reads; its path. */
  file(name: string, content: string): string {
    writeFileSync(this.path(name), content, { mode: 0o600 });
    return this.path(name);
  }

  /** Starts the gateway in this process, on the port that it had before. */
  async start(more: object = {}): Promise<RunningGateway> {
    const file = this.#configure(more);
    const read = () => loadGatewayConfig(file);
    const clock = this.#clock;
    const egress = createEgress({ clock });
    const source = { file, read };
    this.#gateway = await startGateway({ config: read(), source, clock, random, logger: this.logger, egress });
    this.#closing.push(() => egress.close());
    this.#port = this.#gateway.address.port;
    return this.#gateway;
  }

  /** Starts the gateway as a process of its own, on the port that it had before. */
  async spawn(more: object = {}): Promise<void> {
    const child = spawn(process.execPath, [MAIN, '--config', this.#configure(more)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stderr });
    const said: string[] = [];
    for await (const line of lines) {
      said.push(line);
      const { data } = z.object({ msg: z.literal('listening'), port: z.int() }).safeParse(parsed(line));
      if (data !== undefined) {
        this.#port = data.port;
        // Whoever stops reading stops the process at a full pipe.
        child.stderr.resume();
        return;
      }
    }
    throw new Error(`the gateway did not listen:\n${said.join('\n')}`);
  }

  /** As a power switch does: nothing of the process is asked. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  async stop(): Promise<void> {
    await this.#gateway?.stop();
    this.#gateway = undefined;
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) {
      await close();
    }
    await this.stop();
    await this.kill();
    rmSync(this.folder, { recursive: true });
  }

  /** Takes a tenant in; from now on commands use a key of its administrator. */
  async found(tenant: string): Promise<void> {
    const keyFile = this.path(`${tenant}.key`);
    await this.root('tenant', 'create', tenant);
    await this.root('--tenant', tenant, 'key', 'new', '--role', 'administrator', '--id', 'admin', '--out', keyFile);
    this.#keyFile = keyFile;
  }

  /** As {@link done}, with the key of the installation. */
  root(...args: readonly string[]): Promise<string> {
    return this.done('--key-file', this.path('root.key'), ...args);
  }

  /** One command line, with the key of the tenant that was founded last, or of the installation. */
  async lamplight(...args: readonly string[]): Promise<Done> {
    return runCommand(args, {
      XDG_CONFIG_HOME: this.folder,
      LAMPLIGHT_GATEWAY: `https://localhost:${this.#port}`,
      LAMPLIGHT_CA: this.path('cert.pem'),
      LAMPLIGHT_KEY_FILE: this.#keyFile,
    });
  }

  /**
   * As {@link lamplight}, for what has to succeed.
   * @throws Error with everything that the command said
   */
  async done(...args: readonly string[]): Promise<string> {
    const { code, output, errors } = await this.lamplight(...args);
    if (code !== 0) {
      throw new Error(`lamplight ${args.join(' ')} ended with ${code}:\n${output}${errors}`);
    }
    return output;
  }

  /** Makes a person; their id. */
  async person(name: string, ...options: readonly string[]): Promise<string> {
    return z.object({ id: z.string() }).parse(JSON.parse(await this.done('people', 'add', name, ...options, '--json')))
      .id;
  }

  /** Makes a key by the command. */
  async key(...options: readonly string[]): Promise<{ readonly id: string; readonly key: string }> {
    const made = z.object({ id: z.string(), key: z.string() });
    return made.parse(JSON.parse(await this.done('key', 'new', ...options, '--json')));
  }

  /** Registers a source by the command; its key. */
  async sourceKey(id: string, system: string): Promise<string> {
    const made = JSON.parse(await this.done('source', 'add', id, '--system', system, '--json'));
    return z.object({ key: z.string() }).parse(made).key;
  }

  admin(key = this.#root.key): AdminClient {
    const egress = createEgress({ caPem: [this.#certPem] });
    this.#closing.push(() => egress.close());
    return createAdminClient({ gateway: new URL(`https://localhost:${this.#port}`), key, fetch: egress.fetch });
  }

  /** A console that remembers what it showed of these people. */
  console(key: string, ...people: readonly string[]): ConsoleRecorder {
    const gateway = `localhost:${this.#port}`;
    const console = new ConsoleRecorder({ gateway, key, caPem: this.#certPem, people });
    this.#closing.push(() => console.close());
    return console;
  }

  /** A stream whose every message and end can be looked at. */
  subscribe(key: string, ...people: string[]): ScriptedSubscriber {
    const subscriber = new ScriptedSubscriber({ port: this.#port, certPem: this.#certPem, key });
    this.#closing.push(() => subscriber.close());
    return subscriber.hello({ intervalMs: 1 }).watch(1, { add: people });
  }

  /** A console's client, for calls. */
  client(key: string): LamplightClient {
    const client = createClient({
      gateway: `localhost:${this.#port}`,
      key,
      certificateAuthorities: [this.#certPem],
      clientName: 'installation',
      clientVersion: '0',
    });
    this.#closing.push(() => client.close());
    return client;
  }

  /** A source that has said hello, and reports whatever line the roster comes to name. */
  source(key: string, system: string): WireSource {
    const source = new WireSource({ port: this.#port, certPem: this.#certPem, key, system, followsRoster: true });
    this.#closing.push(() => source.close());
    return source.hello();
  }

  #configure(more: object): string {
    const config = {
      listen: {
        port: this.#port,
        certificate: { certFile: 'cert.pem', keyFile: 'cert.key' },
        ...(this.#isPublic ? { publicUrl: this.publicUrl } : {}),
      },
      keys: [{ id: 'root', hash: this.#root.hash, roles: ['operator'] }],
      store: { file: 'lamplight.db', key: { file: 'store.key' } },
      drain: { window: '0ms', deadline: '5s' },
      ...more,
    };
    return this.file('gateway.yaml', stringify(config));
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
