import type {
  GatewayMessage,
  Problem,
  ReportInlet,
  ReportPort,
  SourceMessage,
  SourcePrincipal,
} from '@lamplight/domain';
import type { Uplink, UplinkEvents, UplinkStream } from '../port/uplink.ts';

/**
 * A way to a gateway in the same process. Messages are delivered in order by microtask, never inside the call that sends
 * them, so that neither side is entered again while it changes its state.
 */
export class LocalUplink implements Uplink {
  readonly #port: ReportPort;
  readonly #principal: SourcePrincipal;

  constructor(port: ReportPort, principal: SourcePrincipal) {
    this.#port = port;
    this.#principal = principal;
  }

  open(events: UplinkEvents): UplinkStream {
    return new LocalStream(this.#port, this.#principal, events);
  }
}

class LocalStream implements UplinkStream {
  readonly #events: UplinkEvents;
  #inlet: ReportInlet | undefined;
  #ended = false;

  constructor(port: ReportPort, principal: SourcePrincipal, events: UplinkEvents) {
    this.#events = events;
    queueMicrotask(() => {
      this.#inlet = port.open(principal, {
        send: (message) => this.#deliver(message),
        end: (problem) => this.#end(problem),
      });
    });
  }

  send(message: SourceMessage): boolean {
    queueMicrotask(() => {
      if (!this.#ended) {
        this.#inlet?.receive(message);
      }
    });
    return true;
  }

  close(): void {
    queueMicrotask(() => {
      if (!this.#ended) {
        this.#ended = true;
        this.#inlet?.closed();
        this.#events.onEnd(null);
      }
    });
  }

  #deliver(message: GatewayMessage): void {
    queueMicrotask(() => {
      if (!this.#ended) {
        this.#events.onMessage(message);
      }
    });
  }

  #end(problem: Problem | null): void {
    queueMicrotask(() => {
      if (!this.#ended) {
        this.#ended = true;
        this.#events.onEnd(problem);
      }
    });
  }
}
