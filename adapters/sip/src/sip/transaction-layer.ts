/**
 * Matches responses to requests, sends again what was lost and keeps retransmissions from being handled twice. The
 * decisions are in client-transaction.ts and server-transaction.ts; this class carries them out.
 */
import { type Clock, type LamplightError, type Random, TimerQueue } from '@lamplight/runtime';
import {
  beginClientTransaction,
  type ClientTransactionInput,
  type ClientTransactionState,
  clientTransactionDueAt,
  stepClientTransaction,
} from './client-transaction.ts';
import { HeaderFields } from './header-fields.ts';
import {
  isRequest,
  type Received,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipRequest,
  type SipResponse,
} from './message.ts';
import { serializeMessage } from './serialize-message.ts';
import {
  type ServerTransactionInput,
  type ServerTransactionState,
  stepServerTransaction,
} from './server-transaction.ts';
import type { SipTimers } from './sip-timers.ts';
import { type Flow, formatHostPort } from './transport.ts';
import { MAGIC_COOKIE, type Via } from './via.ts';

/** How a request ended. */
export type RequestOutcome =
  | { readonly kind: 'response'; readonly response: ReceivedResponse }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'transport-failed'; readonly error: LamplightError };

/** Takes a request that was not seen before; `respond` is called once, now or later. */
export type RequestHandler = (request: ReceivedRequest, flow: Flow, respond: (response: SipResponse) => void) => void;

interface ClientTransaction {
  state: ClientTransactionState;
  readonly flow: Flow;
  readonly bytes: Uint8Array;
  readonly onOutcome: (outcome: RequestOutcome) => void;
}

interface ServerTransaction {
  state: ServerTransactionState;
  readonly flow: Flow;
  answer: Uint8Array | undefined;
}

export class TransactionLayer {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #timers: SipTimers;
  readonly #onRequest: RequestHandler;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #due: TimerQueue<string>;

  constructor(clock: Clock, random: Random, timers: SipTimers, onRequest: RequestHandler) {
    this.#clock = clock;
    this.#random = random;
    this.#timers = timers;
    this.#onRequest = onRequest;
    this.#due = new TimerQueue(clock, (key) => this.#fire(key));
  }

  /** How many transactions are held: 0 after {@link close}. */
  get size(): number {
    return this.#clients.size + this.#servers.size;
  }

