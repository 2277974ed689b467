import { type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js';
import type { Problem, SourceMessage } from '@lamplight/domain';
import type { Clock, Egress, Logger, Timer } from '@lamplight/runtime';
import {
  gatewayMessageFromWire,
  grpcOptions,
  problemFromStatus,
  SourceServiceClient,
  sourceMessageToWire,
  type WireReportRequest,
  type WireReportResponse,
} from '@lamplight/wire';
import type { Uplink, UplinkEvents, UplinkStream } from '../port/uplink.ts';

export interface GrpcUplinkOptions {
  /** `host:port` of the gateway. */
  readonly target: string;
  /** Bearer key of the source. */
  readonly key: string;
  /** The name that the gateway's certificate must be good for; default the host of `target`. */
  readonly serverName?: string;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Heartbeats of the gateway that may be missed before its stream is taken for dead. */
const MISSED_HEARTBEATS = 3;
/** Until `welcome` names the interval, in ms. */
const FIRST_INTERVAL_MS = 30_000;
/** How long the gateway has to end a stream that was closed from here, in ms. */
const CLOSING_MS = 2000;

/** A way to a gateway by gRPC over TLS. Each stream has a channel of its own, which ends with it. */
export class GrpcUplink implements Uplink {
  readonly #options: GrpcUplinkOptions;

  constructor(options: GrpcUplinkOptions) {
    this.#options = options;
  }

  open(events: UplinkEvents): UplinkStream {
    return new GrpcStream(this.#options, events);
  }
}

class GrpcStream implements UplinkStream {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #events: UplinkEvents;
  readonly #client: SourceServiceClient;
  readonly #call: ClientDuplexStream<WireReportRequest, WireReportResponse>;
  #state: 'open' | 'closing' | 'ended' = 'open';
  #intervalMs = FIRST_INTERVAL_MS;
  #watchdog: Timer | undefined;

  constructor(options: GrpcUplinkOptions, events: UplinkEvents) {
    const { egress, target, key, serverName } = options;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#events = events;
    this.#client = new SourceServiceClient(target, credentials.createSsl(egress.grpc.rootCertificates), {
      ...grpcOptions(),
      ...egress.grpc.channelOptions,
      ...(serverName === undefined
        ? {}
        : { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }),
    });
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${key}`);
    this.#call = this.#client.report(metadata);
    this.#call.on('data', (message: WireReportResponse) => this.#onData(message));
    this.#call.on('drain', () => {
      if (this.#state === 'open') {
        events.onWritable();
      }
    });
    // The status that follows says the same; without a listener the error would be thrown.
    this.#call.on('error', () => undefined);
    this.#call.on('status', (status) => this.#end(problemFromStatus(status)));
    this.#watch();
  }

  send(message: SourceMessage): boolean {
    return this.#state === 'open' && this.#call.write(sourceMessageToWire(message, this.#clock.now()));
  }

  close(): void {
    if (this.#state !== 'open') {
      return;
    }
    this.#state = 'closing';
    this.#call.end();
    this.#watchdog?.cancel();
    this.#watchdog = this.#clock.after(CLOSING_MS, () => this.#end(null));
  }

  #onData(wire: WireReportResponse): void {
    if (this.#state !== 'open') {
      return;
    }
    const reading = gatewayMessageFromWire(wire);
    switch (reading.kind) {
      case 'message':
        if (reading.message.kind === 'welcome') {
          this.#intervalMs = reading.message.renewMs;
        }
        this.#watch();
        this.#events.onMessage(reading.message);
        return;
      case 'unrecognised':
        this.#watch();
        this.#logger.debug({}, 'ignored a message of a later version of the gateway');
        return;
      case 'problem':
        this.#end(reading.problem);
    }
  }

  #watch(): void {
    this.#watchdog?.cancel();
    const silenceMs = MISSED_HEARTBEATS * this.#intervalMs;
    this.#watchdog = this.#clock.after(silenceMs, () =>
      this.#end({
        code: 14,
        reason: 'unreachable',
        message: `the gateway has said nothing for ${silenceMs} ms`,
        details: {},
      }),
    );
  }

  /** The one end, whatever came first: status, watchdog or an unreadable message. */
  #end(problem: Problem | null): void {
    if (this.#state === 'ended') {
      return;
    }
    const orderly = this.#state === 'closing';
    this.#state = 'ended';
    this.#watchdog?.cancel();
    this.#call.cancel();
    this.#client.close();
    this.#events.onEnd(orderly ? null : problem);
  }
}
