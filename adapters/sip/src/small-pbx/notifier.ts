import { HeaderFields } from '../sip/header-fields.ts';
import { NO_BODY, type ReceivedRequest, type SipRequest } from '../sip/message.ts';
import { parseNameAddress } from '../sip/name-address.ts';
import { type Flow, formatHostPort } from '../sip/transport.ts';

/** One watcher's subscription at the small PBX: the notifier's side of the dialog (RFC 6665, 4.2). */
export class Notifier {
  readonly line: string;
  readonly callId: string;
  readonly localTag: string;
  readonly #watcher: string;
  readonly #watcherTag: string;
  readonly #lineUri: string;
  #target: string;
  #flow: Flow;
  #sequence: number;
  /** Version of the last document; -1 before the first. */
  version = -1;
  /** Monotonic ms. */
  expiresAt = 0;

  constructor(line: string, request: ReceivedRequest, localTag: string, flow: Flow, firstSequence: number) {
    this.line = line;
    this.callId = request.callId;
    this.localTag = localTag;
    this.#watcher = request.from.uri;
    this.#watcherTag = request.from.parameters.get('tag') ?? '';
    this.#lineUri = request.to.uri;
    this.#target = request.from.uri;
    this.#flow = flow;
    this.#sequence = firstSequence;
    this.refresh(request, flow);
  }

  get flow(): Flow {
    return this.#flow;
  }

  /** A SUBSCRIBE in the dialog may bring a new way and a new Contact. */
  refresh(request: ReceivedRequest, flow: Flow): void {
    const contact = request.message.headers.get('Contact');
    this.#target = contact === undefined ? this.#target : parseNameAddress(contact).uri;
    this.#flow = flow;
  }

  /** The next NOTIFY. */
  notify(
    subscriptionState: string,
    body: Uint8Array = NO_BODY,
    contentType = 'application/dialog-info+xml',
  ): SipRequest {
    this.#sequence += 1;
    const headers = new HeaderFields([
      ['Max-Forwards', '70'],
      ['From', `<${this.#lineUri}>;tag=${this.localTag}`],
      ['To', `<${this.#watcher}>;tag=${this.#watcherTag}`],
      ['Call-ID', this.callId],
      ['CSeq', `${this.#sequence} NOTIFY`],
      ['Contact', `<sip:${formatHostPort(this.#flow.local)}${this.#flow.protocol === 'tcp' ? ';transport=tcp' : ''}>`],
      ['Event', 'dialog'],
      ['Subscription-State', subscriptionState],
    ]);
    if (body.length > 0) {
      headers.append('Content-Type', contentType);
    }
    return { kind: 'request', method: 'NOTIFY', uri: this.#target, headers, body };
  }
}
