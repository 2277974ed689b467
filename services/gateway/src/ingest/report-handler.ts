import type { handleBidiStreamingCall, Metadata, ServerDuplexStream } from '@grpc/grpc-js';
import type { Problem, ReportInlet, ReportOutlet, ReportPort, SourcePrincipal, TenantId } from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import {
  gatewayMessageToWire,
  problemToServiceError,
  sourceMessageFromWire,
  type WireReportRequest,
  type WireReportResponse,
} from '@lamplight/wire';
import { problem } from '../problem.ts';

export interface ReportHandlerOptions {
  /** Whose key the call came with, or why it is refused. */
  readonly authenticate: (metadata: Metadata) => SourcePrincipal | Problem;
  /** Where the streams of a tenant go; undefined: it is not served here. */
  readonly reportsOf: (tenantId: TenantId) => ReportPort | undefined;
  readonly clock: Clock;
}

type ReportCall = ServerDuplexStream<WireReportRequest, WireReportResponse>;

/**
 * SourceService.Report for grpc-js: maps between wire and domain, and carries backpressure both ways. While the peer
 * does not read, the gateway holds roster and effects back and the handler reads no further, so that a slow source
 * costs what grpc-js buffers (64 KB and 16 messages) and no more. A source that stays so long enough loses its lease.
 */
export function createReportHandler(
  options: ReportHandlerOptions,
): handleBidiStreamingCall<WireReportRequest, WireReportResponse> {
  return (call) => {
    const principal = options.authenticate(call.metadata);
    if ('reason' in principal) {
      end(call, principal);
      return;
    }
    const reports = options.reportsOf(principal.tenantId);
    if (reports === undefined) {
      end(call, problem('foreign_tenant', 'The tenant of this key is not served here. Ask another gateway.'));
      return;
    }
    const stream = new ReportCallStream(call, options.clock);
    stream.attach(reports.open(principal, stream));
  };
}

class ReportCallStream implements ReportOutlet {
  readonly #call: ReportCall;
  readonly #clock: Clock;
  #ended = false;
  #blocked = false;

  constructor(call: ReportCall, clock: Clock) {
    this.#call = call;
    this.#clock = clock;
  }

  attach(inlet: ReportInlet): void {
    const call = this.#call;
    const closed = (): void => {
      this.#ended = true;
      inlet.closed();
    };
    call.on('drain', () => {
      this.#blocked = false;
      call.resume();
      inlet.writable?.();
    });
    call.on('cancelled', closed);
    call.on('error', closed);
    call.on('end', () => {
      if (!this.#ended) {
        closed();
        call.end();
      }
    });
    call.on('data', (request: WireReportRequest) => this.#receive(inlet, request));
  }

  send(message: Parameters<ReportOutlet['send']>[0]): void {
    if (!this.#ended && !this.#call.write(gatewayMessageToWire(message))) {
      this.#blocked = true;
      this.#call.pause();
    }
  }

  end(reason: Problem | null): void {
    if (!this.#ended) {
      this.#ended = true;
      end(this.#call, reason);
    }
  }

  blocked(): boolean {
    return this.#blocked;
  }

  #receive(inlet: ReportInlet, request: WireReportRequest): void {
    if (this.#ended) {
      return;
    }
    const reading = sourceMessageFromWire(request, this.#clock.now());
    switch (reading.kind) {
      case 'unrecognised':
        // Something newer: it counts as a sign of life.
        inlet.receive({ kind: 'heartbeat' });
        break;
      case 'problem':
        inlet.closed();
        this.end(reading.problem);
        break;
      case 'message': {
        const { message, refused } = reading;
        inlet.receive(message);
        if (message.kind === 'claims' && refused.length > 0) {
          this.send({ kind: 'claims-refused', sequence: message.sequence, items: refused });
        }
        break;
      }
    }
  }
}

/** What was written before still arrives; then the status. */
function end(call: ReportCall, reason: Problem | null): void {
  // A client that breaks off while it is being refused must not bring the process down.
  call.on('error', () => undefined);
  if (reason === null) {
    call.end();
  } else {
    call.emit('error', problemToServiceError(reason));
  }
}
