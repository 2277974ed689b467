/**
 * The way to the PBX: opens it, notices its end, opens it again with back-off. Being open does not mean that anybody
 * answers, above all over UDP; the client proves that with its first request.
 */
import { type Clock, type Egress, LamplightError, type Random, type Timer } from '@lamplight/runtime';
import type { SipAdapterConfig } from './config.ts';
import { tcpFlow } from './sip/tcp-flow.ts';
import type { Flow, FlowEvents } from './sip/transport.ts';
import { udpFlow } from './sip/udp-flow.ts';
import { backOffMs } from './subscription/retry-policy.ts';

/** Longest pause between tries, in the terms of {@link backOffMs}: 16 seconds. */
const MOST_FAILURES = 4;

export interface PbxLinkEvents extends Pick<FlowEvents, 'onReceived' | 'onRefused'> {
  onOpen(flow: Flow): void;
  /** The way that was open is lost, or could not be opened. */
  onLost(error: LamplightError, flow: Flow | undefined): void;
}

export interface PbxLinkOptions {
  readonly config: SipAdapterConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly egress: Egress;
  readonly events: PbxLinkEvents;
}

export class PbxLink {
  readonly #options: PbxLinkOptions;
  readonly #stopped = new AbortController();
  #flow: Flow | undefined;
  /** Settles when the try that is under way has come to its end; never rejects. */
  #opening: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #failures = 0;

  constructor(options: PbxLinkOptions) {
    this.#options = options;
  }

  get flow(): Flow | undefined {
    return this.#flow;
  }

  start(): void {
    this.#opening = this.#open().then(
      (flow) => this.#opened(flow),
      (failure) => this.#lost(LamplightError.from(failure), undefined),
    );
  }

  /** Somebody answers: the next loss is tried again at once. */
  proved(): void {
    this.#failures = 0;
  }

  /** Gives the way up and opens a new one after a pause: nobody answers on it. */
  giveUp(error: LamplightError): void {
    const flow = this.#flow;
    // Its socket closes by itself; nothing of it is heard any more.
    void flow?.close();
    this.#lost(error, flow);
  }

  /** Resolves when the sockets are gone, also one that is being opened. */
  async stop(): Promise<void> {
    this.#stopped.abort(new LamplightError('stopped', 'the SIP adapter was stopped'));
    this.#timer?.cancel();
    const flow = this.#flow;
    this.#flow = undefined;
    await this.#opening;
    await flow?.close();
  }

  async #open(): Promise<Flow> {
    const { config, egress, events } = this.#options;
    const flowEvents: FlowEvents = {
      onReceived: events.onReceived,
      onRefused: events.onRefused,
      onClosed: (error, flow) => {
        if (flow === this.#flow) {
          this.giveUp(error);
        }
      },
    };
    const { limits, host, port } = config;
    if (config.transport === 'tcp') {
      const signal = this.#stopped.signal;
      const socket = await egress.tcpConnect(host, port, { signal, timeoutMs: config.noAnswerSeconds * 1_000 });
      return tcpFlow(socket, limits, flowEvents);
    }
    const socket = await egress.udpSocket({ bindAddress: config.bindAddress, port: config.bindPort });
    await new Promise<void>((resolve, reject) => {
      socket.connect(port, host, (failure?: Error | null) => {
        if (failure === undefined || failure === null) {
          resolve();
        } else {
          socket.close();
          reject(new LamplightError('unreachable', `${host} cannot be found: ${failure.message}`, { cause: failure }));
        }
      });
    });
    return udpFlow(socket, limits, flowEvents);
  }

  async #opened(flow: Flow): Promise<void> {
    if (this.#stopped.signal.aborted) {
      await flow.close();
      return;
    }
    this.#flow = flow;
    this.#options.events.onOpen(flow);
  }

  #lost(error: LamplightError, flow: Flow | undefined): void {
    if (this.#stopped.signal.aborted || (flow !== undefined && flow !== this.#flow)) {
      return;
    }
    this.#flow = undefined;
    const { clock, random, events } = this.#options;
    // The first loss of a way that was good is a restart or a hiccup: look at once.
    const waitMs = this.#failures === 0 ? 0 : backOffMs(Math.min(this.#failures - 1, MOST_FAILURES), random.next());
    this.#failures += 1;
    this.#timer = clock.after(waitMs, () => this.start());
    events.onLost(error, flow);
  }
}
