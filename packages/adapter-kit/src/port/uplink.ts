import type { GatewayMessage, Problem, SourceMessage } from '@lamplight/domain';

/** What an uplink tells the runner, never before {@link Uplink.open} has returned. */
export interface UplinkEvents {
  onMessage(message: GatewayMessage): void;
  /** More can be sent after {@link UplinkStream.send} answered false. */
  onWritable(): void;
  /** The stream is over; null: orderly. Called once, last. */
  onEnd(problem: Problem | null): void;
}

/** One Report stream. */
export interface UplinkStream {
  /** Takes the message in any case; false: hold further ones back until onWritable. */
  send(message: SourceMessage): boolean;
  /** Ends the stream from this side after what was sent; onEnd follows within seconds. */
  close(): void;
}

/** A way to the gateway: in the same process, or by gRPC. */
export interface Uplink {
  /** Never throws: a failure to connect ends the stream. */
  open(events: UplinkEvents): UplinkStream;
}
