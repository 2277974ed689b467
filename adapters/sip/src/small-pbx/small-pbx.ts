/**
 * A small PBX in this process: real SIP over UDP and TCP, with lines whose calls are moved by a script. It answers
 * SUBSCRIBE for `Event: dialog` (RFC 4235), with digest authentication where asked, and notifies. It carries no voice.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { type Clock, type Egress, LamplightError, type Logger, type Random, TimerQueue } from '@lamplight/runtime';
import { type DigestChallenge, isAnsweredRight } from '../sip/digest.ts';
import type { ReceivedRequest, SipResponse } from '../sip/message.ts';
import { DEFAULT_MESSAGE_LIMITS } from '../sip/parse-message.ts';
import { makeResponse } from '../sip/response.ts';
import { STANDARD_TIMERS } from '../sip/sip-timers.ts';
import { tcpFlow } from '../sip/tcp-flow.ts';
import { TransactionLayer } from '../sip/transaction-layer.ts';
import type { Flow, FlowEvents } from '../sip/transport.ts';
import { serveUdp } from '../sip/udp-flow.ts';
import { parseUri } from '../sip/uri.ts';
import { readSeconds } from '../subscription/subscription-state-header.ts';
import { Notifier } from './notifier.ts';
import { type PbxDialog, writeDialogInfo } from './pbx-dialog.ts';
import { SmallPbxCall } from './small-pbx-call.ts';

export interface SmallPbxOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  /** Extensions with the names shown for them. */
  readonly lines: Readonly<Record<string, string>>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** For UDP and TCP; default 0, a free one. */
  readonly port?: number;
  /** Default: everybody may watch. */
  readonly credentials?: { readonly username: string; readonly password: string; readonly hash?: 'MD5' | 'SHA-256' };
  /** `partial`: only the first NOTIFY of a subscription carries the whole state. Default full. */
  readonly documents?: 'full' | 'partial';
  /** A shorter subscription is refused with 423. Default 0. */
  readonly minExpiresSeconds?: number;
}

type UdpSocket = Awaited<ReturnType<Egress['udpSocket']>>;

interface Open {
  readonly udp: UdpSocket;
  readonly tcp: Server;
  readonly transactions: TransactionLayer;
  readonly connections: Set<Flow>;
}

const REALM = 'small-pbx';
/** A free UDP port may be taken for TCP. */
const MOST_TRIES = 10;

export class SmallPbx {
  readonly #options: SmallPbxOptions;
  readonly #host: string;
  readonly #dialogs = new Map<string, Map<string, PbxDialog>>();
  readonly #notifiers = new Map<string, Notifier>();
  readonly #expiry: TimerQueue<string>;
  #open: Open | undefined;
  #port: number;
  #nonce = '';
  #callCount = 0;
  #subscribeCount = 0;

  constructor(options: SmallPbxOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#port = options.port ?? 0;
    this.#expiry = new TimerQueue(options.clock, (callId) => this.#end(callId, 'timeout'));
    this.renewNonce();
  }

  /** The port of UDP and TCP, once started. */
  get port(): number {
    return this.#port;
  }

  get host(): string {
    return this.#host;
  }

