/**
 * One TLS port for gRPC and HTTP/1.1, told apart by ALPN (RFC 7301): HTTP/1.1 where it is offered, so that browsers and
 * curl, which offer both, reach the pages; h2 else, which is all that gRPC offers. Who offers nothing speaks HTTP/1.1.
 */

import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { ConnectionInjector, Server as GrpcServer } from '@grpc/grpc-js';
import { ServerCredentials } from '@grpc/grpc-js';
import { type CertificatePair, LamplightError, type Logger, listenFailure } from '@lamplight/runtime';

export interface TlsPortOptions {
  readonly host: string;
  /** 0 lets the machine choose. */
  readonly port: number;
  readonly certificate: CertificatePair;
  readonly grpc: GrpcServer;
  /** Keeps its own limits on slow and idle connections. */
  readonly http: HttpServer;
  readonly logger: Logger;
}

export class TlsPort {
  readonly #options: TlsPortOptions;
  readonly #logger: Logger;
  readonly #server: TlsServer;
  readonly #injector: ConnectionInjector;
  readonly #sockets = new Set<Socket>();

  constructor(options: TlsPortOptions) {
    const { certificate, grpc, http } = options;
    this.#options = options;
    this.#logger = options.logger.forComponent('tls-port');
    this.#injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    this.#server = createServer({
      cert: certificate.certPem,
      key: certificate.keyPem,
      minVersion: 'TLSv1.2',
      ALPNCallback: ({ protocols }) =>
        protocols.includes('http/1.1') ? 'http/1.1' : protocols.find((name) => name === 'h2'),
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('secureConnection', (socket: TLSSocket) => {
      socket.on('error', (failure) => this.#logger.debug({ err: failure }, 'connection lost'));
      if (socket.alpnProtocol === 'h2') {
        this.#injector.injectConnection(socket);
      } else {
        http.emit('connection', socket);
      }
    });
    this.#server.on('tlsClientError', (failure, socket) => {
      this.#logger.debug({ peer: socket.remoteAddress, err: failure }, 'TLS handshake failed');
    });
  }

  /** @throws LamplightError `address_in_use`, `config_invalid` for an address that this machine does not have */
  listen(): Promise<{ readonly host: string; readonly port: number }> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (failure) => reject(listenFailure(failure, { host, port })));
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        if (address === null || typeof address === 'string') {
          reject(new LamplightError('unexpected', 'the port has no address'));
          return;
        }
        resolve({ host: address.address, port: address.port });
      });
    });
  }

  /** Takes no new connection; resolves when those that are open have sent what they had and closed. */
  async finish(): Promise<void> {
    this.#server.close();
    await this.#allClosed();
  }

  /** Cuts what is still open; resolves when nothing is. */
  async close(): Promise<void> {
    this.#injector.destroy();
    this.#server.close();
    const closed = this.#allClosed();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  async #allClosed(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
    );
  }
}
