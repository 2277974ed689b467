/**
 * Real phones for tests: SIPp (Debian: sip-tester) plays one scenario of scenarios/ per process. A phone rings and
 * answers, a caller calls through a PBX; both are done when their scenario is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { delay, systemClock } from '@lamplight/runtime';
import { freePort } from './free-port.ts';
import type { Kamailio } from './kamailio.ts';

/** Where the binary is; undefined where SIPp is not installed. */
export const SIPP = ['/usr/bin/sipp', '/usr/local/bin/sipp'].find((path) => existsSync(path));

/** What a phone does with the calls that reach it; times in milliseconds. */
export type PhoneBehaviour =
  /** Answers, and is left by the caller. */
  | { readonly kind: 'answer'; readonly ringMs?: number }
  /** Answers, talks and hangs up. */
  | { readonly kind: 'hangs-up'; readonly ringMs?: number; readonly talkMs?: number }
  | { readonly kind: 'refuse'; readonly ringMs?: number }
  /** Rings until the caller gives up. */
  | { readonly kind: 'cancelled' }
  /** Answers the first call; every further one rings until its caller gives up. */
  | { readonly kind: 'call-waiting'; readonly ringMs?: number }
  /** Answers, talks, sends the caller to another user by REFER, and leaves. */
  | { readonly kind: 'transfer'; readonly ringMs?: number; readonly talkMs?: number; readonly to: string };

/** What a caller does; times in milliseconds. */
export type CallerBehaviour =
  /** Talks once it is answered, and hangs up. */
  | { readonly kind: 'call'; readonly talkMs?: number }
  /** Talks until the other end hangs up. */
  | { readonly kind: 'called-off' }
  | { readonly kind: 'refused' }
  /** Lets it ring and gives up. */
  | { readonly kind: 'cancel'; readonly ringMs?: number }
  /** Is told by REFER to call somebody else; {@link placeTransferredCall} then does. */
  | { readonly kind: 'transferred' }
  /** Talks until {@link Sipp.hangUp}. */
  | { readonly kind: 'until-told' };

export type SippTransport = 'udp' | 'tcp';

/** One SIPp process. */
export interface Sipp {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Resolves when the scenario was played to its end; rejects with what SIPp says went wrong. */
  readonly finished: Promise<void>;
  /** A caller of kind `until-told` hangs up now; `finished` resolves when that is done. */
  hangUp(): Promise<void>;
  /** Ends it at once, as a phone whose cable is pulled; `finished` then resolves. */
  kill(): Promise<void>;
}

const SCENARIOS = fileURLToPath(new URL('scenarios/', import.meta.url));
const DEFAULT_MS = { ring: 200, talk: 400 } as const;
/** Call-ID of a caller's call: SIPp puts its process id for %p. By it a caller finds the call that it is told about. */
const TOLD_CALL = 'call-%p@127.0.0.1';

/**
 * Registers a user's phone at the PBX and lets it wait for calls. Resolves when the phone listens.
 * @param calls how many calls it plays before it is finished. Default 1.
 * @param transport between the PBX and the phone. Default udp.
 */
export async function startPhone(
  pbx: Kamailio,
  user: string,
  behaviour: PhoneBehaviour,
  calls = 1,
  transport: SippTransport = 'udp',
): Promise<Sipp> {
  const transfer = behaviour.kind === 'transfer' ? ['-key', 'transfer_to', behaviour.to] : [];
  const played = ['-s', user, '-m', String(calls), ...transfer];
  const phone = await startSipp(`uas-${behaviour.kind}.xml`, played, durationsOf(behaviour), transport);
  await listens(phone, transport);
  await pbx.register(user, phone.port, transport);
  return phone;
}

/**
 * Places a call through the PBX. A `from` that the PBX publishes shows as a caller; any other is outside.
 * @param transport between the caller and the PBX. Default udp.
 */
export async function placeCall(
  pbx: Kamailio,
  from: string,
  to: string,
  behaviour: CallerBehaviour,
  transport: SippTransport = 'udp',
): Promise<Sipp> {
  // By its Call-ID hangUp finds the call.
  const played = [`${pbx.host}:${pbx.port}`, '-s', to, '-key', 'caller', from, '-m', '1', '-cid_str', TOLD_CALL];
  return startSipp(`uac-${behaviour.kind}.xml`, played, durationsOf(behaviour), transport);
}

/**
 * A blind transfer as the caller lives it: calls `to`, whose phone must have the behaviour `transfer`, is sent on to
 * `target` by it, and calls there once that leg has ended. Resolves with the second call when it is placed.
 */