  /** How many subscriptions stand, of all lines or of one. */
  subscriptionCount(line?: string): number {
    return [...this.#notifiers.values()].filter((notifier) => line === undefined || notifier.line === line).length;
  }

  /** How many SUBSCRIBEs have arrived, refused ones and refreshes included. */
  get subscribeCount(): number {
    return this.#subscribeCount;
  }

  /** Resolves when it listens; with port 0 on one that is free for UDP and TCP. */
  async start(): Promise<void> {
    const { clock, random } = this.#options;
    const transactions = new TransactionLayer(clock, random, STANDARD_TIMERS, (request, flow, respond) =>
      this.#takeRequest(request, flow, respond),
    );
    const connections = new Set<Flow>();
    const events: FlowEvents = {
      onReceived: (received, flow) => transactions.receive(received, flow),
      onRefused: (error) => this.#options.logger.warn({ err: error }, 'the small PBX refuses a message'),
      onClosed: (error, flow) => {
        connections.delete(flow);
        transactions.flowLost(flow, error);
      },
    };
    const sockets = await this.#listen((socket) => connections.add(tcpFlow(socket, DEFAULT_MESSAGE_LIMITS, events)));
    serveUdp(sockets.udp, DEFAULT_MESSAGE_LIMITS, events);
    this.#open = { ...sockets, transactions, connections };
  }

  /** Falls silent at once, as a process that is killed: nothing is ended, connections break. */
  async stop(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#forget();
    if (open !== undefined) {
      open.transactions.close();
      open.udp.close();
      await Promise.all([...open.connections].map((connection) => connection.close()));
      await new Promise<void>((resolve) => {
        open.tcp.close(() => resolve());
      });
    }
  }

  /**
   * Forgets calls and subscriptions and tells nobody; connections break. It answers again at once: a PBX that is down
   * for a while is {@link stop} and {@link start}.
   */
  async restart(): Promise<void> {
    this.#forget();
    const open = this.#open;
    if (open !== undefined) {
      open.transactions.close();
      const broken = [...open.connections];
      open.connections.clear();
      await Promise.all(broken.map((connection) => connection.close()));
    }
  }

  /** Begins a call; a party that is no line here is outside. */
  call(from: string, to: string): SmallPbxCall {
    this.#callCount += 1;
    return new SmallPbxCall(`call-${this.#callCount}`, from, to, (line, dialog) => this.#publish(line, dialog));
  }

  /** Ends the subscriptions to a line, as RFC 6665, 4.2.2 allows a notifier at any time. */
  endSubscription(line: string, reason: string, retryAfterSeconds?: number): void {
    for (const notifier of this.#notifiersOf(line)) {
      this.#end(notifier.callId, reason, retryAfterSeconds);
    }
  }

  /** Forgets the subscriptions to a line without a word, so that the next refresh is answered 481. */
  forgetSubscription(line: string): void {
    for (const notifier of this.#notifiersOf(line)) {
      this.#drop(notifier.callId);
    }
  }

  /** Sends the watchers of a line whatever is given: for trying what they make of it. */
  sendBody(line: string, body: string, contentType = 'application/dialog-info+xml'): void {
    for (const notifier of this.#notifiersOf(line)) {
      this.#send(notifier, notifier.notify('active', Buffer.from(body), contentType));
    }
  }

  /** Sends the watchers of a line bytes as they are, each at most a datagram long over UDP. */
  sendBytes(line: string, bytes: Uint8Array): void {
    for (const notifier of this.#notifiersOf(line)) {
      notifier.flow.send(bytes);
    }
  }

  /** The next use of the old nonce is answered with a new one, marked as stale. */
  renewNonce(): void {
    this.#nonce = Buffer.from(this.#options.random.bytes(12)).toString('hex');
  }

  async #listen(onConnection: (socket: Socket) => void): Promise<Pick<Open, 'udp' | 'tcp'>> {
    const wanted = this.#port;
    for (let tries = 1; ; tries += 1) {
      const udp = await this.#options.egress.udpSocket({ bindAddress: this.#host, port: wanted });
      const { port } = udp.address();
      const tcp = createServer(onConnection);
      try {
        await listening(tcp, port, this.#host);
        this.#port = port;
        return { udp, tcp };
      } catch (failure) {
        udp.close();
        if (wanted !== 0 || tries === MOST_TRIES) {
          throw failure;
        }
      }
    }
  }

  #forget(): void {
    this.#dialogs.clear();
    this.#notifiers.clear();
    this.#expiry.clear();
  }

  #publish(line: string, dialog: PbxDialog): void {
    const name = this.#options.lines[dialog.remote.address];
    const remote = { address: this.#uriOf(dialog.remote.address), displayName: name ?? '' };
    const published = { ...dialog, remote };
    const dialogs = this.#dialogs.get(line) ?? new Map<string, PbxDialog>();
    this.#dialogs.set(line, dialogs.set(dialog.id, published));
    for (const notifier of this.#notifiersOf(line)) {
      this.#notify(notifier, [published]);
    }
    if (dialog.state === 'terminated') {
      dialogs.delete(dialog.id);
    }
  }

  /** @param changed what a partial document carries; undefined asks for the whole state */
  #notify(notifier: Notifier, changed: readonly PbxDialog[] | undefined): void {
    const isPartial = this.#options.documents === 'partial' && changed !== undefined && notifier.version >= 0;
    const whole = [...(this.#dialogs.get(notifier.line)?.values() ?? [])];
    notifier.version += 1;
    const line = { uri: this.#uriOf(notifier.line), displayName: this.#options.lines[notifier.line] ?? '' };
    const body = writeDialogInfo(line, notifier.version, isPartial ? 'partial' : 'full', isPartial ? changed : whole);
    const leftSeconds = Math.max(0, Math.round((notifier.expiresAt - this.#options.clock.monotonic()) / 1_000));
    this.#send(notifier, notifier.notify(`active;expires=${leftSeconds}`, body));
  }

  #send(notifier: Notifier, request: ReturnType<Notifier['notify']>): void {
    this.#open?.transactions.request(notifier.flow, request, (outcome) => {
      if (outcome.kind !== 'response' || outcome.response.message.status === 481) {
        this.#drop(notifier.callId);
      }
    });
  }

  #end(callId: string, reason: string, retryAfterSeconds?: number): void {
    const notifier = this.#notifiers.get(callId);
    this.#drop(callId);
    if (notifier !== undefined) {
      const retryAfter = retryAfterSeconds === undefined ? '' : `;retry-after=${retryAfterSeconds}`;
      this.#send(notifier, notifier.notify(`terminated;reason=${reason}${retryAfter}`));
    }
  }

  #drop(callId: string): void {
    this.#notifiers.delete(callId);
    this.#expiry.delete(callId);
  }

  #notifiersOf(line: string): readonly Notifier[] {
    return [...this.#notifiers.values()].filter((notifier) => notifier.line === line);
  }

  #takeRequest(request: ReceivedRequest, flow: Flow, respond: (response: SipResponse) => void): void {
    this.#subscribeCount += request.method === 'SUBSCRIBE' ? 1 : 0;
    if (request.method === 'OPTIONS') {
      respond(makeResponse(request, 200, { toTag: this.#newTag() }));
    } else if (request.method !== 'SUBSCRIBE') {
      respond(makeResponse(request, 405, { toTag: this.#newTag(), headers: [['Allow', 'SUBSCRIBE, OPTIONS']] }));
    } else if (!/^\s*dialog\s*(;|$)/i.test(request.message.headers.get('Event') ?? '')) {
      respond(makeResponse(request, 489, { toTag: this.#newTag(), headers: [['Allow-Events', 'dialog']] }));
    } else if (!this.#isAllowed(request)) {
      respond(this.#challenge(request));
    } else {
      this.#takeSubscribe(request, flow, respond);
    }
  }

  #takeSubscribe(request: ReceivedRequest, flow: Flow, respond: (response: SipResponse) => void): void {
    const { clock, random, lines, minExpiresSeconds = 0 } = this.#options;
    const expiresSeconds = readSeconds(request.message.headers.get('Expires')) ?? 3_600;
    const toTag = request.to.parameters.get('tag');
    const known = this.#notifiers.get(request.callId);
    if (toTag !== undefined && known?.localTag !== toTag) {
      respond(makeResponse(request, 481));
      return;
    }
    const line = lineOf(request);
    if (line === undefined || lines[line] === undefined) {
      respond(makeResponse(request, 404, { toTag: this.#newTag() }));
      return;
    }
    if (expiresSeconds > 0 && expiresSeconds < minExpiresSeconds) {
      const headers = [['Min-Expires', String(minExpiresSeconds)]] as const;
      respond(makeResponse(request, 423, { toTag: this.#newTag(), headers }));
      return;
    }
    const first = Math.floor(random.next() * 1_000);
    const notifier = known ?? new Notifier(line, request, this.#newTag(), flow, first);
    notifier.refresh(request, flow);
    notifier.expiresAt = clock.monotonic() + expiresSeconds * 1_000;
    const transport = flow.protocol === 'tcp' ? ';transport=tcp' : '';
    const headers = [
      ['Expires', String(expiresSeconds)],
      ['Contact', `<sip:${line}@${this.#host}:${this.#port}${transport}>`],
    ] as const;
    respond(makeResponse(request, 200, { toTag: notifier.localTag, headers }));
    this.#notifiers.set(notifier.callId, notifier);
    if (expiresSeconds === 0) {
      this.#end(notifier.callId, 'timeout');
    } else {
      this.#expiry.set(notifier.callId, notifier.expiresAt);
      this.#notify(notifier, undefined);
    }
  }

  #isAllowed(request: ReceivedRequest): boolean {
    const { credentials } = this.#options;
    const answer = request.message.headers.get('Authorization');
    return (
      credentials === undefined ||
      (answer !== undefined && isAnsweredRight(answer, this.#currentChallenge(), credentials, 'SUBSCRIBE'))
    );
  }

  #challenge(request: ReceivedRequest): SipResponse {
    const { nonce, algorithm } = this.#currentChallenge();
    const given = /nonce="([^"]*)"/i.exec(request.message.headers.get('Authorization') ?? '')?.[1];
    const stale = given !== undefined && given !== nonce ? ', stale=true' : '';
    const value = `Digest realm="${REALM}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${stale}`;
    return makeResponse(request, 401, { toTag: this.#newTag(), headers: [['WWW-Authenticate', value]] });
  }

  #currentChallenge(): DigestChallenge {
    const hash = this.#options.credentials?.hash ?? 'MD5';
    return {
      realm: REALM,
      nonce: this.#nonce,
      opaque: undefined,
      stale: false,
      hash,
      isSession: false,
      algorithm: hash,
      offersAuth: true,
    };
  }

  #newTag(): string {
    return Buffer.from(this.#options.random.bytes(6)).toString('hex');
  }

  #uriOf(address: string): string {
    return address.includes(':') ? address : `sip:${address}@${this.#host}`;
  }
}

function lineOf(request: ReceivedRequest): string | undefined {
  try {
    return parseUri(request.to.uri).user;
  } catch (failure) {
    LamplightError.from(failure);
    return undefined;
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new LamplightError('address_in_use', `${host}:${port} (TCP) cannot be listened on`, { cause }));
    });
    server.listen(port, host, () => resolve());
  });
}
