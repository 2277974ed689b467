/** The way out to the receivers of notifications: over HTTPS, or a function in the same process. */
import type { Egress } from '@lamplight/runtime';

/** One POST to a receiver. */
export interface OutgoingRequest {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted when the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

export interface OutgoingAnswer {
  readonly status: number;
  /** Names in lower case; needed for the validation handshake only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** Rejects when the receiver cannot be reached or the signal is aborted. */
export type NotificationSender = (request: OutgoingRequest) => Promise<OutgoingAnswer>;

/** Sends over HTTPS. The certificate of the receiver must be trusted by the egress. */
export function egressSender(egress: Pick<Egress, 'fetch'>): NotificationSender {
  return async ({ url, headers, body, signal }) => {
    const response = await egress.fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
}

/** What a simulator without a way out does: nobody is reached. */
export const unreachableSender: NotificationSender = async ({ url }) => {
  throw new Error(`${url} is not reached: this simulator was made without a way to deliver`);
};
