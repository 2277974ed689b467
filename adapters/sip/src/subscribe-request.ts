import { LamplightError } from '@lamplight/runtime';
import { HeaderFields } from './sip/header-fields.ts';
import { NO_BODY, type ReceivedRequest, type ReceivedResponse, type SipRequest } from './sip/message.ts';
import { parseNameAddress } from './sip/name-address.ts';
import { type Flow, formatHostPort } from './sip/transport.ts';
import type { NotifyInput, SubscribeAnswer, SubscriptionDialog } from './subscription/subscription.ts';
import { readSeconds, readSubscriptionState } from './subscription/subscription-state-header.ts';

/** Who subscribes to what. */
export interface SubscribeParties {
  /** URI of the line. */
  readonly lineUri: string;
  /** URI of our account. */
  readonly ownUri: string;
  /** User part of our account, for Contact. */
  readonly username: string;
}

export interface SubscribeTerms {
  readonly callId: string;
  readonly localTag: string;
  readonly dialog: SubscriptionDialog | null;
  readonly expiresSeconds: number;
}

/** A line address as a URI: an extension gets the domain, what has a scheme or an @ stays. */
export function lineUri(address: string, domain: string): string {
  if (/^sips?:/i.test(address)) {
    return address;
  }
  const at = address.lastIndexOf('@');
  const user = at < 0 ? address : address.slice(0, at);
  const host = at < 0 ? domain : address.slice(at + 1);
  // encodeURIComponent leaves what RFC 3261 calls unreserved; + & = $ , ; ? / may stand as they are.
  const escaped = encodeURIComponent(user).replace(/%(2B|26|3D|24|2C|3B|3F|2F)/g, (code) => decodeURIComponent(code));
  return `sip:${escaped}@${host}`;
}

/** A SUBSCRIBE to `Event: dialog` (RFC 4235, 3), without Via. */
export function subscribeRequest(
  flow: Flow,
  parties: SubscribeParties,
  terms: SubscribeTerms,
  sequence: number,
): SipRequest {
  const { dialog } = terms;
  const transport = flow.protocol === 'tcp' ? ';transport=tcp' : '';
  const headers = new HeaderFields([
    ['Max-Forwards', '70'],
    ['From', `<${parties.ownUri}>;tag=${terms.localTag}`],
    ['To', dialog === null ? `<${parties.lineUri}>` : `<${parties.lineUri}>;tag=${dialog.remoteTag}`],
    ['Call-ID', terms.callId],
    ['CSeq', `${sequence} SUBSCRIBE`],
    ['Contact', `<sip:${parties.username}@${formatHostPort(flow.local)}${transport}>`],
    ['Event', 'dialog'],
    ['Accept', 'application/dialog-info+xml'],
    ['Expires', String(terms.expiresSeconds)],
    ['User-Agent', 'Lamplight'],
  ]);
  for (const route of dialog?.routes ?? []) {
    headers.append('Route', route);
  }
  const target = dialog === null || dialog.remoteTarget === '' ? parties.lineUri : dialog.remoteTarget;
  return { kind: 'request', method: 'SUBSCRIBE', uri: target, headers, body: NO_BODY };
}

/** What an answer to a SUBSCRIBE means to the subscription. */
export function toSubscribeAnswer(response: ReceivedResponse, lastSequence: number): SubscribeAnswer {
  const { headers, status, reason } = response.message;
  return {
    kind: 'answer',
    callId: response.callId,
    status,
    reason,
    lastSequence,
    toTag: response.to.parameters.get('tag'),
    contact: contactOf(headers),
    // As the caller, the route is what was recorded, in reverse (RFC 3261, 12.1.2).
    routes: [...headers.all('Record-Route')].reverse(),
    expiresSeconds: readSeconds(headers.get('Expires')),
    minExpiresSeconds: readSeconds(headers.get('Min-Expires')),
    retryAfterSeconds: readSeconds(headers.get('Retry-After')),
  };
}

/**
 * What a NOTIFY means to the subscription.
 * @throws LamplightError `sip_malformed` for a Subscription-State that cannot be read.
 */
export function toNotifyInput(request: ReceivedRequest, content: NotifyInput['content']): NotifyInput {
  const { headers } = request.message;
  return {
    kind: 'notify',
    callId: request.callId,
    fromTag: request.from.parameters.get('tag') ?? '',
    contact: contactOf(headers),
    routes: headers.all('Record-Route'),
    sequence: request.sequence,
    subscription: readSubscriptionState(headers),
    content,
  };
}

/** A Contact that cannot be read leaves the target as it was. */
function contactOf(headers: HeaderFields): string | undefined {
  const contact = headers.get('Contact');
  try {
    return contact === undefined ? undefined : parseNameAddress(contact).uri;
  } catch (failure) {
    LamplightError.from(failure);
    return undefined;
  }
}