export async function placeTransferredCall(
  pbx: Kamailio,
  from: string,
  to: string,
  target: string,
  behaviour: CallerBehaviour,
): Promise<Sipp> {
  const first = await placeCall(pbx, from, to, { kind: 'transferred' });
  await first.finished;
  return placeCall(pbx, from, target, behaviour);
}

/** Resolves when the port is taken: SIPp has no other sign that it listens. */
async function listens(phone: Sipp, transport: SippTransport): Promise<void> {
  for (;;) {
    const isTaken = transport === 'udp' ? await isUdpTaken(phone.port) : await isTcpTaken(phone.port);
    if (isTaken) {
      return;
    }
    const hasEnded = phone.finished.then(() => {
      throw new Error('SIPp ended before it listened');
    });
    await Promise.race([delay(systemClock(), 10), hasEnded]);
  }
}

async function isUdpTaken(port: number): Promise<boolean> {
  const probe = createSocket('udp4');
  const isTaken = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(true));
    probe.bind(port, '127.0.0.1', () => resolve(false));
  });
  probe.close();
  return isTaken;
}

async function isTcpTaken(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(true));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}

function durationsOf(behaviour: PhoneBehaviour | CallerBehaviour): Durations {
  return {
    ...('ringMs' in behaviour && { ringMs: behaviour.ringMs }),
    ...('talkMs' in behaviour && { talkMs: behaviour.talkMs }),
  };
}

/** In milliseconds; what a scenario does not use has no effect. */
interface Durations {
  readonly ringMs?: number;
  readonly talkMs?: number;
}

async function startSipp(
  scenario: string,
  played: readonly string[],
  durations: Durations,
  transport: SippTransport,
): Promise<Sipp> {
  if (SIPP === undefined) {
    throw new Error('sipp is not installed: apt-get install sip-tester');
  }
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'lamplight-sipp-'));
  const template = await readFile(join(SCENARIOS, scenario), 'utf8');
  const { ringMs = DEFAULT_MS.ring, talkMs = DEFAULT_MS.talk } = durations;
  const script = join(folder, scenario);
  // A pause takes no value from the command line.
  await writeFile(script, template.replaceAll('"RING_MS"', `"${ringMs}"`).replaceAll('"TALK_MS"', `"${talkMs}"`));
  const way = ['-t', transport === 'tcp' ? 't1' : 'u1'];
  const common = [
    ...way,
    '-i',
    '127.0.0.1',
    '-p',
    String(port),
    '-nostdin',
    '-trace_err',
    '-timeout',
    '60s',
    '-timeout_error',
  ];
  const child = spawn(SIPP, ['-sf', script, ...played, ...common], {
    cwd: folder,
    stdio: 'ignore',
    env: { TERM: 'dumb', PATH: '/usr/bin:/bin' },
  });
  return new SippProcess(child, port, folder, scenario);
}

class SippProcess implements Sipp {
  readonly port: number;
  readonly finished: Promise<void>;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #isKilled = false;
  readonly #onExit = (): void => {
    this.#child.kill('SIGKILL');
  };

  constructor(child: ChildProcess, port: number, folder: string, scenario: string) {
    this.#child = child;
    this.port = port;
    this.#exited = once(child, 'exit');
    // A test run that is interrupted leaves no phone behind.
    process.on('exit', this.#onExit);
    this.finished = this.#exited.then(async () => {
      process.off('exit', this.#onExit);
      const said = await errorsIn(folder);
      await rm(folder, { recursive: true, force: true });
      if (child.exitCode !== 0 && !this.#isKilled) {
        throw new Error(`SIPp ${scenario} failed with ${child.exitCode ?? child.signalCode}:\n${said}`);
      }
    });
    // Whoever waits is told; whoever does not wait is not interested.
    this.finished.catch(() => undefined);
  }

  async hangUp(): Promise<void> {
    const callId = TOLD_CALL.replace('%p', String(this.#child.pid));
    const socket = createSocket('udp4');
    const info = [
      `INFO sip:told@127.0.0.1:${this.port} SIP/2.0`,
      'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKtold',
      'From: <sip:test@127.0.0.1>;tag=told',
      'To: <sip:told@127.0.0.1>',
      `Call-ID: ${callId}`,
      'CSeq: 1 INFO',
      'Content-Length: 0',
      '\r\n',
    ];
    await new Promise<void>((resolve, reject) => {
      socket.send(info.join('\r\n'), this.port, '127.0.0.1', (failure) => (failure ? reject(failure) : resolve()));
    });
    socket.close();
    await this.finished;
  }

  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
    await this.#exited;
    await this.finished;
  }
}

async function errorsIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('_errors.log'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n').slice(0, 3_000);
}
