import type { HeaderFields } from './header-fields.ts';
import type { NameAddress } from './name-address.ts';
import type { Via } from './via.ts';

/** A request as it travels. Header fields are strings; what every message must carry is read into {@link Essentials}. */
export interface SipRequest {
  readonly kind: 'request';
  /** Upper case for the methods of the standards; compared with case. */
  readonly method: string;
  readonly uri: string;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
}

/** A response as it travels. */
export interface SipResponse {
  readonly kind: 'response';
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderFields;
  readonly body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

/** What RFC 3261, 8.1.1 asks of every message, taken apart. */
export interface Essentials {
  /** The topmost one. */
  readonly via: Via;
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly callId: string;
  readonly sequence: number;
  /** The method of CSeq. */
  readonly method: string;
}

/** A message that was read completely, with its essentials. */
export interface ReceivedRequest extends Essentials {
  readonly message: SipRequest;
}

export interface ReceivedResponse extends Essentials {
  readonly message: SipResponse;
}

export type Received = ReceivedRequest | ReceivedResponse;

/** A message without a body. */
export const NO_BODY: Uint8Array = new Uint8Array(0);

/** Whether a message that was read is a request. */
export function isRequest(received: Received): received is ReceivedRequest {
  return received.message.kind === 'request';
}
