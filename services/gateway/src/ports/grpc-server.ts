import { readFileSync } from 'node:fs';
import { Server } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import {
  type DirectoryServiceServer,
  DirectoryServiceService,
  grpcOptions,
  type SourceServiceServer,
  SourceServiceService,
  type SubscriptionServiceServer,
  SubscriptionServiceService,
} from '@lamplight/wire';
import { HealthImplementation } from 'grpc-health-check';

/** The contract as descriptors, for reflection; `buf build` makes it from proto/, and a test keeps it true. */
export const CONTRACT_FILE: URL = new URL('../../contract/presence.binpb', import.meta.url);

const SERVICES = [
  'presence.v1.SubscriptionService',
  'presence.v1.DirectoryService',
  'presence.v1.SourceService',
] as const;

export interface GrpcServices {
  readonly subscription: SubscriptionServiceServer;
  readonly directory: DirectoryServiceServer;
  readonly source: SourceServiceServer;
}

/** The gRPC server with health (grpc.health.v1) and reflection on; it listens through the TLS port. */
export class GrpcPort {
  readonly server: Server;
  readonly #health: HealthImplementation;

  constructor(services: GrpcServices) {
    this.server = new Server(grpcOptions());
    this.server.addService(SubscriptionServiceService, services.subscription);
    this.server.addService(DirectoryServiceService, services.directory);
    this.server.addService(SourceServiceService, services.source);
    this.#health = new HealthImplementation();
    this.#health.addToServer(this.server);
    new ReflectionService(loadFileDescriptorSetFromBuffer(readFileSync(CONTRACT_FILE))).addToServer(this.server);
  }

  /** What health answers, for the whole server (the empty name) and for each service. */
  setServing(serving: boolean): void {
    for (const service of ['', ...SERVICES]) {
      this.#health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING');
    }
  }

  /** Resolves when every call has ended. */
  tryShutdown(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.tryShutdown((failure) => {
        if (failure === undefined) {
          resolve();
        } else {
          reject(failure);
        }
      });
    });
  }

  forceShutdown(): void {
    this.server.forceShutdown();
  }
}
