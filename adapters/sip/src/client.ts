/**
 * Watches lines at one PBX: carries out what the subscriber state machines decide (subscription/), over transactions
 * and digest authentication (sip/), and tells what each line is (dialog-info/).
 *
 * A PBX that was restarted has forgotten its calls and its subscriptions and says nothing. So the client looks by
 * itself: over TCP the connection ends; over UDP an unreachable port, or a refresh of one line every few seconds that
 * is not answered or answered 481. Then every line is unknown until a new subscription has been answered. The first
 * request after that goes alone: it proves that somebody is there and that the password is right.
 */
import {
  type Clock,
  type Egress,
  LamplightError,
  type Logger,
  type Random,
  type Timer,
  TimerQueue,
} from '@lamplight/runtime';
import type { SipAdapterConfig } from './config.ts';
import { Line, type LineKnowledge } from './line.ts';
import { LineRegistry } from './line-registry.ts';
import { type NotifyContent, readNotifyContent } from './notify-content.ts';
import { PbxLink } from './pbx-link.ts';
import { Authentication } from './sip/authentication.ts';
import { isRequest, NO_BODY, type ReceivedRequest, type SipResponse } from './sip/message.ts';
import { type MessageHead, withBody } from './sip/parse-message.ts';
import { RequestSender, type SentOutcome } from './sip/request-sender.ts';
import { makeResponse } from './sip/response.ts';
import { serializeMessage } from './sip/serialize-message.ts';
import { STANDARD_TIMERS } from './sip/sip-timers.ts';
import { TransactionLayer } from './sip/transaction-layer.ts';
import type { Flow } from './sip/transport.ts';
import { lineUri, subscribeRequest, toNotifyInput, toSubscribeAnswer } from './subscribe-request.ts';
import { Pacer } from './subscription/pacer.ts';
import { RestartSuspicion } from './subscription/restart-suspicion.ts';
import { newSubscription, stepSubscription, subscriptionDueAt } from './subscription/step-subscription.ts';
import type {
  LineProblem,
  SubscriptionEffect,
  SubscriptionInput,
  SubscriptionOptions,
} from './subscription/subscription.ts';

/** How the PBX is reached. */
export type PbxState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'answering' }
  /** Since when nobody has answered; wall time in ms. */
  | { readonly kind: 'unreachable'; readonly since: number; readonly why: string }
  | { readonly kind: 'credentials-refused'; readonly since: number; readonly why: string };

export interface SipClientEvents {
  /** What is known of a line changed; the same state may be told again. */
  onLine(address: string, knowledge: LineKnowledge): void;
  onPbx(state: PbxState): void;
}

export interface SipClientOptions {
  readonly config: SipAdapterConfig;
  readonly password: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  readonly events: SipClientEvents;
}

/** After a refused password one try is made after so long: more would lock the account or the address out. */
const CREDENTIALS_RETRY_MS = 1_800_000;
/** How long an orderly stop waits for the PBX. */
const STOP_MS = 2_000;

type Answer = (status: number, reason?: string) => void;

export class SipClient {
  readonly #options: SipClientOptions;
  readonly #lines = new LineRegistry();
  readonly #transactions: TransactionLayer;
  readonly #sender: RequestSender;
  readonly #link: PbxLink;
  readonly #pacer: Pacer;
  readonly #due: TimerQueue<string>;
  readonly #subscriptionOptions: SubscriptionOptions;
  #pbx: PbxState = { kind: 'connecting' };
  /** The way is open and the first request on it has not been answered. */
  #isProving = false;
  /** Why a line that is watched now would be unknown at once. */
  #outage: LineProblem | undefined;
  #refusal: { readonly state: PbxState; readonly retry: Timer } | undefined;
  #probe: Timer | undefined;
  #lastReceivedAt = Number.NEGATIVE_INFINITY;
  readonly #suspicion = new RestartSuspicion();
  #onAllEnded: (() => void) | undefined;

