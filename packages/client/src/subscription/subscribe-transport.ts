import type { Problem, SubscribeRequest, SubscribeResponse } from '@lamplight/domain';

export interface SubscribeEvents {
  onResponse(response: SubscribeResponse): void;
  /** The stream is over; null: orderly. Called once, last. */
  onEnd(problem: Problem | null): void;
}

export interface SubscribeStream {
  send(request: SubscribeRequest): void;
  /** Ends the stream from this side; no event follows. */
  close(): void;
}

/** A way to the gateway's Subscribe. */
export interface SubscribeTransport {
  /** Never throws: a failure to connect ends the stream. No event comes before it has returned. */
  open(events: SubscribeEvents): SubscribeStream;
}
