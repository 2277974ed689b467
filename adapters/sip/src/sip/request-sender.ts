import { type Authentication, type Challenged, NOT_CHALLENGED } from './authentication.ts';
import { HeaderFields } from './header-fields.ts';
import type { ReceivedResponse, SipRequest } from './message.ts';
import type { RequestOutcome, TransactionLayer } from './transaction-layer.ts';
import type { Flow } from './transport.ts';

/** How a request ended, challenges answered on the way. */
export type SentOutcome =
  | { readonly kind: 'response'; readonly response: ReceivedResponse; readonly lastSequence: number }
  | { readonly kind: 'credentials-refused'; readonly why: string; readonly lastSequence: number }
  | { readonly kind: 'no-answer'; readonly lastSequence: number }
  | { readonly kind: 'transport-failed'; readonly lastSequence: number };

/** Makes the request for a sequence number: each try of an answered challenge needs a new one (RFC 3261, 22.2). */
export type RequestForSequence = (sequence: number) => SipRequest;

/** Sends requests and answers challenges to them; CSeq rises with each try. */
export class RequestSender {
  readonly #transactions: TransactionLayer;
  readonly #authentication: Authentication;

  constructor(transactions: TransactionLayer, authentication: Authentication) {
    this.#transactions = transactions;
    this.#authentication = authentication;
  }

  /** @param firstSequence CSeq of the first try; the outcome says which was the last. */
  send(flow: Flow, build: RequestForSequence, firstSequence: number, onOutcome: (outcome: SentOutcome) => void): void {
    this.#try(flow, build, firstSequence, NOT_CHALLENGED, onOutcome);
  }

  #try(
    flow: Flow,
    build: RequestForSequence,
    sequence: number,
    challenged: Challenged,
    onOutcome: (outcome: SentOutcome) => void,
  ): void {
    const request = build(sequence);
    const headers = new HeaderFields(request.headers);
    this.#authentication.authorize(headers, request.method, request.uri);
    this.#transactions.request(flow, { ...request, headers }, (outcome: RequestOutcome) => {
      if (outcome.kind !== 'response') {
        const kind = outcome.kind === 'timeout' ? 'no-answer' : 'transport-failed';
        onOutcome({ kind, lastSequence: sequence });
        return;
      }
      const { message } = outcome.response;
      if (message.status !== 401 && message.status !== 407) {
        this.#authentication.accepted(message);
        onOutcome({ kind: 'response', response: outcome.response, lastSequence: sequence });
        return;
      }
      const verdict = this.#authentication.challenge(message, challenged);
      if (verdict.kind === 'give-up') {
        onOutcome({ kind: 'credentials-refused', why: verdict.why, lastSequence: sequence });
        return;
      }
      this.#try(flow, build, sequence + 1, verdict.challenged, onOutcome);
    });
  }
}