  /** Sends a request with a Via of its own. `onOutcome` is called once, with a final answer or a failure. */
  request(flow: Flow, request: SipRequest, onOutcome: (outcome: RequestOutcome) => void): void {
    const branch = `${MAGIC_COOKIE}${Buffer.from(this.#random.bytes(12)).toString('hex')}`;
    const via = `SIP/2.0/${flow.protocol.toUpperCase()} ${formatHostPort(flow.local)};branch=${branch};rport`;
    const headers = new HeaderFields([['Via', via], ...request.headers]);
    const transaction: ClientTransaction = {
      state: beginClientTransaction(flow.protocol === 'tcp', this.#clock.monotonic(), this.#timers),
      flow,
      bytes: serializeMessage({ ...request, headers }),
      onOutcome,
    };
    const key = clientKey(branch, request.method);
    this.#clients.set(key, transaction);
    this.#arm(key, clientTransactionDueAt(transaction.state));
    flow.send(transaction.bytes);
  }

  /** Takes what a flow read. A response to nothing that is known is dropped, as 18.1.2 says. */
  receive(received: Received, flow: Flow): void {
    if (!isRequest(received)) {
      this.#receiveResponse(received);
      return;
    }
    if (received.method === 'ACK') {
      return;
    }
    const key = serverKey(received);
    if (this.#servers.has(key)) {
      this.#stepServer(key, { kind: 'request-again' });
      return;
    }
    this.#servers.set(key, { state: { kind: 'trying' }, flow, answer: undefined });
    this.#onRequest(received, flow, (response) => this.#answer(key, response));
  }

  /** The way is lost: every request under way on it fails at once. */
  flowLost(flow: Flow, error: LamplightError): void {
    for (const [key, transaction] of [...this.#clients]) {
      if (transaction.flow === flow) {
        this.#stepClient(key, { kind: 'transport-failed' }, undefined, error);
      }
    }
    for (const [key, transaction] of [...this.#servers]) {
      if (transaction.flow === flow) {
        this.#forget(key);
      }
    }
  }

  /** Forgets everything; outcomes of requests under way are not told any more. */
  close(): void {
    this.#clients.clear();
    this.#servers.clear();
    this.#due.clear();
  }

  #receiveResponse(response: ReceivedResponse): void {
    const key = clientKey(response.via.branch, response.method);
    this.#stepClient(key, { kind: 'response', status: response.message.status }, response);
  }

  #stepClient(key: string, input: ClientTransactionInput, response?: ReceivedResponse, error?: LamplightError): void {
    const transaction = this.#clients.get(key);
    if (transaction === undefined) {
      return;
    }
    const step = stepClientTransaction(transaction.state, input, this.#clock.monotonic(), this.#timers);
    transaction.state = step.state;
    if (step.state.kind === 'terminated') {
      this.#forget(key);
    } else {
      this.#arm(key, clientTransactionDueAt(step.state));
    }
    for (const effect of step.effects) {
      if (effect === 'transmit') {
        transaction.flow.send(transaction.bytes);
      } else if (effect === 'tell-timeout') {
        transaction.onOutcome({ kind: 'timeout' });
      } else if (effect === 'tell-transport-failed' && error !== undefined) {
        transaction.onOutcome({ kind: 'transport-failed', error });
      } else if (effect === 'pass-response' && response !== undefined && response.message.status >= 200) {
        transaction.onOutcome({ kind: 'response', response });
      }
    }
  }

  #answer(key: string, response: SipResponse): void {
    const transaction = this.#servers.get(key);
    if (transaction !== undefined && transaction.state.kind === 'trying') {
      transaction.answer = serializeMessage(response);
      this.#stepServer(key, { kind: 'answer' });
    }
  }

  #stepServer(key: string, input: ServerTransactionInput): void {
    const transaction = this.#servers.get(key);
    if (transaction === undefined) {
      return;
    }
    const isReliable = transaction.flow.protocol === 'tcp';
    const now = this.#clock.monotonic();
    const step = stepServerTransaction(transaction.state, input, now, isReliable, this.#timers);
    transaction.state = step.state;
    if (step.effects.includes('transmit-answer') && transaction.answer !== undefined) {
      transaction.flow.send(transaction.answer);
    }
    if (step.state.kind === 'terminated') {
      this.#forget(key);
    } else {
      this.#arm(key, step.state.kind === 'completed' ? step.state.endAt : undefined);
    }
  }

  #fire(key: string): void {
    if (this.#clients.has(key)) {
      this.#stepClient(key, { kind: 'due' });
    } else {
      this.#stepServer(key, { kind: 'due' });
    }
  }

  #arm(key: string, dueAt: number | undefined): void {
    if (dueAt === undefined) {
      this.#due.delete(key);
    } else {
      this.#due.set(key, dueAt);
    }
  }

  #forget(key: string): void {
    this.#clients.delete(key);
    this.#servers.delete(key);
    this.#due.delete(key);
  }
}

/** RFC 3261, 17.1.3. */
function clientKey(branch: string, method: string): string {
  return `client ${method} ${branch}`;
}

/** RFC 3261, 17.2.3; without the magic cookie by what the older standard compares. */
function serverKey(request: ReceivedRequest): string {
  const { via, method } = request;
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? ''}`;
  return via.branch.startsWith(MAGIC_COOKIE)
    ? `server ${method} ${sentBy} ${via.branch}`
    : `server ${method} ${sentBy} ${request.callId} ${request.sequence} ${tagOf(via, request)}`;
}

function tagOf(via: Via, request: ReceivedRequest): string {
  return `${request.from.parameters.get('tag') ?? ''} ${request.to.parameters.get('tag') ?? ''} ${via.branch}`;
}
