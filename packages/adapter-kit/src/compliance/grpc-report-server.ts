import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ReportPort, SourcePrincipal } from '@lamplight/domain';
import { type CertificatePair, type Clock, makeSelfSignedCertificate, systemClock } from '@lamplight/runtime';
import {
  gatewayMessageToWire,
  grpcOptions,
  problemToServiceError,
  type SourceServiceServer,
  SourceServiceService,
  sourceMessageFromWire,
} from '@lamplight/wire';

export interface GrpcReportServer {
  /** `host:port` to dial. */
  readonly target: string;
  readonly certificate: CertificatePair;
  /** The authorization header of each stream. */
  readonly authorizations: readonly string[];
  /** Ends every stream and stops listening. */
  close(): void;
}

/** A real gRPC server over TLS on a free port of this machine that brings Report streams to `port`. */
export async function startGrpcReportServer(
  port: ReportPort,
  principal: SourcePrincipal,
  clock: Clock,
): Promise<GrpcReportServer> {
  const certificate = await makeSelfSignedCertificate({
    commonName: 'localhost',
    altNames: ['localhost', '127.0.0.1'],
    validDays: 1,
    // The TLS of this machine checks it by the real time.
    clock: systemClock(),
  });
  const authorizations: string[] = [];
  const server = new Server(grpcOptions());
  server.addService(SourceServiceService, { report: reportHandler(port, principal, clock, authorizations) });
  const keyPair = { private_key: Buffer.from(certificate.keyPem), cert_chain: Buffer.from(certificate.certPem) };
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(null, [keyPair]), (failure, number) =>
      failure === null ? resolve(number) : reject(failure),
    );
  });
  return {
    target: `127.0.0.1:${bound}`,
    certificate,
    authorizations,
    close: () => server.forceShutdown(),
  };
}

function reportHandler(
  port: ReportPort,
  principal: SourcePrincipal,
  clock: Clock,
  authorizations: string[],
): SourceServiceServer['report'] {
  return (call) => {
    authorizations.push(String(call.metadata.get('authorization')[0] ?? ''));
    const inlet = port.open(principal, {
      send: (message) => {
        call.write(gatewayMessageToWire(message));
      },
      end: (problem) => {
        if (problem === null) {
          call.end();
        } else {
          call.emit('error', problemToServiceError(problem));
        }
      },
    });
    call.on('data', (wire) => {
      const reading = sourceMessageFromWire(wire, clock.now());
      if (reading.kind === 'message') {
        inlet.receive(reading.message);
      } else if (reading.kind === 'problem') {
        call.emit('error', problemToServiceError(reading.problem));
      }
    });
    call.on('end', () => {
      inlet.closed();
      call.end();
    });
    call.on('cancelled', () => inlet.closed());
    call.on('error', () => undefined);
  };
}
