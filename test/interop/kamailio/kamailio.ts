/**
 * A real PBX for tests: Kamailio as Debian packages it (kamailio, kamailio-presence-modules, kamailio-xml-modules), with
 * pbx.cfg, on a free port of 127.0.0.1 and with a text database of its own in a folder that is removed at the end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '@lamplight/runtime';
import { askSip } from './ask-sip.ts';
import { freePort } from './free-port.ts';

const CONFIGURATION = fileURLToPath(new URL('pbx.cfg', import.meta.url));
const DATABASE = '/usr/share/kamailio/dbtext/kamailio';

/** Where the binary is; undefined where Kamailio is not installed. */
export const KAMAILIO = ['/usr/sbin/kamailio', '/usr/local/sbin/kamailio'].find((path) => existsSync(path));

/** Every account that WITH_AUTH lets in has this password. */
export const KAMAILIO_PASSWORD = 'secret';

export interface KamailioOptions {
  /** Challenges every SUBSCRIBE. Default false. */
  readonly auth?: boolean;
  /** Publishes callers as confirmed while it rings. Default false. */
  readonly callerConfirmed?: boolean;
  /** Default: a free one. */
  readonly port?: number;
}

/** One running PBX. */
export interface Kamailio {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** What it wrote so far: for a failing test's message. */
  readonly log: string;
  /** Registers a phone of the user on a port of 127.0.0.1, default UDP; done again after every start. */
  register(user: string, contactPort: number, transport?: 'udp' | 'tcp'): Promise<void>;
  /** Takes the user's phones away. */
  unregister(user: string): Promise<void>;
  /** Ends it as an operator does; nothing answers until {@link start}. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port; it remembers nothing but the phones. Resolves when it answers. */
  start(): Promise<void>;
  /** {@link stop} and {@link start}. */
  restart(): Promise<void>;
  /** Ends it for good and removes its folder. To be called in every test's end. */
  close(): Promise<void>;
}

/** Starts a PBX; resolves when it answers. */
export async function startKamailio(options: KamailioOptions = {}): Promise<Kamailio> {
  const folder = await mkdtemp(join(tmpdir(), 'lamplight-kamailio-'));
  const kamailio = new KamailioProcess(options, options.port ?? (await freePort()), folder);
  await kamailio.start();
  return kamailio;
}

class KamailioProcess implements Kamailio {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #options: KamailioOptions;
  readonly #folder: string;
  readonly #clock: Clock = systemClock();
  readonly #contacts = new Map<string, string[]>();
  readonly #onExit = (): void => this.#signal('SIGKILL');
  #process: ChildProcess | undefined;
  #log = '';
  #starts = 0;

  constructor(options: KamailioOptions, port: number, folder: string) {
    this.#options = options;
    this.port = port;
    this.#folder = folder;
  }

  get log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    if (KAMAILIO === undefined) {
      throw new Error(
        'kamailio is not installed: apt-get install kamailio kamailio-presence-modules kamailio-xml-modules',
      );
    }
    this.#starts += 1;
    const database = join(this.#folder, `db-${this.#starts}`);
    await cp(DATABASE, database, { recursive: true });
    const child = spawn(KAMAILIO, this.#arguments(database), {
      cwd: this.#folder,
      // A group of its own, so that a kill reaches the workers too.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    // A test run that is interrupted leaves no PBX behind.
    process.on('exit', this.#onExit);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.#log += String(chunk);
      });
    }
    const exited = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`kamailio ended at its start (${code ?? signal}):\n${this.#log.slice(-2_000)}`);
    });
    const answers = askSip(this.#clock, this.port, {
      method: 'OPTIONS',
      uri: `sip:127.0.0.1:${this.port}`,
      user: 'test',
    });
    // The loser of the race is of no interest any more.
    exited.catch(() => undefined);
    answers.catch(() => undefined);
    await Promise.race([answers, exited]);
    for (const [user, contacts] of this.#contacts) {
      for (const contact of contacts) {
        await this.#sendRegister(user, contact, 3_600);
      }
    }
  }

  async register(user: string, contactPort: number, transport: 'udp' | 'tcp' = 'udp'): Promise<void> {
    const contact = `<sip:${user}@127.0.0.1:${contactPort};transport=${transport}>`;
    this.#contacts.set(user, [...(this.#contacts.get(user) ?? []), contact]);
    await this.#sendRegister(user, contact, 3_600);
  }

  async unregister(user: string): Promise<void> {
    this.#contacts.delete(user);
    await this.#sendRegister(user, '*', 0);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #arguments(database: string): string[] {
    const { auth = false, callerConfirmed = false } = this.#options;
    const defines = [
      `DBDIR="text://${database}"`,
      `PORT=${this.port}`,
      `OUTBOUND="sip:127.0.0.1:${this.port}"`,
      `MODULES="${modulesFolder()}"`,
      `CALLER_CONFIRMED=${callerConfirmed ? 1 : 0}`,
      ...(auth ? ['WITH_AUTH'] : []),
    ];
    return ['-f', CONFIGURATION, '-DD', '-E', '-m', '64', '-M', '8', ...defines.flatMap((define) => ['-A', define])];
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = once(child, 'close');
    this.#signal(signal);
    await exited;
    this.#process = undefined;
    process.off('exit', this.#onExit);
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    const pid = this.#process?.pid;
    if (pid !== undefined) {
      // The main process ends its workers on SIGTERM; nobody does on SIGKILL.
      process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
    }
  }

  async #sendRegister(user: string, contact: string, expiresSeconds: number): Promise<void> {
    const fields = [`Contact: ${contact}`, `Expires: ${expiresSeconds}`];
    const status = await askSip(this.#clock, this.port, { method: 'REGISTER', uri: 'sip:127.0.0.1', user, fields });
    if (status !== 200) {
      throw new Error(`kamailio answered ${status} to REGISTER of ${user}:\n${this.#log.slice(-2_000)}`);
    }
  }
}

/** Debian keeps the modules below the machine's architecture. */
function modulesFolder(): string {
  const found = ['/usr/lib', ...readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`)]
    .map((folder) => `${folder}/kamailio/modules/`)
    .find((folder) => existsSync(folder));
  if (found === undefined) {
    throw new Error('the modules of kamailio are not below /usr/lib');
  }
  return found;
}