  constructor(options: SipClientOptions) {
    const { config, clock, random, egress, password } = options;
    this.#options = options;
    this.#subscriptionOptions = {
      expiresSeconds: config.expiresSeconds,
      fullRefreshMs: config.fullRefreshSeconds * 1_000,
    };
    const timers = { ...STANDARD_TIMERS, noAnswerMs: config.noAnswerSeconds * 1_000 };
    this.#transactions = new TransactionLayer(clock, random, timers, (request, _flow, respond) =>
      this.#takeRequest(request, respond),
    );
    const credentials = password === undefined ? undefined : { username: config.username, password };
    this.#sender = new RequestSender(this.#transactions, new Authentication(credentials, random));
    this.#pacer = new Pacer(clock, config.subscribesPerSecond, (address) => this.#giveTurn(address));
    this.#due = new TimerQueue(clock, (key) => this.#feed(key, { kind: 'due' }));
    this.#link = new PbxLink({
      config,
      clock,
      random,
      egress,
      events: {
        onOpen: () => this.#opened(),
        onLost: (error, flow) => this.#lost(error, flow),
        onReceived: (received, flow) => {
          this.#lastReceivedAt = clock.monotonic();
          this.#transactions.receive(received, flow);
        },
        onRefused: (error, head, flow) => this.#refused(error, head, flow),
      },
    });
  }

  start(): void {
    this.#link.start();
    this.#armProbe();
  }

  /** Begins to watch a line; what becomes of it is told by {@link SipClientEvents.onLine}. */
  watch(address: string): void {
    if (this.#lines.watched.has(address)) {
      return;
    }
    const { config } = this.#options;
    const uri = lineUri(address, config.domain ?? config.host);
    this.#lines.watch(new Line(address, uri, newSubscription(this.#subscriptionOptions)));
    this.#feed(address, { kind: 'start' });
    if (this.#outage !== undefined && !this.#isProving) {
      this.#feed(address, { kind: 'pbx-lost', problem: this.#outage });
    }
  }

  /** Unsubscribes; the line is not told about any more. */
  unwatch(address: string): void {
    const line = this.#lines.watched.get(address);
    if (line !== undefined) {
      this.#due.delete(address);
      this.#pacer.drop(address);
      this.#feed(this.#lines.leave(line), { kind: 'stop' });
    }
  }

  /** Unsubscribes from everything, as far as the PBX answers within two seconds, and lets go of sockets and timers. */
  async stop(): Promise<void> {
    this.#probe?.cancel();
    this.#refusal?.retry.cancel();
    for (const address of [...this.#lines.watched.keys()]) {
      this.unwatch(address);
    }
    if (this.#lines.leavingCount > 0) {
      await new Promise<void>((resolve) => {
        const deadline = this.#options.clock.after(STOP_MS, resolve);
        this.#onAllEnded = () => {
          deadline.cancel();
          resolve();
        };
      });
    }
    this.#pacer.close();
    await this.#link.stop();
    this.#transactions.close();
    this.#due.clear();
  }

  #opened(): void {
    if (this.#refusal !== undefined) {
      this.#setPbx(this.#refusal.state);
      return;
    }
    this.#isProving = true;
    this.#pacer.setGate('one');
    for (const address of this.#lines.watched.keys()) {
      this.#feed(address, { kind: 'release' });
    }
  }

  #lost(error: LamplightError, flow: Flow | undefined): void {
    const { clock, logger } = this.#options;
    this.#pacer.setGate('closed');
    this.#isProving = false;
    const problem: LineProblem = { kind: 'pbx-unreachable', status: null, text: error.message };
    this.#outage = problem;
    if (this.#pbx.kind !== 'unreachable') {
      logger.warn({ err: error }, 'the PBX cannot be reached');
      this.#setPbx({ kind: 'unreachable', since: clock.now(), why: error.message });
    }
    for (const key of this.#lines.keys) {
      this.#feed(key, { kind: 'pbx-lost', problem });
    }
    if (flow !== undefined) {
      this.#transactions.flowLost(flow, error);
    }
  }

  #proved(): void {
    if (this.#isProving) {
      this.#isProving = false;
      this.#outage = undefined;
      this.#options.logger.info({ lines: this.#lines.watched.size }, 'the PBX answers');
      this.#link.proved();
      this.#setPbx({ kind: 'answering' });
      this.#pacer.setGate('open');
    }
  }

  #credentialsRefused(why: string): void {
    const { clock, logger } = this.#options;
    if (this.#refusal !== undefined) {
      return;
    }
    logger.error({ why }, 'the PBX refuses our credentials: no further try for half an hour');
    this.#pacer.setGate('closed');
    const retry = clock.after(CREDENTIALS_RETRY_MS, () => {
      this.#refusal = undefined;
      if (this.#link.flow !== undefined) {
        this.#opened();
      }
    });
    this.#refusal = { state: { kind: 'credentials-refused', since: clock.now(), why }, retry };
    this.#setPbx(this.#refusal.state);
    this.#isProving = false;
    const problem: LineProblem = { kind: 'credentials-refused', status: null, text: why };
    this.#outage = problem;
    for (const [address, line] of this.#lines.watched) {
      // A subscription that stands is still good until it expires.
      if (line.subscription.phase.kind !== 'established') {
        this.#feed(address, { kind: 'pbx-lost', problem });
      }
    }
  }

  #setPbx(state: PbxState): void {
    this.#pbx = state;
    this.#options.events.onPbx(state);
  }

  #giveTurn(key: string): void {
    const { random } = this.#options;
    const callId = `${Buffer.from(random.bytes(12)).toString('hex')}@lamplight`;
    this.#feed(key, { kind: 'turn', callId, localTag: Buffer.from(random.bytes(6)).toString('hex') });
  }

  #feed(key: string, input: SubscriptionInput, answer?: Answer): void {
    const line = this.#lines.find(key);
    if (line === undefined) {
      return;
    }
    const step = stepSubscription(line.subscription, input, {
      now: this.#options.clock.monotonic(),
      jitter: this.#options.random.next(),
      options: this.#subscriptionOptions,
    });
    line.subscription = step.state;
    const dueAt = subscriptionDueAt(step.state);
    if (dueAt === undefined) {
      this.#due.delete(key);
    } else {
      this.#due.set(key, dueAt);
    }
    for (const effect of step.effects) {
      this.#carryOut(key, line, effect, answer);
    }
  }

  #carryOut(key: string, line: Line, effect: SubscriptionEffect, answer: Answer | undefined): void {
    switch (effect.kind) {
      case 'want-turn':
        this.#pacer.want(key, effect.isUrgent);
        break;
      case 'drop-turn':
        this.#pacer.drop(key);
        break;
      case 'subscribe':
        this.#subscribe(line, effect);
        break;
      case 'answer-notify':
        answer?.(effect.status, effect.reason);
        break;
      case 'take-content':
        this.#takeContent(key, line);
        break;
      case 'forget-dialogs':
        line.forgetDialogs();
        break;
      case 'line-unknown':
        this.#tell(line, { kind: 'unknown', problem: effect.problem });
        break;
      case 'suspect-restart':
        this.#suspectRestart();
        break;
      case 'ended':
        this.#lines.ended(key, line);
        if (this.#lines.leavingCount === 0) {
          this.#onAllEnded?.();
        }
        break;
    }
  }

  #subscribe(line: Line, effect: Extract<SubscriptionEffect, { kind: 'subscribe' }>): void {
    const { flow } = this.#link;
    if (flow === undefined) {
      return;
    }
    this.#lines.setCall(line, { callId: effect.callId, localTag: effect.localTag });
    const { config, clock } = this.#options;
    const ownUri = lineUri(config.username, config.domain ?? config.host);
    const parties = { lineUri: line.uri, ownUri, username: config.username };
    const sentAt = clock.monotonic();
    this.#sender.send(
      flow,
      (sequence) => subscribeRequest(flow, parties, effect, sequence),
      effect.sequence,
      (outcome) => this.#takeOutcome(line, effect.callId, outcome, sentAt),
    );
  }

  #takeOutcome(line: Line, callId: string, outcome: SentOutcome, sentAt: number): void {
    const key = this.#lines.keyOf(line) ?? line.address;
    switch (outcome.kind) {
      case 'response':
        this.#proved();
        if (line.subscription.phase.kind === 'established' && outcome.response.message.status < 300) {
          this.#suspicion.accepted();
        }
        this.#feed(key, toSubscribeAnswer(outcome.response, outcome.lastSequence));
        break;
      case 'credentials-refused':
        this.#feed(key, { kind: 'credentials-refused', callId, why: outcome.why });
        this.#credentialsRefused(outcome.why);
        break;
      case 'no-answer':
        // Others were answered meanwhile: this one request was lost, not the PBX. Proving needs its own answer.
        if (this.#lastReceivedAt < sentAt || this.#isProving) {
          const { host, port } = this.#options.config;
          this.#link.giveUp(new LamplightError('unreachable', `${host}:${port} does not answer`));
        }
        this.#feed(key, { kind: 'no-answer', callId, lastSequence: outcome.lastSequence });
        break;
      case 'transport-failed':
        // Every line was told when the way was lost.
        break;
    }
  }

  #takeRequest(request: ReceivedRequest, respond: (response: SipResponse) => void): void {
    if (request.method === 'OPTIONS') {
      respond(makeResponse(request, 200, { toTag: 'lamplight', headers: [['Allow', 'NOTIFY, OPTIONS']] }));
    } else if (request.method !== 'NOTIFY') {
      respond(makeResponse(request, 405, { toTag: 'lamplight', headers: [['Allow', 'NOTIFY, OPTIONS']] }));
    } else if (!/^\s*dialog\s*(;|$)/i.test(request.message.headers.get('Event') ?? '')) {
      respond(makeResponse(request, 489, { headers: [['Allow-Events', 'dialog']] }));
    } else {
      const content = readNotifyContent(request.message, this.#options.config.limits.documentBytes);
      this.#takeNotify(request, content, respond);
    }
  }

  #takeNotify(request: ReceivedRequest, content: NotifyContent, respond: (response: SipResponse) => void): void {
    const line = this.#lines.findByCall(request.callId);
    const key = line === undefined ? undefined : this.#lines.keyOf(line);
    if (line === undefined || key === undefined || line.call?.localTag !== request.to.parameters.get('tag')) {
      respond(makeResponse(request, 481));
      return;
    }
    const { logger } = this.#options;
    const isUnreadable = content.kind === 'unreadable';
    if (isUnreadable) {
      logger.warn({ line: line.address, why: content.why }, 'what a NOTIFY carries is refused');
    }
    let input: SubscriptionInput;
    try {
      input = toNotifyInput(request, isUnreadable ? { unreadable: content.why, status: content.status } : content.kind);
    } catch (failure) {
      logger.warn({ line: line.address, err: failure }, 'a NOTIFY cannot be read');
      respond(makeResponse(request, 400));
      return;
    }
    line.content = content;
    this.#feed(key, input, (status, reason) => {
      if (status !== 200) {
        logger.info({ line: line.address, status, sequence: request.sequence }, 'a NOTIFY is not taken');
      }
      respond(makeResponse(request, status, reason === undefined ? {} : { reason }));
    });
  }

  #takeContent(key: string, line: Line): void {
    const taken = line.takeContent(this.#options.config.capabilities);
    this.#feed(key, { kind: 'content', outcome: taken.outcome });
    if (taken.outcome === 'applied') {
      this.#tell(line, { kind: 'known', line: taken.line });
    }
  }

  #tell(line: Line, knowledge: LineKnowledge): void {
    if (!this.#lines.isWatched(line)) {
      return;
    }
    if (knowledge.kind === 'unknown' && line.knowledge.kind !== 'unknown') {
      this.#options.logger.warn({ line: line.address, problem: knowledge.problem }, 'a line is unknown');
    }
    line.knowledge = knowledge;
    this.#options.events.onLine(line.address, knowledge);
  }

  /** Something arrived that cannot be used: it is said, and a NOTIFY that is too large is answered and its line unknown. */
  #refused(error: LamplightError, head: MessageHead | undefined, flow: Flow): void {
    this.#options.logger.warn({ err: error, from: flow.remote.host }, 'a SIP message is refused');
    if (head?.start.kind !== 'request') {
      return;
    }
    const content = { kind: 'unreadable', status: 513, why: error.message } as const;
    const respond = (response: SipResponse): void => flow.send(serializeMessage(response));
    try {
      const request = withBody(head, NO_BODY);
      if (isRequest(request) && request.method === 'NOTIFY') {
        this.#takeNotify(request, content, respond);
      } else if (isRequest(request)) {
        respond(makeResponse(request, 513));
      }
    } catch (failure) {
      this.#options.logger.debug({ err: failure }, 'a SIP message is refused without an answer');
    }
  }

  #suspectRestart(): void {
    const suspicion = this.#suspicion.forgotten(this.#options.clock.monotonic());
    const lines = this.#lines.watched.size;
    if (suspicion.kind === 'restarted') {
      this.#options.logger.warn({ lines }, 'the PBX was restarted: every line is unknown');
      this.#subscribeAllAnew(suspicion.before);
    } else if (suspicion.kind === 'look-at-all') {
      this.#options.logger.warn({ lines }, 'the PBX has forgotten a subscription, all are renewed');
      for (const address of this.#lines.watched.keys()) {
        this.#feed(address, { kind: 'verify' });
      }
    }
  }

  /** Subscriptions that were made after the PBX came back are good. */
  #subscribeAllAnew(before: number): void {
    const text = 'the PBX was restarted and has forgotten its subscriptions';
    for (const [address, line] of this.#lines.watched) {
      const { phase } = line.subscription;
      if (phase.kind === 'established' && phase.since < before) {
        this.#feed(address, { kind: 'pbx-lost', problem: { kind: 'terminated', status: 481, text } });
        this.#feed(address, { kind: 'release' });
      }
    }
  }

  /** With nothing heard for a while, one line is refreshed; each in its turn. */
  #armProbe(): void {
    const { clock, config } = this.#options;
    const everyMs = config.probeSeconds * 1_000;
    const quietMs = clock.monotonic() - this.#lastReceivedAt;
    const waitMs = quietMs < everyMs ? everyMs - quietMs : everyMs;
    this.#probe = clock.after(waitMs, () => {
      if (this.#pbx.kind === 'answering' && clock.monotonic() - this.#lastReceivedAt >= everyMs) {
        const line = this.#lines.rotate(({ subscription }) => subscription.phase.kind === 'established');
        if (line !== undefined) {
          this.#feed(line.address, { kind: 'verify' });
        }
      }
      this.#armProbe();
    });
  }
}
